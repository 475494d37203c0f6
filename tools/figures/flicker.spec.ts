// What the flicker figures stands on: tables made from the design, and a reference that meets the standard's points itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';
import {
  frontMagnitude,
  flickerTables,
  lowPass,
  sectionMagnitude,
  weighting,
} from '../../metering-core/design/flicker-design.ts';
import {
  modulationOf,
  pointsOf,
  sourceOf,
  SYSTEMS,
  lampOfSystem,
  mainsOfSystem,
  type Point,
} from './flicker-bed.ts';
import { CONDITION_LIMIT_percent, CONDITIONS, error_percent, underCondition, valueOf } from './flicker.ts';
import { referenceFlicker } from './flicker-reference.ts';
import {
  LAMPS,
  lowPassMagnitude,
  MAINS,
  pinstScale,
  STANDARD,
  unscaledPinst,
  weightingMagnitude,
} from '../../metering-core/design/flicker-standard.ts';

describe("The flickermeter's filters", () => {
  it('stand in the metering core as they are designed', () => {
    const path = join(ROOT, 'metering-core/assembly/flicker/flicker-tables.ts');
    expect(readFileSync(path, 'utf8')).toBe(flickerTables());
  });

  it.each(LAMPS.flatMap((lamp) => MAINS.map((mains) => [lamp, mains] as const)))(
    'follow the analog ones within 0.6 %% from 0.1 to 25 Hz: lamp of %s V, %s Hz',
    (lamp, mains) => {
      const sections = [...lowPass(mains), ...weighting(lamp)];
      const scale = Math.sqrt(pinstScale(lamp)) / 2 ** 9;
      for (let hz = 0.1; hz <= 25; hz += 0.1) {
        const found = sections.reduce((h, s) => h * sectionMagnitude(s, hz), frontMagnitude(hz));
        const analog = lowPassMagnitude(mains, hz) * weightingMagnitude(lamp, hz) * scale;
        expect(Math.abs(error_percent(found, analog))).toBeLessThan(0.6);
      }
    },
  );

  it('have weights of Pst that sum to 0.5096', () => {
    const { permille, weight_150000 } = STANDARD.percentiles;
    expect(weight_150000.reduce((a, b) => a + b) / 150_000).toBeCloseTo(
      0.0314 + 0.0525 + 0.0657 + 0.28 + 0.08,
      9,
    );
    expect(weight_150000).toHaveLength(permille.length);
  });
});

describe("The standard's sinusoidal points", () => {
  it.each(SYSTEMS)('are what its analog filters make of them, within 0.4 %% of the change: %s', (system) => {
    const lamp = lampOfSystem(system);
    for (const { rate, change_percent } of pointsOf('sinusoidal', system)) {
      const pinst = unscaledPinst(lamp, mainsOfSystem(system), rate, change_percent) * pinstScale(lamp);
      expect(Math.abs(Math.sqrt(pinst) - 1)).toBeLessThan(0.004);
    }
  });
});

/** The reference on one point: a minute of a sinusoidal one, ten of a rectangular one. */
function reference(point: Point) {
  const source = sourceOf({ system: point.system }, [modulationOf(point), () => 0, () => 0]);
  const seconds = point.kind === 'sinusoidal' ? 60 : 660;
  return referenceFlicker({
    lamp: lampOfSystem(point.system),
    mains: mainsOfSystem(point.system),
    rate_Hz: 4000,
    voltage: (n) => source.voltage_V(0, n),
    from: 4000 * (seconds === 60 ? 30 : 60),
    to: 4000 * seconds,
  });
}

describe('The reference flickermeter', () => {
  const points = [
    ...pointsOf('sinusoidal', '230/50').filter(({ rate }) => [0.5, 5, 15, 25].includes(rate)),
    ...pointsOf('rectangular', '120/60').filter(({ rate }) => [39, 1620].includes(rate)),
  ];
  it.each(points)('makes one of $rate ($kind, $system) within 1 %', (point) => {
    expect(Math.abs(error_percent(valueOf(point.kind, reference(point)), 1))).toBeLessThan(1);
  });
});

describe('The flickermeter of the metering core', () => {
  const names = ['rate 4000.123 Hz', '51.1 Hz with a 7th of 5 %'];
  it.each(names)('is not disturbed by %s', (name) => {
    const errors = underCondition(CONDITIONS[name]);
    expect(Math.abs(errors.rectangular)).toBeLessThan(CONDITION_LIMIT_percent);
    expect(Math.abs(errors.sinusoidal)).toBeLessThan(CONDITION_LIMIT_percent);
    expect(errors.still).toBeLessThan(0.05);
  });
});
