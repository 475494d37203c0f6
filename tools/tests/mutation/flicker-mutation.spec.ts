// The tests of flicker are tested: a changed constant anywhere in its path makes the standard's points fail.
import { describe, expect, it } from 'vitest';
import { everyday } from '../../build/testing/long-form.ts';
import { modulationOf, pointsOf, type Point } from '../../figures/flicker-bed.ts';
import { error_percent, LIMIT_percent } from '../../figures/flicker.ts';
import { feed, withMeter } from '../../meter/targets/with-meter.ts';
import { ModulatedSource, type Modulation } from '../../signals/waves/index.ts';
import { inMeteringCore, mutant, type Mutation } from './mutant.ts';

const SETS = 2_403_000;

const point = (kind: Point['kind'], rate: number) => pointsOf(kind, '230/50').find((p) => p.rate === rate)!;
const POINTS = [point('sinusoidal', 0.5), point('sinusoidal', 25), point('rectangular', 7)];

/** True when two sinusoidal points and a rectangular one, a phase each, stand within half of the standard's tolerance. */
async function pointsHold(mutation?: Mutation): Promise<boolean> {
  const modulation = POINTS.map(modulationOf) as unknown as readonly [Modulation, Modulation, Modulation];
  const source = new ModulatedSource({ service: '3p4w', volts: 230, amps: 5, modulation });
  const modules = { metering: await mutant('metering', mutation) };
  return withMeter('wasm v8', { source, modules }, async (meter) => {
    await feed(meter, SETS);
    for (const [i, { kind }] of POINTS.entries()) {
      const a = await meter.ask('read_aggregate', { scope: i + 1 });
      const found = Number(kind === 'sinusoidal' ? a.pinst_max_ppm : a.pst_ppm) / 1e6;
      if (!(Math.abs(error_percent(found, 1)) <= LIMIT_percent[kind])) return false;
    }
    return true;
  });
}

const core = inMeteringCore;

const MUTATIONS: [what: string, mutation: Mutation][] = [
  ['a weighting coefficient of the lamp', core('flicker/flicker-tables.ts', ' 562060521,', ' 590000000,')],
  ['a coefficient of the low-pass', core('flicker/flicker-tables.ts', ' -175828878,', ' -165828878,')],
  ['the high-pass', core('flicker/flicker-tables.ts', '= 6741223;', '= 67412230;')],
  ['the smoothing', core('flicker/flicker-tables.ts', '= 17331;', '= 60000;')],
  ['a percentile of Pst', core('flicker/flicker-tables.ts', ' 60, 8400,', ' 60, 16800,')],
  [
    'the weights within a block',
    core('flicker/flicker-blocks.ts', 'sum * length_Q12 - fall', 'sum * length_Q12'),
  ],
  [
    'the edges of the classes',
    core('flicker/flicker-classes.ts', '<< (octave - OCTAVE_BITS);', '<< (octave - OCTAVE_BITS + 1);'),
  ],
];

describe('A changed constant in the flicker path is found by the points of the standard:', () => {
  it('none is found where none was changed', async () => expect(await pointsHold()).toBe(true), 60_000);

  it.each(everyday(MUTATIONS, 2))(
    '%s',
    async (_, mutation) => expect(await pointsHold(mutation)).toBe(false),
    60_000,
  );
});
