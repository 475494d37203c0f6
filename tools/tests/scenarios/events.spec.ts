// Events of the metering side: which signals raise them, which do not, and what they do to the registers.
import { describe, expect, it } from 'vitest';
import { AFE_FULL_SCALE, SAMPLE_FLAG_INVALID } from '../../../shared-protocol/generated/ts/protocol.ts';
import { activeNames } from '../../records/events.ts';
import { readParameters, writeParameters } from '../../records/sealed-record.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { feed, withMeter } from '../../meter/targets/with-meter.ts';
import { during, type Fault, faulty, I1, I2, I3, IN, scale, V1, V2, V3 } from '../../signals/waves/faulty.ts';
import { allEvents, eventsWith, load, RATE } from './fault-events.ts';

describe('A healthy supply', () => {
  it('raises no event in two minutes, but the start', async () => {
    expect(await eventsWith(() => {}, 120)).toEqual([]);
  });

  it('raises none at 1.08 Unom, without current, or at the starting current', async () => {
    for (const source of [sineSource({ service: '3p4w', volts: 250, amps: 0 }), load(0.02)]) {
      expect(await eventsWith(() => {}, 70, source)).toEqual([]);
    }
  });
});

describe('Voltage events', () => {
  it('a dip of 300 ms to 70 % on one phase has its start, its end and its residual voltage', async () => {
    const [dip, ...others] = await eventsWith(during(3, 3.3, scale([V2], 0.7)), 5);
    expect(others).toEqual([]);
    expect(dip).toMatchObject({ event: 'dip', scope: 2, limit: 9000 });
    expect(dip.extreme / 10_000).toBeCloseTo(0.7, 2);
    expect(dip.start / RATE).toBeCloseTo(3, 1);
    expect((dip.end! - dip.start) / RATE).toBeCloseTo(0.3, 1);
  });

  it('a dip of a tenth that recovers to within the hysteresis goes on', async () => {
    const fault: Fault = (set, t) => t >= 3 && scale([V1], t < 4 ? 0.88 : 0.91)(set);
    const [dip] = await eventsWith(fault, 6);
    expect(dip).toMatchObject({ event: 'dip', scope: 1, end: undefined });
  });

  it('a swell has its highest voltage', async () => {
    const [swell] = await eventsWith(during(3, 4, scale([V3], 1.15)), 6);
    expect(swell).toMatchObject({ event: 'swell', scope: 3 });
    expect(swell.extreme / 10_000).toBeCloseTo(1.15, 2);
  });

  it('an interruption is named beside its dips', async () => {
    const events = await eventsWith(during(3, 5, scale([V1, V2, V3, I1, I2, I3, IN], 0)), 8);
    expect(events.map((e) => e.event).sort()).toEqual(['dip', 'dip', 'dip', 'interruption']);
    const interruption = events.find((e) => e.event === 'interruption')!;
    expect((interruption.end! - interruption.start) / RATE).toBeCloseTo(2, 0);
  });

  it('a lost phase without current is a phase loss; with current a loss of its voltage', async () => {
    const dead = await eventsWith(during(2, 20, scale([V2, I2, IN], 0)), 22);
    expect(dead.map((e) => e.event)).toContain('phase_loss');
    const stolen = await eventsWith(during(2, 200, scale([V2], 0)), 70);
    expect(stolen.map((e) => e.event)).toContain('voltage_loss');
    expect(stolen.map((e) => e.event)).not.toContain('phase_loss');
  });

  it('all voltages gone while current flows is a total voltage loss', async () => {
    const events = await eventsWith(during(2, 200, scale([V1, V2, V3], 0)), 70);
    expect(events.map((e) => e.event)).toContain('total_voltage_loss');
  });

  it('under- and over-voltage wait for their minute', async () => {
    const names = async (factor: number, seconds: number) =>
      (await eventsWith(during(1, 500, scale([V1], factor)), seconds)).map((e) => e.event);
    expect(await names(0.7, 50)).not.toContain('under_voltage');
    expect(await names(0.7, 65)).toContain('under_voltage');
    expect(await names(1.25, 65)).toContain('over_voltage');
  });

  it('a reversed sequence and a frequency out of range are named', async () => {
    const swapped: Fault = (set) =>
      ([set[V2], set[V3], set[I2], set[I3]] = [set[V3], set[V2], set[I3], set[I2]]);
    expect((await eventsWith(swapped, 5)).map((e) => e.event)).toEqual(['reversed_sequence']);
    const slow = sineSource({ service: '3p4w', volts: 230, amps: 5, hz: 48.5 });
    const [frequency] = await eventsWith(() => {}, 15, slow);
    expect(frequency).toMatchObject({ event: 'frequency', extreme: 1500 });
  });
});

