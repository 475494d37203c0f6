// The RTC as a meter shows it: its time second by second, what it cannot tell, how long the supply was off, its seconds as pulses.
import { describe, expect, it } from 'vitest';
import { PULSE_REACTIVE, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Meter } from '../../meter/meter.ts';
import { EVERYWHERE, idle, withMeter } from '../../meter/targets/with-meter.ts';
import { eventsOf } from '../../records/events.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const START_s = Date.UTC(2026, 0, 1) / 1000;
const load = () => sineSource({ service: '3p4w', volts: 230, amps: 8, pf: 1 });

async function clockOf(meter: Meter) {
  const { clock_s, clock_status, clock_stopped } = await meter.ask('read_status');
  return { time_s: Number(clock_s), status: Number(clock_status), stopped: Number(clock_stopped) };
}

const powerOff = async (meter: Meter) =>
  eventsOf(await meter.ask('read_events', { first: 1 })).filter(({ event }) => event === 'power_off');

describe.each(EVERYWHERE)('The clock of a meter, on %s', (place) => {
  it('shows the time of the RTC, and goes on with its seconds', async () => {
    await withMeter(place, { source: load() }, async (meter) => {
      await idle(meter, 2500);
      const { time_s, status, stopped } = await clockOf(meter);
      expect([status, stopped]).toEqual([Status.OK, 0]);
      expect(time_s).toBe(START_s + Math.floor(meter.conductor.now_us / 1e6));
      await idle(meter, 3000);
      expect((await clockOf(meter)).time_s).toBe(START_s + Math.floor(meter.conductor.now_us / 1e6));
    });
  });

  it('says that its oscillator had stopped, that nobody answers, or that there is no time in it', async () => {
    await withMeter(place, { source: load() }, async (meter) => {
      const { clock } = meter.surroundings!;
      clock.stopped = true;
      await idle(meter, 100);
      expect(await clockOf(meter)).toMatchObject({ status: Status.OK, stopped: 1 });
      for (const fault of [Status.TIMEOUT, Status.NOT_FOUND]) {
        clock.fault = fault;
        await meter.cutPower!({ off_ms: 300 });
        await idle(meter, 100);
        expect(await clockOf(meter)).toEqual({ time_s: 0, status: fault, stopped: 0 });
        expect(await powerOff(meter)).toEqual([]);
      }
    });
  });

  it('knows after a start how long the supply was off, and nothing of it from a clock that had stopped', async () => {
    await withMeter(place, { source: load() }, async (meter) => {
      await idle(meter, 3000);
      await meter.cutPower!({ off_ms: 75_000 });
      await idle(meter, 500);
      const told = await powerOff(meter);
      expect(told).toHaveLength(1);
      expect(Math.abs(told[0].extreme - 75)).toBeLessThanOrEqual(1);
      meter.surroundings!.clock.stopped = true;
      await meter.cutPower!({ off_ms: 3000 });
      await idle(meter, 500);
      expect(await powerOff(meter)).toHaveLength(1);
    });
  });

  it('gives its seconds on the kvarh output where that is sealed, and energy where it is not', async () => {
    const pulses = (second: 'seconds' | 'reactive') =>
      withMeter(place, { source: load(), parameters: { pulseEnergy: ['active', second] } }, async (meter) => {
        const found: number[] = [];
        meter.metering.onPulse = ({ output, sampleIndex, fraction_Q16 }) =>
          output === PULSE_REACTIVE && found.push(sampleIndex + fraction_Q16 / 65536);
        await idle(meter, 4500);
        return found;
      });
    expect(await pulses('seconds')).toEqual([4000, 8000, 12_000, 16_000]);
    expect(await pulses('reactive')).toEqual([]);
  });
});
