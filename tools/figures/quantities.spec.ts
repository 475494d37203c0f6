// Frequency and harmonics over their whole range, behind the modelled converter: what the quantities promise.
import { describe, expect, it } from 'vitest';
import { throughUnit } from '../signals/afe/front-end.ts';
import { typicalUnit } from '../signals/afe/unit.ts';
import { readLimits } from '../metrology/standard/limits.ts';
import { signalOf } from '../metrology/standard/load.ts';
import { HarmonicSource, type Tone } from '../signals/waves/index.ts';
import { throughFrontEnd } from './front-end.ts';
import { MeteringModule } from './metering-module.ts';

const limits = readLimits();
const SINC3 = { afe: 'sinc3' } as const;

describe('Frequency', () => {
  const frequencies_Hz = [40, 42.737, 45, 47.77, 49.99, 50, 52.5, 55.01, 57.5, 60, 63.21, 65, 67.9, 70];
  const cases = frequencies_Hz.flatMap((hz) =>
    ([undefined, 'quadriform'] as const).flatMap((shape) => [230, 46].map((volts) => ({ hz, shape, volts }))),
  );
  it.each(cases)(
    '$hz Hz is told within 10 mHz, $volts V, shape $shape, with noise',
    ({ hz, shape, volts }) => {
      const load = { service: '1p2w', voltage_V: volts, current_A: 5, lag_deg: 0, hz, shape } as const;
      const unit = { ...typicalUnit('shunt'), noise: true, noiseSeed: 7 };
      const source = throughUnit(signalOf(limits, load, 4000), unit, 4_000_000);
      const meter = new MeteringModule({
        service: '1p2w',
        samplingRate_mHz: 4_000_000,
        afeResponse: 'sinc3',
      });
      meter.feed(source, 8_000);
      // Window after window, not only the last one.
      for (let window = 0; window < 20; window++) {
        meter.feed(source, 800);
        const { frequency_mHz } = meter.read('read_instantaneous', { scope: 0 });
        expect(Math.abs(Number(frequency_mHz) / 1000 - hz)).toBeLessThanOrEqual(0.01);
      }
    },
  );
});

describe('Harmonics', () => {
  const UNITS = { V1: 230, I1: 5 } as const;

  interface Line {
    readonly order: number;
    readonly share: number;
    readonly phase_deg: number;
  }

  /** The fundamental; every third order from the second on and the highest, 2 % each, at angles all over the circle. */
  function spectrum(highest: number): Line[] {
    const orders = Array.from({ length: highest - 1 }, (_, k) => k + 2);
    const lines = orders
      .filter((order) => order % 3 === 2 || order === highest)
      .map((order) => ({ order, share: 0.02, phase_deg: (order * 77) % 360 }));
    return [{ order: 1, share: 1, phase_deg: 0 }, ...lines];
  }

  function metered(lines: readonly Line[], rate_Hz: number, hz: number, seconds = 20): MeteringModule {
    const tones = (['V1', 'I1'] as const).flatMap((input) =>
      lines.map(
        ({ order, share, phase_deg }): Tone => ({ input, order, rms: share * UNITS[input], phase_deg }),
      ),
    );
    const passed = throughFrontEnd(SINC3, tones, hz, rate_Hz);
    const source = new HarmonicSource({ service: '1p2w', hz, rate_mHz: rate_Hz * 1000, tones: passed });
    const nominalFrequency_mHz = hz < 55 ? 50_000 : 60_000;
    const rate = { samplingRate_mHz: rate_Hz * 1000, afeResponse: 'sinc3', nominalFrequency_mHz } as const;
    const meter = new MeteringModule({ service: '1p2w', ...rate });
    meter.feed(source, seconds * rate_Hz);
    return meter;
  }

  /** What each order of an input is off by as a phasor, shares of the fundamental; and the summary. */
  function read(meter: MeteringModule, input: 0 | 3, lines: readonly Line[]) {
    const pages = [1, 25, 49].map((first_order) => meter.read('read_harmonics', { input, first_order }));
    const unit = input === 0 ? UNITS.V1 : UNITS.I1;
    const shares = pages.flatMap((page) => page.amplitude_u as number[]).map((u) => u / 1e6 / unit);
    const angles = pages.flatMap((page) => page.angle_mdeg as number[]).map((m) => m / 1000);
    const off = shares.map((share, k) => {
      const line = lines.find(({ order }) => order === k + 1) ?? { share: 0, phase_deg: 0 };
      const turn = ((angles[k] - line.phase_deg) * Math.PI) / 180;
      return Math.hypot(share * Math.cos(turn) - line.share, share * Math.sin(turn));
    });
    return { highest: Number(pages[0].highest_order), thd: Number(pages[0].thd_ppm) / 1e6, off, shares };
  }

  const cases = [
    [4000, 50, 31],
    [4000, 45, 31],
    [4000, 60, 30],
    [8000, 50, 50],
    [8000, 60, 50],
    [16_000, 60, 63],
    [16_000, 49, 63],
    // Where a cycle has 256 + h - 1 or 256 + h + 1 samples, or two cycles have, the fundamental's image falls on point h
    // of the 256 folded ones: h = 63, 61, 48 and 60, 50.
    [16_000, 50, 63],
    [16_000, 16_000 / 318, 63],
    [16_000, 16_000 / 305, 63],
    [16_000, 16_000 / 317, 63],
    [8000, 8000 / 153.5, 50],
    [8000, 8000 / 152.5, 50],
  ];
  it.each(cases)(
    'at %i Hz on a mains of %i Hz are told up to order %i, amplitude and angle, within 0.05 % of the fundamental',
    (rate_Hz, hz, highest) => {
      const lines = spectrum(highest);
      const meter = metered(lines, rate_Hz, hz);
      for (const input of [0, 3] as const) {
        const found = read(meter, input, lines);
        expect(found.highest).toBe(highest);
        found.off.slice(0, highest).forEach((off, k) => expect(off, `order ${k + 1}`).toBeLessThan(5e-4));
        expect(found.shares.slice(highest).every((share) => share === 0)).toBe(true);
        expect(found.thd).toBeCloseTo(0.02 * Math.sqrt(lines.length - 1), 3);
      }
    },
  );

  it.each([64.5, 65])('of the first turn after a start are as good, at %d Hz', (hz) => {
    const lines = spectrum(27);
    const found = read(metered(lines, 4000, hz, 3), 0, lines);
    found.off.slice(0, 27).forEach((off, k) => expect(off, `order ${k + 1}`).toBeLessThan(5e-4));
  });
});
