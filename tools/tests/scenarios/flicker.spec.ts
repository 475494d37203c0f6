// Flicker and ten-minute aggregates of whole meters: the standard's points, a reference in double precision, flags.
import { describe, expect, it } from 'vitest';
import { AGGREGATE_FLAG_DIP } from '../../../shared-protocol/generated/ts/protocol.ts';
import { modulationOf, pointsOf, type Kind, type Point, type System } from '../../figures/flicker-bed.ts';
import { againstReference, error_percent, irregular, LIMIT_percent } from '../../figures/flicker.ts';
import type { Meter } from '../../meter/meter.ts';
import { ModulatedSource, type Modulation } from '../../signals/waves/index.ts';
import { feed, IN_PROCESS, withMeter, type Place } from '../../meter/targets/with-meter.ts';

/** Ten minutes, the window that ends them, and the fraction of a second that counts the classes out. */
const INTERVAL_SETS = 2_403_000;
type Three = readonly [Modulation, Modulation, Modulation];
const STILL: Modulation = () => 0;

const source = (modulation: Three, service: '1p2w' | '3p4w' = '3p4w') =>
  new ModulatedSource({ service, volts: 230, amps: 5, modulation });

/** One after the other: the port takes one request at a time. */
async function aggregates(meter: Meter) {
  const scopes: Awaited<ReturnType<Meter['ask']>>[] = [];
  for (let scope = 0; scope < 4; scope++) scopes.push(await meter.ask('read_aggregate', { scope }));
  return scopes;
}

/** Aggregates of all scopes after the first interval of a meter on a place. */
async function interval(place: Place, modulation: Three) {
  return withMeter(place, { source: source(modulation) }, async (meter) => {
    await feed(meter, INTERVAL_SETS);
    return aggregates(meter);
  });
}

/** Points of one system, one a phase, by their modulation rates. */
function points(kind: Kind, system: System, rates: readonly number[]): Point[] {
  return rates.map((rate) => pointsOf(kind, system).find((p) => p.rate === rate)!);
}

const three = (list: readonly Point[]) => list.map(modulationOf) as unknown as Three;

describe('The flickermeter of a whole meter at 230 V and 50 Hz', () => {
  it('has Pinst,max of one for sinusoidal changes of 0.5, 8.8 and 25 Hz', async () => {
    const found = await interval('wasm v8', three(points('sinusoidal', '230/50', [0.5, 8.8, 25])));
    for (const { pinst_max_ppm } of found.slice(1)) {
      expect(Math.abs(error_percent(Number(pinst_max_ppm) / 1e6, 1))).toBeLessThan(LIMIT_percent.sinusoidal);
    }
  });

  it('has Pst of one for 39, 110 and 1620 rectangular changes a minute', async () => {
    const found = await interval('wasm v8', three(points('rectangular', '230/50', [39, 110, 1620])));
    for (const { pst_ppm } of found.slice(1)) {
      expect(Math.abs(error_percent(Number(pst_ppm) / 1e6, 1))).toBeLessThan(LIMIT_percent.rectangular);
    }
  });

  it('agrees within 0.5 % with a reference in double precision on irregular changes', () => {
    for (const { meter, reference } of againstReference({ system: '230/50' })) {
      expect(reference.pst).toBeGreaterThan(0.5);
      expect(Math.abs(error_percent(meter.pst, reference.pst))).toBeLessThan(0.5);
      expect(Math.abs(error_percent(meter.pinstMax, reference.pinstMax))).toBeLessThan(1);
    }
  });

  it('gives the same aggregates and flicker to the last digit on every engine', async () => {
    const modulation: Three = [irregular(7, 2), irregular(8, 1), STILL];
    const [first, ...others] = await Promise.all(IN_PROCESS.map((place) => interval(place, modulation)));
    expect(Number(first[1].pst_ppm)).toBeGreaterThan(0);
    expect(first[3].pst_ppm).toBe(0);
    others.forEach((found) => expect(found).toEqual(first));
  });
});

describe('Ten-minute aggregates of a whole meter', () => {
  it('are zero and say so before the first interval ends', async () => {
    await withMeter('wasm v8', { source: source([STILL, STILL, STILL]) }, async (meter) => {
      await feed(meter, 40_000);
      const [total] = await aggregates(meter);
      expect(total).toMatchObject({ sequence: 0, windows: 0, scope: 0, frequency_mHz: 0 });
    });
  });

  it('hold the truth of what was fed, and the flag of a dip on its phase and the total', async () => {
    const dip: Modulation = (time_s) => (time_s > 300 && time_s < 300.1 ? -0.3 : 0);
    const slow: Modulation = (time_s) => (time_s < 300 ? 0.05 : -0.05);
    const fed = source([STILL, dip, slow]);
    const [total, one, two, three] = await withMeter('wasm v8', { source: fed }, async (meter) => {
      await feed(meter, INTERVAL_SETS);
      return aggregates(meter);
    });
    const truth = fed.truth(2_400_000);
    expect(total).toMatchObject({
      sequence: 1,
      windows: 3000,
      frequency_mHz: 50_000,
      interval_flags: AGGREGATE_FLAG_DIP,
    });
    expect(one).toMatchObject({ interval_flags: 0, pst_ppm: 0 });
    expect(two).toMatchObject({ interval_flags: AGGREGATE_FLAG_DIP });
    expect(three).toMatchObject({ interval_flags: 0 });
    const errors = [one, two, three].map(
      (a, i) => Number(a.voltage_mV) / 1000 / truth.elements[i].voltage_V - 1,
    );
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(2e-5);
    expect(Number(three.voltage_min_mV)).toBeCloseTo(230_000 * 0.95, -2);
    expect(Number(three.voltage_max_mV)).toBeCloseTo(230_000 * 1.05, -2);
    expect(Math.abs(Number(total.active_power_mW) / 1000 / truth.total.P_W - 1)).toBeLessThan(2e-5);
    // A third of the half change, by symmetrical components, as the root of its mean square.
    expect(Math.abs(Number(total.voltage_negative_ppm) / (0.05e6 / 3) - 1)).toBeLessThan(0.03);
  });

  it('are refused for a scope that is none', async () => {
    await withMeter('wasm v8', { source: source([STILL, STILL, STILL]) }, async (meter) => {
      await feed(meter, 1000);
      await expect(meter.ask('read_aggregate', { scope: 4 })).rejects.toThrow(/OUT_OF_RANGE/i);
    });
  });
});