describe('Current events', () => {
  it('a reversed sensor is named as such, with the power it turns round', async () => {
    const events = await eventsWith((set) => scale([I2], -1)(set), 75);
    const names = events.map((e) => `${e.event} ${e.scope}`);
    expect(names).toContain('reversed_sensor 2');
    expect(names).toContain('reversed_power 2');
  });

  it('two sensors on each other are named as such; three in a ring look like another balanced load', async () => {
    const swap: Fault = (set) => ([set[I1], set[I2]] = [set[I2], set[I1]]);
    expect((await eventsWith(swap, 20)).map((e) => e.event)).toContain('swapped_sensors');
    const ring: Fault = (set) => ([set[I1], set[I2], set[I3]] = [set[I3], set[I1], set[I2]]);
    expect((await eventsWith(ring, 20)).map((e) => e.event)).not.toContain('swapped_sensors');
  });

  it('a bypass shows in the neutral, a lost current and unbalance in their minute', async () => {
    const names = (await eventsWith((set) => scale([I3], 0)(set), 70)).map((e) => e.event);
    expect(names).toEqual(expect.arrayContaining(['neutral_mismatch', 'current_loss', 'current_unbalance']));
  });

  it('a bypass of part of a current is a neutral mismatch at any load', async () => {
    for (const [amps, share] of [
      [1, 0.5],
      [5, 0.8],
      [60, 0.8],
    ]) {
      const [event] = await eventsWith(during(2, 100, scale([I2], share)), 14, load(amps));
      expect(event).toMatchObject({ event: 'neutral_mismatch', scope: 0 });
      expect(event.extreme / 10_000).toBeCloseTo((amps * (1 - share)) / 5, 2);
    }
    const single = sineSource({ service: '1p2w', volts: 230, amps: 5 });
    const names = (await eventsWith(scale([I1], 0.7), 14, single)).map((e) => e.event);
    expect(names).toEqual(['neutral_mismatch']);
  });

  it('sensors that are some per cent off are no neutral mismatch, whatever the load', async () => {
    const off: Fault = (set) => {
      scale([I1], 1.03)(set);
      scale([I2, IN], 0.97)(set);
    };
    expect(await eventsWith(off, 14, load(60))).toEqual([]);
    expect(await eventsWith(off, 14, sineSource({ service: '1p2w', volts: 230, amps: 60 }))).toEqual([]);
  });

  it('an over-current and a direct current are named', async () => {
    expect((await eventsWith(() => {}, 65, load(75))).map((e) => e.event)).toContain('over_current');
    const direct: Fault = (set) => (set[I1] += 20_000);
    const [event] = await eventsWith(direct, 15);
    expect(event).toMatchObject({ event: 'direct_current', scope: 1 });
    expect(event.extreme / 10_000).toBeCloseTo((20_000 * 25e-6) / 5, 2);
  });
});

