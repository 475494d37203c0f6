// The pool of meters: results in order on any number of threads, a failure that names its meter, and no thread left behind.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inOrder, MeterPool, PositionError, runPositions } from './pool.ts';
import type { Position } from './position.ts';
import type { Asked, Given } from './testing-worker.ts';

const program = join(import.meta.dirname, 'testing-worker.ts');
const position = (n: number, asked: Partial<Asked> = {}): Position<Asked> => ({
  name: `meter ${n}`,
  task: { give: n, ...asked },
});

/** Positions of which the first ones take longest. */
const slowFirst = Array.from({ length: 6 }, (_, n) => position(n, { after_ms: (6 - n) * 30 }));

/** Threads that Node still has. */
const threads = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort' || kind === 'Worker').length;

describe('A pool', () => {
  it.each([1, 2, 5])(
    'of %d threads gives results in the order of the positions, told as soon as they can be',
    async (jobs) => {
      const done: number[] = [];
      const told: number[] = [];
      const tell = inOrder<Given>((result, n) => told.push(n, result.gave));
      const results = await runPositions<Asked, Given>(
        { program, jobs, common: 10 },
        slowFirst,
        (result, n) => {
          done.push(n);
          tell(result, n);
        },
      );
      expect(results.map(({ gave }) => gave)).toEqual([0, 10, 20, 30, 40, 50]);
      expect(told).toEqual([0, 0, 1, 10, 2, 20, 3, 30, 4, 40, 5, 50]);
      expect([...done].sort()).toEqual([0, 1, 2, 3, 4, 5]);
      expect(new Set(results.map(({ thread }) => thread)).size).toBe(jobs);
    },
  );

  it('passes on what a thread notes of a position, in its order and before the result', async () => {
    const heard: string[] = [];
    await runPositions<Asked, Given>(
      { program, jobs: 2, common: 1 },
      slowFirst,
      (_, n) => heard.push(`${n} ended`),
      (note, n) => heard.push(`${n}: ${note as string}`),
    );
    for (const [n] of slowFirst.entries())
      expect(heard.filter((said) => said.startsWith(`${n}`))).toEqual([
        `${n}: ${n} begins`,
        `${n}: ${n} is done`,
        `${n} ended`,
      ]);
  });

  it('starts no more threads than there are positions, and none for none', async () => {
    const results = await runPositions<Asked, Given>({ program, jobs: 8, common: 1 }, [position(1)]);
    expect(results).toHaveLength(1);
    expect(await runPositions<Asked, Given>({ program, jobs: 8, common: 1 }, [])).toEqual([]);
  });

  it('works on one list after the other with the same threads, and listens to each once', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warned);
    const pool = await MeterPool.open<Asked, Given>({ program, jobs: 2, common: 1 });
    const seen = new Set<number>();
    for (let list = 0; list < 15; list++)
      for (const { thread } of await pool.run([position(1), position(2)])) seen.add(thread);
    await pool.close();
    await new Promise(setImmediate);
    process.off('warning', warned);
    expect(seen.size).toBeLessThanOrEqual(2);
    expect(warnings).toEqual([]);
  });
});

describe('A meter that fails', () => {
  it('is named with the reason, and no further one is begun', async () => {
    const told: number[] = [];
    const positions = [position(0), position(1, { then: 'throw' }), ...slowFirst.slice(2)];
    const run = runPositions<Asked, Given>({ program, jobs: 1, common: 1 }, positions, (_, n) =>
      told.push(n),
    );
    await expect(run).rejects.toThrow('meter 1: 1 does not fit');
    expect(told).toEqual([0]);
  });

  it('is named when it takes its thread with it', async () => {
    const positions = [position(0, { after_ms: 5_000 }), position(1, { then: 'end' })];
    const run = runPositions<Asked, Given>({ program, jobs: 2, common: 1 }, positions);
    await expect(run).rejects.toThrow('meter 1: its thread ended with code 3');
  });

  it('leaves no thread behind, also of those that were at work', async () => {
    const before = threads();
    const pool = await MeterPool.open<Asked, Given>({ program, jobs: 2, common: 1 });
    expect(threads()).toBeGreaterThan(before);
    const positions = [position(0, { after_ms: 60_000 }), position(1, { then: 'throw' })];
    const run = pool.run(positions);
    await expect(run).rejects.toBeInstanceOf(PositionError);
    await expect(run).rejects.toMatchObject({ position: 'meter 1', kind: 'UnfitError' });
    expect(threads()).toBe(before);
  });
});
