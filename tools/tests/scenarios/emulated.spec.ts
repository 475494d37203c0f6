// The unmodified firmware images on the emulated chips: the same registers as everywhere, readable as a real meter is.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseDataBlock } from '../../clients/data-block.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { evenParity } from '../../lines/serial-format.ts';
import { RECORDINGS } from '../../build/paths.ts';
import { fileSource } from '../../signals/waves/file-source.ts';
import { HouseholdDay } from '../../signals/waves/household-day.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { EMULATED, feed, idle, registersNow, withMeter, type Place } from '../../meter/targets/with-meter.ts';
import { describeEmulated } from './emulated-images.ts';

const kettle = join(RECORDINGS, 'household/kettle_1.csv');
/** Virtual seconds; `make hil` asks for 60. */
const SECONDS = Number(process.env.TWINMETER_HIL_SECONDS ?? 8);
const SETS = SECONDS * 4000 + 123;
const LIMIT_ms = 60_000 + SECONDS * 20_000;

const metered = (place: Place, source: SampleSource) =>
  withMeter(place, { source }, async (meter) => {
    await feed(meter, SETS);
    return registersNow(meter);
  });

const toWire = (text: string) => Uint8Array.from(Buffer.from(text), (byte) => byte | (evenParity(byte) << 7));

/** Reads the data block at the optical head in virtual time, as the standard's mode C goes. */
async function readOptical(meter: EmulatedMeter): Promise<string> {
  const { optical } = meter.pair.management;
  let text = '';
  optical.onByte = (byte) => (text += String.fromCharCode(byte & 0x7f));
  const until = async (end: RegExp) => {
    for (let ticks = 0; !end.test(text) && ticks < 1500; ticks++) await meter.conductor.tick();
    expect(text).toMatch(end);
  };
  optical.send(toWire('/?!\r\n'));
  await until(/^\/TWM5.*\r\n$/);
  text = '';
  await idle(meter, 300);
  optical.send(toWire('\x06050\r\n'));
  await until(/\x03.$/s);
  return text;
}

const day = () => new HouseholdDay();
const kettleSource = () => fileSource(kettle, { service: '1p2w', volts: 220, amps: 10 });

describeEmulated(`The emulated boards over ${SECONDS} virtual seconds`, () => {
  it(
    'meter the built-in day to the same digits as the C host and V8, show it and give it at the optical head',
    { timeout: LIMIT_ms },
    async () => {
      const { registers, lcd, readout } = await withMeter(
        'emulated wasm3',
        { source: day() },
        async (meter) => {
          await feed(meter, SETS);
          const at = { registers: await registersNow(meter), lcd: [...meter.management.lcd] };
          return { ...at, readout: await readOptical(meter as EmulatedMeter) };
        },
      );
      expect(registers[0].sample_index).toBe(BigInt(SETS));
      expect(registers).toEqual(await metered('wasm v8', day()));
      expect(registers).toEqual(await metered('host wasm3', day()));
      expect(lcd[0]).toMatch(/^Twinmeter relayed/);
      const line = parseDataBlock(Buffer.from(readout, 'latin1')).sets.find(
        ({ id }) => id === '1-0:1.8.0*255',
      );
      expect(line?.unit).toBe('kWh');
      expect(Number(line?.value)).toBeGreaterThan(0);
    },
  );

  it('meter it to the same digits with the core compiled ahead of time', { timeout: LIMIT_ms }, async () => {
    expect(await metered('emulated aot', day())).toEqual(await metered('wasm v8', day()));
  });

  it.skipIf(!existsSync(kettle)).each(EMULATED)(
    'meter a recorded kettle to the same digits as V8 (%s)',
    { timeout: LIMIT_ms },
    async (place) => {
      expect(await metered(place, kettleSource())).toEqual(await metered('wasm v8', kettleSource()));
    },
  );
});
