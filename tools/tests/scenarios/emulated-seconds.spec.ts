// The drift of the clock as a verification bench sees it: by the seconds pulse at the pin, over temperature, against the limits.
import { expect, it } from 'vitest';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import type { FactoryParameters } from '../../records/parameters.ts';
import { worstError_ppm } from '../../rp2350/chips/ds3231-accuracy.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { straightLine } from '../../figures/equidistance.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 120_000;
const DAY_s = 86_400;
const SECONDS = 8;
/** IEC 62054-21, 7.5: at the reference temperature, and more for each kelvin beside it. */
const REFERENCE_C = 23;
const limit_s_a_day = (temperature_C: number) => 0.5 + 0.15 * Math.abs(temperature_C - REFERENCE_C);

/** Seconds a day by which the pulses of a board run fast, at a temperature and with an error of its RTC's crystal. */
async function drift_s_a_day(temperature_C: number, error_ppm: number): Promise<number> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });
  const parameters: Partial<FactoryParameters> = { pulseEnergy: ['active', 'seconds'] };
  return withMeter('emulated aot', { source, parameters }, async (opened) => {
    const { pair, surroundings } = opened as EmulatedMeter;
    surroundings.temperature_C = temperature_C;
    surroundings.clockRatio = 1 / (1 + error_ppm * 1e-6);
    await idle(opened, 1500);
    const rises_s: number[] = [];
    pair.metering.onPulse = (output) => {
      const { chip } = pair.metering;
      if (output === 'PULSE_REACTIVE') rises_s.push(chip.now / chip.time.cyclesPerSecond);
    };
    await idle(opened, SECONDS * 1000);
    expect(rises_s.length).toBeGreaterThanOrEqual(SECONDS - 1);
    const { period_s } = straightLine(
      rises_s.map((_, k) => k),
      rises_s,
    );
    return (1 / period_s - 1) * DAY_s;
  });
}

describeEmulated('The seconds pulse of the emulated metering board', () => {
  it.each([-40, 23, 70].flatMap((at_C) => [-1, 1].map((sign) => ({ at_C, sign }))))(
    'runs within the limit at $at_C C with a crystal as far off as its data sheet allows, towards $sign',
    { timeout: LIMIT_ms },
    async ({ at_C, sign }) => {
      const error_ppm = sign * worstError_ppm(at_C);
      const drift = await drift_s_a_day(at_C, error_ppm);
      expect(Math.abs(drift)).toBeLessThan(limit_s_a_day(at_C));
      expect(Math.abs(drift - error_ppm * 1e-6 * DAY_s)).toBeLessThan(0.02);
    },
  );

  it('shows a crystal that is off by more than the limit', { timeout: LIMIT_ms }, async () => {
    expect(await drift_s_a_day(23, -8)).toBeLessThan(-0.5);
  });
});
