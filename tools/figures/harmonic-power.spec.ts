// The power of each harmonic, with its direction, against the phasors that were fed in.
import { describe, expect, it } from 'vitest';
import { HarmonicSource, type Tone } from '../signals/waves/index.ts';
import { throughFrontEnd } from './front-end.ts';
import { MeteringModule } from './metering-module.ts';

const HIGHEST = 31;
const ORDERS = Array.from({ length: HIGHEST }, (_, k) => k + 1);
const cosine = (deg: number) => Math.cos((deg * Math.PI) / 180);

/** Of 230 V and 5 A: every order from the second on 2 % of the voltage and 10 % of the current, at lags around the circle. */
const voltage = (order: number) => (order === 1 ? 230 : 4.6);
const current = (order: number) => (order === 1 ? 5 : 0.5);
const lag_deg = (order: number) => (order === 1 ? 25 : (order * 47) % 360);

function metered(hz: number, seconds: number): MeteringModule {
  const tones = ORDERS.flatMap((order): Tone[] => [
    { input: 'V2', order, rms: voltage(order), phase_deg: order * 100 },
    { input: 'I2', order, rms: current(order), phase_deg: order * 100 - lag_deg(order) },
  ]);
  const passed = throughFrontEnd({ afe: 'sinc3' }, tones, hz, 4000);
  const meter = new MeteringModule({ service: '3p4w', samplingRate_mHz: 4_000_000, afeResponse: 'sinc3' });
  meter.feed(new HarmonicSource({ service: '3p4w', hz, rate_mHz: 4_000_000, tones: passed }), seconds * 4000);
  return meter;
}

function powersOf(meter: MeteringModule, phase: number) {
  const pages = [1, 25, 49].map((first_order) => meter.read('read_harmonic_powers', { phase, first_order }));
  return {
    highest: Number(pages[0].highest_order),
    power_W: pages.flatMap((page) => page.power_mW as number[]).map((mW) => mW / 1000),
  };
}

describe('The power of a harmonic', () => {
  it.each([50, 49.37])('flows as U I cos φ says, in and out, within 0.5 % of U x I at %d Hz', (hz) => {
    const { highest, power_W } = powersOf(metered(hz, 12), 2);
    expect(highest).toBe(HIGHEST);
    for (const order of ORDERS) {
      const apparent = voltage(order) * current(order);
      const wanted = apparent * cosine(lag_deg(order));
      const off = Math.abs(power_W[order - 1] - wanted) / apparent;
      expect(off, `order ${order}: ${power_W[order - 1]} W, wanted ${wanted}`).toBeLessThan(0.005);
    }
    expect(power_W.slice(0, HIGHEST).some((power) => power < -1)).toBe(true);
    expect(power_W.slice(HIGHEST).every((power) => power === 0)).toBe(true);
  });

  it('is zero before the first turn, and of a phase without load', () => {
    expect(powersOf(metered(50, 0.1), 2).power_W.every((power) => power === 0)).toBe(true);
    expect(powersOf(metered(50, 12), 1).power_W.every((power) => power === 0)).toBe(true);
  });

  it('is told of phases 1 to 3 and orders 1 to 63 only', () => {
    const meter = metered(50, 0.1);
    for (const [phase, first_order] of [
      [0, 1],
      [4, 1],
      [1, 0],
      [1, 64],
    ])
      expect(() => meter.read('read_harmonic_powers', { phase, first_order })).toThrow();
  });
});
