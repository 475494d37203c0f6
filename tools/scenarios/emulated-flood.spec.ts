// What floods a port or the link of the emulated metering board costs it no sample, and the port is heard again after it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EmulatedMeter } from '../meter/emulated-meter.ts';
import { ROOT } from '../protocol/paths.ts';
import { sineSource } from '../waves/sine.ts';
import { idle, withMeter } from './bench-meter.ts';

const LIMIT_ms = 120_000;
const missing = ['metering', 'management']
  .map((name) => join(ROOT, 'build/firmware', `twinmeter-${name}.elf`))
  .find((image) => !existsSync(image));

const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });

/** A header that claims the longest frame; from each of its repetitions such a frame would begin again. */
const CLAIM = [0xa5, 0x11, 0, 0, 246, 0];
const claims = (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => CLAIM[i % CLAIM.length]);
const oneClaim = () => Uint8Array.from({ length: 256 }, (_, i) => CLAIM[i] ?? 0);

async function whileFlooded(flood: (meter: EmulatedMeter) => void) {
  return withMeter('emulated wasm3', { source: source() }, async (meter) => {
    await idle(meter, 200);
    flood(meter as EmulatedMeter);
    await idle(meter, 1500);
    const { missed_samples, invalid_samples } = await meter.ask('read_status');
    return {
      missed_samples,
      invalid_samples,
      faults: meter.metering.faults,
      restarts: meter.metering.restarts,
    };
  });
}

const UNDISTURBED = { missed_samples: 0, invalid_samples: 0, faults: [], restarts: 0 };

describe.skipIf(missing !== undefined)(
  'Bytes without a pause cost the emulated metering board no sample',
  () => {
    it.each([
      ['frames in frames', claims(11_520)],
      [
        'damaged frames of full length',
        Uint8Array.from(Array.from({ length: 45 }, () => [...oneClaim()]).flat()),
      ],
    ])(
      'on the adjustment port with the jumper open, at 115200 baud: %s',
      { timeout: LIMIT_ms },
      async (_, bytes) => {
        expect(await whileFlooded(({ pair }) => pair.metering.adjustment.send(bytes))).toEqual(UNDISTURBED);
      },
    );

    it('on the legal port, which answers again after the flood', { timeout: LIMIT_ms }, async () => {
      expect(await whileFlooded(({ pair }) => pair.metering.legal.send(claims(960)))).toEqual(UNDISTURBED);
    });
  },
);

describe.skipIf(missing === undefined)('The emulated metering board', () => {
  it.skip(`is not flooded: ${missing} is not built (make firmware)`, () => {});
});
