// The short form of the metrology figures, block independence, and harmonics, against the built metering module.
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { faulty, scale, V1, V2, V3, type Fault } from '../signals/waves/faulty.ts';
import { HarmonicSource } from '../signals/waves/index.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { FRONT_ENDS, cases, runCase } from './metrology.ts';
import { correctionsFor, throughFrontEnd } from './front-end.ts';
import { MeteringModule } from './metering-module.ts';
import { RECORDINGS } from '../build/paths.ts';
import { compareRecording, passes, recordings } from './recorded.ts';
import { QUADRIFORM, threePhase } from './waveforms.ts';

const RATE_Hz = 4000;
const POINT = { volts: 230, amps: 5, lag_deg: 50 };

/** Dips and swells of half a cycle and more, an interruption, each shorter than a second or two half cycles. */
const SHORT: readonly [from_s: number, to_s: number, inputs: number[], factor: number][] = [
  [1, 1.006, [V1], 0.2],
  [1.3, 1.312, [V2], 1.4],
  [1.6, 1.617, [V1, V2, V3], 0],
  [1.9, 1.93, [V3], 0.5],
  [2.2, 2.207, [V3], 1.5],
  [2.5, 2.521, [V1, V2, V3], 0.01],
];
const disturbed: Fault = (set, t) =>
  SHORT.filter(([from, to]) => t >= from && t < to).forEach(([, , inputs, factor]) =>
    scale(inputs, factor)(set),
  );

function quadriform(hz: number, end = FRONT_ENDS['sinc3 shunt, 20 us late']) {
  const tones = throughFrontEnd(end, threePhase(QUADRIFORM, POINT), hz, RATE_Hz);
  return new HarmonicSource({ service: '3p4w', hz, rate_mHz: RATE_Hz * 1000, tones });
}

describe('The metering core under exact signals', () => {
  for (const c of cases(true)) {
    it(`stays within ${c.limit_percent} % at ${c.name}, ${c.current}, ${c.factor}, ${c.hz} Hz`, () => {
      expect(Math.abs(runCase(c).error_percent)).toBeLessThanOrEqual(c.limit_percent);
    });
  }

  it('gives identical registers and quantities however the samples are cut into blocks', () => {
    const end = FRONT_ENDS['sinc3 Rogowski'];
    const source = quadriform(49.7, end);
    const result = (blocks: readonly number[]) => {
      const meter = new MeteringModule({
        service: '3p4w',
        samplingRate_mHz: RATE_Hz * 1000,
        ...correctionsFor(end),
      });
      for (let k = 0; meter.sampleIndex < 5003; k++) {
        const block = blocks[k % blocks.length];
        meter.feed(source, Math.min(block, 5003 - meter.sampleIndex), block);
      }
      const messages = [0, 1, 3].map((scope) => meter.read('read_instantaneous', { scope }));
      return { messages, registers: meter.read('read_registers', { scope: 0, moment: 1 }) };
    };
    const whole = result([64]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 20 }), (blocks) => {
        expect(result(blocks)).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  it('logs the same dips, swells and interruptions however the samples are cut into blocks', () => {
    const log = (blocks: readonly number[]) => {
      const meter = new MeteringModule({ service: '3p4w', samplingRate_mHz: RATE_Hz * 1000 });
      const source = faulty(sineSource({ service: '3p4w', volts: 230, amps: 5, hz: 49.7 }), disturbed);
      for (let k = 0; meter.sampleIndex < 11_000; k++) {
        const block = blocks[k % blocks.length];
        meter.feed(source, Math.min(block, 11_000 - meter.sampleIndex), block);
      }
      return [1, 6, 11, 16, 21].map((first) => meter.read('read_events', { first }));
    };
    // One half cycle after the other: no block holds two.
    const whole = log([16]);
    expect(Number(whole[0].newest)).toBeGreaterThan(10);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 20 }), (blocks) => {
        expect(log(blocks)).toEqual(whole);
      }),
      { numRuns: 12, examples: [[[64]]] },
    );
  });

  it('reads the harmonics of the quadriform current within 0.05 % of the fundamental', () => {
    const meter = new MeteringModule({
      service: '3p4w',
      samplingRate_mHz: RATE_Hz * 1000,
      ...correctionsFor(FRONT_ENDS['sinc3 shunt, 20 us late']),
    });
    meter.feed(quadriform(50.2), 12 * RATE_Hz);
    const page = meter.read('read_harmonics', { input: 3, first_order: 1 });
    for (const h of QUADRIFORM.current) {
      const found = (page.amplitude_u as number[])[h.order - 1] / 1e6;
      expect(Math.abs(found - POINT.amps * h.share) / POINT.amps).toBeLessThan(5e-4);
    }
  });
});

describe('Recorded waveforms', () => {
  const found = recordings();
  it.skipIf(found.length > 0)(`are not in ${RECORDINGS}: set TWINMETER_WAVES`, (context) => context.skip());
  it.each(found)('%s agrees with the FFT within 0.05 %', (path) => {
    expect(passes(compareRecording(path))).toBe(true);
  });
});
