// The kWh output: how even, how fast and how long its pulses are.
import { expect } from 'vitest';
import { equidistance } from '../../figures/equidistance.ts';
import { onBench } from './behaviour.ts';
import { fastEngine, threePhase } from './loads.ts';

const WATCHED_s = 4;
const LOADS: readonly [string, number, number][] = [
  ['20 A and 10,000 imp/kWh', 20, 10_000],
  ['2.5 kHz', 72, 180_000],
];

for (const [name, amps, meterConstant_imp_per_kWh] of LOADS)
  onBench(
    `The kWh output at ${name}`,
    () => ({ source: threePhase({ amps }), parameters: { meterConstant_imp_per_kWh }, engine: fastEngine() }),
    (behaviour) => {
      behaviour(
        'pulses within 50 us of equidistant instants, at the rate of the power',
        ['pulses', 'source'],
        async (bench) => {
          const { rises_s } = await bench.pulses(WATCHED_s);
          const { worst_us, period_s } = equidistance(rises_s);
          const frequency_Hz = (3 * 230 * amps * meterConstant_imp_per_kWh) / 3.6e6;
          expect(rises_s.length).toBeGreaterThan(frequency_Hz * 2);
          expect((1 / period_s / frequency_Hz - 1) * 100).toBeCloseTo(0, 2);
          expect(worst_us).toBeLessThan(50);
        },
      );

      behaviour('is high for 0.2 ms at least', ['pin', 'source'], async (bench) => {
        const { widths_s } = await bench.pulses(1);
        expect(widths_s!.length).toBeGreaterThan(30);
        expect(Math.min(...widths_s!) * 1e6).toBeGreaterThanOrEqual(200);
      });
    },
  );
