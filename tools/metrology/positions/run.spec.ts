// The bench: positions find what each would find alone, in their order on any number of threads, and no two are alike.
import { describe, expect, it, vi } from 'vitest';
import { builtFile } from '../../build/paths.ts';
import { randomUnit } from '../../signals/afe/unit.ts';
import { programmeOf as typetestProgramme } from '../typetest/agenda.ts';
import { bedOf } from '../typetest/bed-plan.ts';
import { adjustByProcedure } from '../typetest/procedure.ts';
import { PLACE } from '../typetest/usual-beds.ts';
import type { Batch } from './position.ts';
import { programmeOf } from './programme.ts';
import { runBench, seatsOf } from './run.ts';

// Some seconds of CPU, and a busy machine gives a tenth of one.
vi.setConfig({ testTimeout: 600_000 });

const METER = `name = "a"
standard = "b"
[meter]
class = "D"
service = "1p2w"
currents = { Ist = 0.02, Imin = 0.2, Itr = 0.5, Imax = 60 }
`;
const POINTS = `[[step]]
current = ["10 Itr", "Imax"]
pulses = 3
limit_percent = 0.2
[[step]]
current = "10 Itr"
voltage = 0.9
shift = true
limit_percent = 0.1
`;

const batch = (steps: string, changes: Partial<Batch> = {}): Batch => ({
  file: 'a.toml',
  text: METER + steps,
  frontEnd: 'ideal',
  metering: builtFile('metering-core.wasm'),
  ...changes,
});

/** Without its place on the bench. */
const alone = async (of: Batch, seed: number) => {
  const [{ position, ...found }] = await runBench(of, seatsOf(1, seed), 1);
  expect(position).toBe(1);
  return found;
};

describe('A bench of several positions', () => {
  it.each(['ideal', 'shunt'] as const)(
    'finds at each what a single run with the seed of its meter finds, to the last digit (%s)',
    async (frontEnd) => {
      const of = batch(POINTS, { frontEnd });
      const told: number[] = [];
      const onPosition = ({ position }: { position: number }): void => void told.push(position);
      const reports = await runBench(of, seatsOf(3, 7), 2, { onPosition });
      expect(told).toEqual([1, 2, 3]);
      for (const { position, ...found } of reports)
        expect(JSON.stringify(found)).toBe(JSON.stringify(await alone(of, 6 + position)));
      const errors = reports.map(({ points }) => points[0].error_percent);
      expect(new Set(errors).size).toBe(3);
      expect(reports.every(({ pass }) => pass)).toBe(true);
    },
  );

  it('finds with groups of the type test what the type test finds of the same unit', async () => {
    const steps = '[[step]]\ntests = ["apparent"]\n';
    const [{ points }] = await runBench(batch(steps, { frontEnd: 'shunt' }), seatsOf(1, 5), 1);
    const { ratings } = programmeOf('a.toml', METER + steps);
    const plan = { ratings, rate_mHz: 4_000_000, target: 'wasm', engine: 'v8', metering: batch('').metering };
    const bed = bedOf({ ...plan, unit: randomUnit(5, 'shunt') });
    await adjustByProcedure(bed, PLACE);
    for (const [n, task] of typetestProgramme(bed, ['apparent']).entries())
      expect(points[n].error_percent).toBe((await task.run()).error_percent);
  });

  it('says how far it is, to the last test of all positions', async () => {
    const seen: string[] = [];
    const onProgress = (done: number, all: number): void => void seen.push(`${done} of ${all}`);
    await runBench(batch(POINTS), seatsOf(2, 1), 1, { onProgress });
    expect(seen.at(-1)).toBe('6 of 6');
  });
});

describe('A position', () => {
  it('fails by name where a meter is outside the limit: a plain transformer under half waves, class B', async () => {
    const steps = '[[step]]\ncurrent = "40 A"\nwave = "half-wave"\nlimit_percent = 3\n';
    const half = batch(steps, { frontEnd: 'ct', class: 'B' });
    const [{ pass, failed, points }] = await runBench(half, seatsOf(1, 1), 1);
    expect({ pass, failed }).toEqual({ pass: false, failed: ['40 A, PF 1, half-wave'] });
    expect(points[0].registers!.length).toBeGreaterThan(0);
    expect(points[0].registers!.every((judgement) => !judgement.pass)).toBe(true);
  });

  it('judges its test output by as many pulses as the programme asks for', async () => {
    const steps = '[[step]]\ncurrent = "Ist"\npulses = 20\nlimit_percent = 4\n';
    const [{ points, virtual_s }] = await runBench(batch(steps), seatsOf(1, 1), 1);
    const each_s = 3.6e6 / (10_000 * 230 * 0.02);
    expect(virtual_s).toBeGreaterThan(20 * each_s);
    expect(Math.abs(points[0].pulse_error_percent!)).toBeLessThan(4);
    expect(points[0].judged).toBeGreaterThan(4);
  });
});
