// The pulse outputs of the emulated metering board, taken at the pin: evenness, rate and width of what a test head sees.
import { expect, it } from 'vitest';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { withMeter } from '../../meter/targets/with-meter.ts';
import { describeEmulated } from './emulated-images.ts';
import { equidistance } from '../../figures/equidistance.ts';

const LIMIT_ms = 60_000;

interface Edges {
  readonly rises_s: number[];
  readonly widths_s: number[];
}

/** Edges of the kWh output under a balanced load, until the given time. */
async function edges(amps: number, constant_imp_per_kWh: number, seconds: number): Promise<Edges> {
  const source = sineSource({ service: '3p4w', volts: 230, amps });
  const parameters = { meterConstant_imp_per_kWh: constant_imp_per_kWh };
  return withMeter('emulated aot', { source, parameters }, async (meter) => {
    const { pin, chip } = watched((meter as EmulatedMeter).pair.metering);
    const found: Edges = { rises_s: [], widths_s: [] };
    pin.watch((level) => {
      const now_s = chip.now / chip.time.cyclesPerSecond;
      if (level) found.rises_s.push(now_s);
      else if (found.rises_s.length > 0) found.widths_s.push(now_s - found.rises_s.at(-1)!);
    });
    while (meter.conductor.now_us < seconds * 1e6) await meter.conductor.tick();
    return found;
  });
}

const watched = (board: EmulatedMeter['pair']['metering']) => ({
  pin: board.pin('PULSE_ACTIVE'),
  chip: board.chip,
});

describeEmulated('kWh pulses at the pin of the emulated board', () => {
  it.each([
    ['20 A and 10,000 imp/kWh', 20, 10_000],
    ['2.5 kHz', 72, 180_000],
  ])(
    'come within 50 us of equidistant instants and are 0.2 ms wide at %s',
    { timeout: LIMIT_ms },
    async (_, amps, constant) => {
      const { rises_s, widths_s } = await edges(amps, constant, 5);
      const { worst_us, period_s } = equidistance(rises_s);
      const frequency_Hz = (3 * 230 * amps * constant) / 3.6e6;
      expect(rises_s.length).toBeGreaterThan(frequency_Hz * 2);
      expect((1 / period_s / frequency_Hz - 1) * 100).toBeCloseTo(0, 2);
      expect(worst_us).toBeLessThan(50);
      expect(Math.min(...widths_s) * 1e6).toBeGreaterThanOrEqual(200);
    },
  );
});
