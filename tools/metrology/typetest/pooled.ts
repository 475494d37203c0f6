// The type test on several cores: its tests at once, each on a meter of its own, with what a single core would find.
import { join } from 'node:path';
import { inOrder, MeterPool } from '../../meter/pool/pool.ts';
import type { Measurement } from '../bench/measure.ts';
import type { Agenda, Done } from './agenda.ts';
import type { PointResult } from './result.ts';
import type { Laboratory, OnPoint } from './typetest.ts';
import type { Entry, Programme } from './typetest-worker.ts';

const PROGRAM = join(import.meta.dirname, 'typetest-worker.ts');

type Pool = MeterPool<Entry, Done<Measurement | PointResult>>;

async function measureShared(pool: Pool, agenda: Agenda): Promise<void> {
  const positions = agenda.shared.map(({ load }, shared) => ({
    name: `reference at ${load.current_A} A`,
    task: { shared },
  }));
  await pool.run(
    positions,
    inOrder((done, n) => agenda.takeShared(n, done as Done<Measurement>)),
  );
}

async function runTasks(pool: Pool, agenda: Agenda, onPoint: OnPoint): Promise<void> {
  const positions = agenda.tasks.map(({ name }, test) => ({
    name,
    task: { test, known: agenda.knownFor(test) },
  }));
  await pool.run(
    positions,
    inOrder((done) => onPoint(agenda.takePoint(done as Done<PointResult>))),
  );
}

/** A laboratory of so many threads. It rejects with PositionError, which names the test. */
export const pooled =
  (programme: Programme, jobs: number): Laboratory =>
  async (agenda, onPoint) => {
    const pool: Pool = await MeterPool.open({ program: PROGRAM, jobs, common: programme });
    try {
      await measureShared(pool, agenda);
      await runTasks(pool, agenda, onPoint);
    } finally {
      await pool.close();
    }
  };
