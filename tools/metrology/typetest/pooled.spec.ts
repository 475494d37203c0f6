// The type test on several cores finds what it finds on one, to the last digit, and names the test that could not be made.
import { describe, expect, it, vi } from 'vitest';
import { PositionError } from '../../meter/pool/pool.ts';
import { randomUnit } from '../../signals/afe/unit.ts';
import { builtFile } from '../../build/paths.ts';
import type { Group } from './agenda.ts';
import { bedOf, type BedPlan } from './bed-plan.ts';
import { pooled } from './pooled.ts';
import { runTypetest, here, type Laboratory, type RunFacts } from './typetest.ts';
import { ratingsFor } from './usual-beds.ts';

const plan = (changes: Partial<BedPlan> = {}): BedPlan => ({
  ratings: ratingsFor('1p2w'),
  rate_mHz: 4_000_000,
  target: 'wasm',
  engine: 'v8',
  metering: builtFile('metering-core.wasm'),
  // Adjusted by nobody: what is found is far outside the limits, and still has to be the same.
  unit: randomUnit(3, 'dc-tolerant-ct'),
  ...changes,
});

const FACTS = { notes: [], identification: { date: '' } } as unknown as RunFacts;

// References that several tests share, temperatures, and tests of every kind.
const GROUPS: readonly Group[] = ['influence', 'disturbance'];

async function report(laboratory: Laboratory, of = plan(), groups = GROUPS) {
  const told: string[] = [];
  const found = await runTypetest(bedOf(of), groups, FACTS, ({ name }) => told.push(name), laboratory);
  return { found, told };
}

// A whole group takes ten seconds of CPU, and a busy machine gives a tenth of one.
vi.setConfig({ testTimeout: 600_000 });

describe('The type test on several cores', () => {
  it('reports the same as on one, to the last digit and in the same order', async () => {
    const alone = await report(here);
    const three = await report(pooled({ plan: plan(), groups: GROUPS }, 3));
    expect(three.found).toEqual(alone.found);
    expect(JSON.stringify(three.found)).toBe(JSON.stringify(alone.found));
    expect(three.told).toEqual(alone.found.points.map(({ name }) => name));
    expect(alone.found.temperature).toHaveLength(2);
  });

  it('draws its noise from the seed of the unit: another one finds another error', async () => {
    const { found } = await report(here, plan(), ['disturbance']);
    const other = await report(here, plan({ unit: { ...plan().unit!, noiseSeed: 77 } }), ['disturbance']);
    const overcurrent = (points: typeof found.points) =>
      points.find(({ test }) => test === 'short-time overcurrent')!;
    expect(overcurrent(other.found.points).error_percent).not.toBe(overcurrent(found.points).error_percent);
  });

  it('names the test that could not be made', async () => {
    const broken = plan({ metering: Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0), unit: undefined });
    const run = report(pooled({ plan: broken, groups: ['disturbance'] }, 2), broken, ['disturbance']);
    await expect(run).rejects.toBeInstanceOf(PositionError);
    await expect(run).rejects.toMatchObject({ kind: 'ModuleError', position: 'reference at 5 A' });
  });
});