describe('Faults of the AFE', () => {
  const registersWith = (fault: Fault) =>
    withMeter('wasm v8', { source: faulty(load(), fault) }, async (meter) => {
      const values: bigint[] = [];
      for (let second = 1; second <= 6; second++) {
        await feed(meter, second * RATE);
        values.push((await meter.ask('read_registers', { scope: 0, moment: 0 })).active_import_mWs as bigint);
      }
      return { values, events: await allEvents(meter) };
    });

  const faults: [string, number, Fault][] = [
    ['afe_saturated', 4, during(2, 3, (set) => (set[I1] = AFE_FULL_SCALE))],
    ['afe_saturated', 1, during(2, 3, (set) => (set[V1] = -AFE_FULL_SCALE - 1))],
    ['afe_frozen', 0, (set, t, before) => t >= 2 && t < 3 && set.set(before)],
    ['afe_invalid', 0, during(2, 3, (set) => (set[7] |= SAMPLE_FLAG_INVALID))],
  ];
  for (const [name, scope, fault] of faults) {
    it(`${name} (scope ${scope}) is told, ends, and no register goes back or stops for good`, async () => {
      const { values, events } = await registersWith(fault);
      const event = events.find((e) => e.event === name)!;
      expect(event).toMatchObject({ scope });
      expect(event.end).toBeGreaterThan(event.start);
      values.slice(1).forEach((value, i) => expect(value).toBeGreaterThanOrEqual(values[i]));
      expect(values[5]).toBeGreaterThan(values[4]);
      expect(Number(values[5] - values[4]) / 1000).toBeCloseTo(3 * 230 * 5 * 0.95, -3);
    });
  }
});

describe('Events of the board', () => {
  it('covers, clock battery and jumper are told while they last, and flagged', async () => {
    await withMeter('wasm v8', { source: load() }, async (meter) => {
      await feed(meter, 2 * RATE);
      meter.surroundings!.set('mainCover', false);
      meter.surroundings!.set('clockBattery', false);
      meter.surroundings!.set('jumper', true);
      await feed(meter, 5 * RATE);
      const { active_events } = await meter.ask('read_status');
      expect(activeNames(active_events).sort()).toEqual([
        'clock_battery_low',
        'jumper_closed',
        'main_cover_open',
      ]);
      meter.surroundings!.set('mainCover', true);
      await feed(meter, 7 * RATE);
      meter.surroundings!.set('jumper', false);
      await feed(meter, 8 * RATE);
      const events = await allEvents(meter);
      const named = (name: string) => events.find((e) => e.event === name)!;
      // Dated by the sample, not by the window of 200 ms that they fall into.
      expect(named('main_cover_open')).toMatchObject({ start: 2 * RATE, end: 5 * RATE });
      expect(named('jumper_closed')).toMatchObject({ start: 2 * RATE, end: 7 * RATE });
      expect(named('clock_battery_low')).toMatchObject({ start: 2 * RATE, end: undefined });
    });
  });

  it('a cover that is open for less than a window is told all the same', async () => {
    await withMeter('wasm v8', { source: load() }, async (meter) => {
      await feed(meter, 2 * RATE + 100);
      meter.surroundings!.set('terminalCover', false);
      await feed(meter, 2 * RATE + 300);
      meter.surroundings!.set('terminalCover', true);
      await feed(meter, 3 * RATE);
      const [cover, ...others] = await allEvents(meter);
      expect(others).toEqual([]);
      expect(cover.event).toBe('terminal_cover_open');
      expect(cover.start).toBeGreaterThanOrEqual(2 * RATE + 100);
      expect(cover.end! - cover.start).toBeGreaterThan(100);
      expect(cover.end! - cover.start).toBeLessThan(300);
    });
  });

  it('a written calibration is an event with its sequence', async () => {
    await withMeter('wasm v8', { source: load() }, async (meter) => {
      meter.surroundings!.set('jumper', true);
      await feed(meter, RATE);
      await writeParameters(meter, await readParameters(meter));
      const events = await allEvents(meter);
      expect(events.find((e) => e.event === 'calibration_changed')).toMatchObject({ extreme: 2 });
    });
  });
});
