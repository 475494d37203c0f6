// Which marked currents a meter may carry, and what the base limit at a current is.
import { describe, expect, it } from 'vitest';
import { RatingError } from './errors.ts';
import { CLASSES, readLimits } from './limits.ts';
import { baseLimit_percent, checkCurrentRatios, checkRatings, power_W, type Ratings } from './ratings.ts';

const limits = readLimits();
const BOTH = '0.5 inductive to 0.8 capacitive';

const marked = (changes: Partial<Ratings> = {}): Ratings => ({
  class: 'B',
  service: '1p2w',
  connection: 'direct',
  Unom_V: 230,
  fnom_Hz: 50,
  constant_imp_per_kWh: 1000,
  Ist: 0.02,
  Imin: 0.2,
  Itr: 0.5,
  Imax: 60,
  ...changes,
});

/** Currents that meet every ratio of a class and connection exactly, Imax = 100 A. */
function justEnough(c: (typeof CLASSES)[number], connection: 'direct' | 'ct') {
  const ratio = limits.currentRatios[connection];
  const of = (name: string): number => 100 / ratio[name][c];
  return { Imax: 100, Itr: of('Imax/Itr'), Imin: of('Imax/Imin'), Ist: of('Imax/Ist') };
}

const cells = (['direct', 'ct'] as const).flatMap((connection) =>
  CLASSES.flatMap((c) => (['Itr', 'Imin', 'Ist'] as const).map((current) => ({ connection, c, current }))),
);

describe('the ratios of the marked currents', () => {
  it('hold for 0.2-0.5(60) A with 20 mA starting current in every class', () => {
    for (const c of CLASSES) expect(checkCurrentRatios(limits, c, 'direct', marked())).toEqual([]);
  });

  it.each(cells)(
    '$connection, class $c: a little too large $current is refused, the limit itself is not',
    (cell) => {
      const { connection, c, current } = cell;
      const currents = justEnough(c, connection);
      expect(checkCurrentRatios(limits, c, connection, currents)).toEqual([]);
      const complaints = checkCurrentRatios(limits, c, connection, {
        ...currents,
        [current]: currents[current] * 1.001,
      });
      expect(complaints.map((x) => x.ratio)).toEqual([`Imax/${current}`]);
    },
  );

  it('are named when they are missed', () => {
    expect(() => checkRatings(limits, marked({ Imax: 20 }))).toThrow(
      /Imax\/Itr is 40.00: class B, direct, wants at least 50/,
    );
  });

  it.each([{ Ist: 0.3 }, { Imin: 0.6 }, { Imax: 0.4 }, { Ist: 0 }, { Itr: Number.NaN }])(
    'need their order: %o',
    (changes) => {
      expect(() => checkRatings(limits, marked(changes))).toThrow(RatingError);
    },
  );
});

describe('the base limit', () => {
  it.each([
    [0.5, '1', 1.0],
    [60, '1', 1.0],
    [0.499, '1', 1.5],
    [0.2, '1', 1.5],
    [0.02, '1', 15],
    [0.1, '1', 3],
    [0.5, BOTH, 1.5],
    [0.2, BOTH, 1.8],
    [0.1, BOTH, undefined],
    [60.1, '1', undefined],
    [0.019, '1', undefined],
  ] as const)('of class B at %d A and power factor %s is %s %%', (current, factor, expected) => {
    expect(baseLimit_percent(limits, marked(), current, factor)).toBe(expected);
  });
});

describe('the power', () => {
  it('of two elements between lines is the root of three times U·I', () => {
    expect(power_W(marked({ service: '3p3w', Unom_V: 400 }), 1)).toBeCloseTo(692.82, 2);
    expect(power_W(marked({ service: '3p4w' }), 1)).toBe(690);
  });
});
