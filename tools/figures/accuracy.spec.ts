// The short form of the accuracy figures: a third of class D behind every sensor on every service, and the ideal bounds.
import { describe, expect, it } from 'vitest';
import type { SensorKind } from '../signals/afe/sensors.ts';
import { SERVICES } from '../signals/waves/source.ts';
import { idealRows } from './accuracy-ideal.ts';
import { within } from './accuracy-table.ts';
import { plainTransformerShift, unitRows } from './accuracy-units.ts';

const SENSORS: readonly SensorKind[] = ['shunt', 'dc-tolerant-ct', 'rogowski'];
const CASES = SENSORS.flatMap((sensor, k) =>
  SERVICES.map((service, n) => ({ sensor, service, unit: 3 * k + n + 1 })),
);

describe('An adjusted unit', () => {
  it.each(CASES)(
    '$unit, $sensor on $service, stays within a third of class D',
    async ({ sensor, service, unit }) => {
      const rows = await unitRows({ sensor, service, unit, noises: [unit, unit + 100], whole: false });
      expect(rows.all.length).toBeGreaterThan(20);
      expect(rows.all.filter((row) => !within(row))).toEqual([]);
    },
  );

  it('with a plain current transformer fails the half-wave test', async () => {
    const { shift_percent, limit_percent } = await plainTransformerShift();
    expect(Math.abs(shift_percent)).toBeGreaterThan(limit_percent);
  });
});

describe('An ideal front end', () => {
  it('leaves the metering core within its bounds from Imin to Imax, 45 to 65 Hz and with the harmonic waveforms', async () => {
    const rows = await idealRows();
    expect(rows.all.filter((row) => !within(row))).toEqual([]);
  });
});
