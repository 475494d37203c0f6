// A supply that fails: what the meter lost of its load, that nothing counts twice, and what its pulses are then.
import { describe, expect, it } from 'vitest';
import { PULSE_ACTIVE } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { PulseRecord } from '../../meter/conductor/board.ts';
import type { Meter } from '../../meter/meter.ts';
import {
  EVERYWHERE,
  feed,
  idle,
  IN_PROCESS,
  netEnergy_Ws,
  registersNow,
  withMeter,
} from '../../meter/targets/with-meter.ts';
import { eventsOf } from '../../records/events.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const POWER_W = 3 * 230 * 8;
const RATE_Hz = 4000;
const load = () => sineSource({ service: '3p4w', volts: 230, amps: 8, pf: 1 });

/** Seconds of load that are missing in the register. */
const lost_s = (metered_s: number, energy_Ws: number) => metered_s - energy_Ws / POWER_W;

/** What a cut after some milliseconds costs, with the start behind it. */
async function costOfCut(meter: Meter, before_ms: number, comparator: boolean): Promise<number> {
  const { conductor } = meter;
  const from = { energy_Ws: await netEnergy_Ws(meter), now_us: conductor.now_us };
  await idle(meter, before_ms);
  const cut_us = conductor.now_us;
  await meter.cutPower!({ comparator, holdUp_ms: 50, off_ms: 500 });
  const back_us = conductor.now_us;
  await idle(meter, 1000);
  const energy_Ws = (await netEnergy_Ws(meter)) - from.energy_Ws;
  const metered_us = cut_us - from.now_us + (conductor.now_us - back_us);
  return lost_s(metered_us / 1e6, energy_Ws) * 1000;
}

/** Lives of a meter whose supply comes for 990 ms at a time. */
async function shortLives(meter: Meter, lives: number, comparator: boolean): Promise<void> {
  for (let life = 0; life < lives; life++) {
    await idle(meter, comparator ? 940 : 990);
    await meter.cutPower!({ comparator, holdUp_ms: 50, off_ms: 500 });
  }
}

describe.each(EVERYWHERE)('A supply that fails, on %s', (place) => {
  it('costs at most 20 ms of load where the comparator works, and counts none twice', async () => {
    await withMeter(place, { source: load() }, async (meter) => {
      await idle(meter, 2000);
      for (const before_ms of [310, 520, 730, 940, 990]) {
        const ms = await costOfCut(meter, before_ms, true);
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThan(20);
      }
    });
  });

  it('costs at most 1 s of load without a comparator, and counts none twice', async () => {
    await withMeter(place, { source: load() }, async (meter) => {
      await idle(meter, 2000);
      for (const before_ms of [310, 640, 990]) {
        const ms = await costOfCut(meter, before_ms, false);
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThan(1020);
      }
    });
  });

  it('and comes back at once changes no register, and is told with its beginning and end', async () => {
    const meter = (failing: boolean) =>
      withMeter(place, { source: load() }, async (it) => {
        await feed(it, 8000);
        it.conductor.stopFeedingAfter(12_000);
        for (const state of [failing, false]) {
          it.surroundings!.supplyFails = state;
          await idle(it, 30);
        }
        await feed(it, 12_000);
        return { registers: await registersNow(it), events: await it.ask('read_events', { first: 1 }) };
      });
    const dipped = await meter(true);
    expect(dipped.registers).toEqual((await meter(false)).registers);
    const told = eventsOf(dipped.events).filter(({ event }) => event === 'power_fail');
    expect(told.map(({ start, end }) => [start, end])).toEqual([[8000, 8120]]);
  });
});

describe.each(IN_PROCESS)('A supply interrupted more often than once a second, on %s', (place) => {
  it('counts all the same where the comparator works: energy and starts', async () => {
    await withMeter(place, { source: load() }, async (meter) => {
      await shortLives(meter, 100, true);
      const { starts } = await meter.ask('read_status');
      expect(Number(starts)).toBe(101);
      const metered_s = (await netEnergy_Ws(meter)) / POWER_W;
      expect(metered_s).toBeGreaterThan(100 * (0.94 - 0.02));
      expect(metered_s).toBeLessThan(100 * 0.99 + 0.1);
    });
  });

  it('counts its starts where there is none, and no energy but that of the last life', async () => {
    await withMeter(place, { source: load() }, async (meter) => {
      await shortLives(meter, 5, false);
      expect(Number((await meter.ask('read_status')).starts)).toBe(6);
      // What this life counted while it was asked: a record a second is the limit.
      expect(await netEnergy_Ws(meter)).toBeLessThan(0.2 * POWER_W);
    });
  });
});

describe.each(EVERYWHERE)('Pulses over a supply that fails, on %s', (place) => {
  const CONSTANT = 1000;
  const EACH_Ws = 3.6e6 / CONSTANT;
  /** From its energy to a pulse: the longest window, and what is handed out ahead (pulse-output.ts). */
  const DELAY_s = 0.3 + 96 / RATE_Hz;

  it('go on with the remainder that the register holds, and never give more than it', async () => {
    const parameters = { meterConstant_imp_per_kWh: CONSTANT };
    await withMeter(place, { source: load(), parameters }, async (meter) => {
      const pulses: PulseRecord[] = [];
      meter.metering.onPulse = (pulse) => pulse.output === PULSE_ACTIVE && pulses.push(pulse);
      let given = 0;
      for (const life_ms of [700, 1300, 1900, 2500]) {
        await idle(meter, life_ms);
        given += pulses.splice(0).length;
        await meter.cutPower!({ comparator: true, off_ms: 500 });
        const { energy_Ws, sample } = await standing(meter);
        await idle(meter, 1200);
        const first = pulses[0];
        // What the register stood at when the energy of the first pulse was whole.
        const since_s = (first.sampleIndex + first.fraction_Q16 / 65536 - sample) / RATE_Hz - DELAY_s;
        const at_Ws = energy_Ws + since_s * POWER_W;
        expect(Math.abs(at_Ws / EACH_Ws - Math.round(at_Ws / EACH_Ws))).toBeLessThan(0.005);
        expect(given).toBeLessThanOrEqual(energy_Ws / EACH_Ws);
      }
    });
  });

  /** The register and the sample it stands at. */
  async function standing(meter: Meter): Promise<{ energy_Ws: number; sample: number }> {
    const { active_import_mWs, sample_index } = await meter.ask('read_registers', { scope: 0, moment: 1 });
    return { energy_Ws: Number(active_import_mWs) / 1000, sample: Number(sample_index) };
  }
});
