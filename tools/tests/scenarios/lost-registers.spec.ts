// Registers that are gone on a meter that had counted: told, marked on every reading, until somebody inside the seal says so.
import { describe, expect, it } from 'vitest';
import {
  FRAM_HOT_A,
  FRAM_HOT_B,
  LAYOUTS,
  METERING_FLAG_REGISTERS_LOST,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtFile } from '../../build/paths.ts';
import { V8Core } from '../../cores/v8-core.ts';
import type { Meter } from '../../meter/meter.ts';
import { EVERYWHERE, feed, idle, withMeter } from '../../meter/targets/with-meter.ts';
import { everyEvent } from '../../records/events.ts';
import { RefusedError } from '../../records/legal-client.ts';
import { factoryFram } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5 });
const BANKS = [FRAM_HOT_A, FRAM_HOT_B];
const { bytes: BYTES } = LAYOUTS.hot_record;

/** The FRAM of a meter that started twice. */
function usedFram(): Uint8Array {
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: 4_000_000 });
  const module = builtFile('metering-core.wasm');
  for (let start = 0; start < 2; start++) new V8Core({ role: 'metering', module, fram });
  return fram;
}

const DAMAGE: Readonly<Record<string, (fram: Uint8Array, bank: number) => void>> = {
  blank: (fram, bank) => fram.fill(0xff, bank, bank + BYTES),
  damaged: (fram, bank) => void (fram[bank + 20] ^= 1),
};

function lostFram(how: string): Uint8Array {
  const fram = usedFram();
  for (const bank of BANKS) DAMAGE[how](fram, bank);
  return fram;
}

/** Whether each kind of reading says that registers were lost. */
async function marks(meter: Meter): Promise<boolean[]> {
  const readings = [
    await meter.ask('read_status'),
    await meter.ask('read_registers', { scope: 0, moment: 0 }),
    await meter.ask('read_instantaneous', { scope: 1 }),
    await meter.ask('read_power_quality', { scope: 1 }),
    await meter.ask('read_network'),
    await meter.ask('read_harmonics', { input: 0, first_order: 1 }),
    await meter.ask('read_aggregate', { scope: 0 }),
  ];
  return readings.map(({ flags }) => (Number(flags) & METERING_FLAG_REGISTERS_LOST) !== 0);
}

const told = async (meter: Meter) =>
  (await everyEvent((first) => meter.ask('read_events', { first }))).map(({ event }) => event);

describe.each(EVERYWHERE)('Registers that are gone, on %s', (place) => {
  it.each(Object.keys(DAMAGE))('(%s) are told, and every reading is marked', async (how) => {
    await withMeter(place, { source: source(), fram: lostFram(how) }, async (meter) => {
      await feed(meter, 4000);
      expect(await told(meter)).toContain('registers_lost');
      expect(await marks(meter)).toEqual(Array(7).fill(true));
    });
  });

  it('are marked until somebody with the jumper acknowledges it, which is told', async () => {
    await withMeter(place, { source: source(), fram: lostFram('blank') }, async (meter) => {
      await feed(meter, 4000);
      await expect(meter.adjust!('acknowledge_loss')).rejects.toMatchObject({ status: Status.SEALED });
      meter.surroundings!.set('jumper', true);
      await idle(meter, 20);
      await meter.adjust!('acknowledge_loss');
      expect(await marks(meter)).toEqual(Array(7).fill(false));
      expect(await told(meter)).toContain('loss_acknowledged');
      await expect(meter.adjust!('acknowledge_loss')).rejects.toBeInstanceOf(RefusedError);
    });
  });

  it('are none of a new board, nor of a meter with one bank left: that bank is told', async () => {
    const oneBank = usedFram();
    oneBank[FRAM_HOT_A + 20] ^= 1;
    for (const [fram, event] of [
      [undefined, 'reset'],
      [oneBank, 'register_bank_damaged'],
    ] as const) {
      await withMeter(place, { source: source(), ...(fram && { fram }) }, async (meter) => {
        await feed(meter, 4000);
        expect(await told(meter)).toContain(event);
        expect(await told(meter)).not.toContain('registers_lost');
        expect(await marks(meter)).toEqual(Array(7).fill(false));
      });
    }
  });
});
