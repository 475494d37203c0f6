// The same samples give the same registers on every target and engine, to the last digit.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSource } from '../../signals/waves/file-source.ts';
import { HouseholdDay } from '../../signals/waves/household-day.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { RECORDINGS } from '../../build/paths.ts';
import { EVERYWHERE, feed, registersNow, withMeter, type Place } from '../../meter/targets/with-meter.ts';

const kettle = join(RECORDINGS, 'household/kettle_1.csv');

/** Eight virtual seconds and a bit, so that a window is open at the end. */
const SETS = 32_123;

async function metered(place: Place, source: SampleSource) {
  return withMeter(place, { source }, async (meter) => {
    await feed(meter, SETS);
    return registersNow(meter);
  });
}

const SOURCES: Record<string, () => SampleSource> = {
  'the built-in day': () => new HouseholdDay(),
  'a lagging three-phase load off nominal frequency': () =>
    sineSource({ service: '3p4w', volts: 231.7, amps: 17.3, pf: 0.61, hz: 49.83 }),
  'two elements in three wires': () => sineSource({ service: '3p3w', volts: 400, amps: 3.3, pf: 0.8 }),
  'a delta with its high leg': () => sineSource({ service: '3p4w-delta', volts: 121, amps: 6.1, pf: 0.7 }),
  'an export on one phase': () => sineSource({ service: '1p2w', volts: 230, amps: -4.2 }),
};

describe('Registers at sample N, the open window included,', () => {
  for (const [name, source] of Object.entries(SOURCES)) {
    it(`are equal to the last digit on every target for ${name}`, async () => {
      const [first, ...others] = await Promise.all(EVERYWHERE.map((place) => metered(place, source())));
      expect(first[0].sample_index).toBe(BigInt(SETS));
      others.forEach((registers) => expect(registers).toEqual(first));
    });
  }

  it.skipIf(!existsSync(kettle))(
    'are equal to the last digit on every target for a recorded kettle',
    async () => {
      const source = () => fileSource(kettle, { service: '1p2w', volts: 220, amps: 10 });
      const [first, ...others] = await Promise.all(EVERYWHERE.map((place) => metered(place, source())));
      others.forEach((registers) => expect(registers).toEqual(first));
    },
  );

  it('are those of the fed samples: another source gives other registers', async () => {
    const [one, other] = await Promise.all([
      metered('wasm v8', sineSource({ service: '1p2w', volts: 230, amps: 5 })),
      metered('wasm v8', sineSource({ service: '1p2w', volts: 230, amps: 5.001 })),
    ]);
    expect(one[0].active_import_mWs).not.toBe(other[0].active_import_mWs);
  });
});
