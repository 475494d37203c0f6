// The results of a bench in a file (SQLite): each position as soon as it is done, so that a bench that was ended goes on where it was.
import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { PointResult } from '../typetest/result.ts';
import { ResultsError } from './errors.ts';
import type { Begun, PositionReport, Seat } from './position-report.ts';
import { reportOf, type BenchFacts, type BenchReport } from './report.ts';
import type { Noted } from './run.ts';
import { sqlite } from './sqlite.ts';

/** Tells our files from others' (application_id), and this form of them from later ones (user_version). */
const APPLICATION = 0x54774d62;
const VERSION = 2;
/** The form without points of positions that are not done. */
const WITHOUT_BEGUN = 1;

/** A column a figure, for those who ask by SQL; `whole` has the row as the bench reported it. */
const BEGUN = `
  CREATE TABLE begun (
    position INTEGER NOT NULL, seed INTEGER NOT NULL, number INTEGER NOT NULL, virtual_s REAL NOT NULL, whole TEXT NOT NULL,
    PRIMARY KEY (position, number)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};`;

const SCHEMA = `
  CREATE TABLE bench (one INTEGER PRIMARY KEY CHECK (one = 1), facts TEXT NOT NULL) STRICT;
  CREATE TABLE position (
    position INTEGER PRIMARY KEY, seed INTEGER NOT NULL, unit TEXT NOT NULL, pass INTEGER NOT NULL,
    virtual_s REAL NOT NULL
  ) STRICT;
  CREATE TABLE point (
    position INTEGER NOT NULL REFERENCES position, number INTEGER NOT NULL, name TEXT NOT NULL, test TEXT NOT NULL,
    clause TEXT NOT NULL, current_A REAL NOT NULL, power_factor REAL NOT NULL, limit_percent REAL NOT NULL,
    error_percent REAL, stddev_percent REAL, pass INTEGER NOT NULL, whole TEXT NOT NULL,
    PRIMARY KEY (position, number)
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION};
  ${BEGUN}`;

interface BegunRow extends Seat {
  readonly virtual_s: number;
  readonly whole: string;
}

/** A point that a position has. */
export type NotedAt = Seat & Noted;

interface PositionRow {
  readonly position: number;
  readonly seed: number;
  readonly unit: string;
  readonly pass: number;
  readonly virtual_s: number;
}

/** What SQLite refuses is told with the name of the file. */
function told<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ResultsError) throw error;
    throw new ResultsError(path, (error as Error).message);
  }
}

/** Opens what must be a file of results. Throws ResultsError. */
function opened(path: string): Database.Database {
  if (!existsSync(path)) throw new ResultsError(path, 'no such file');
  return told(path, () => {
    const database = new (sqlite(path))(path, { fileMustExist: true });
    const of = (name: string): unknown => database.pragma(name, { simple: true });
    const isOurs = of('application_id') === APPLICATION;
    if (isOurs && [WITHOUT_BEGUN, VERSION].includes(of('user_version') as number)) return database;
    database.close();
    throw new ResultsError(path, 'holds no results of a bench');
  });
}

const created = (path: string, facts: BenchFacts): Database.Database =>
  told(path, () => {
    const database = new (sqlite(path))(path);
    database.transaction(() => {
      database.exec(SCHEMA);
      database.prepare('INSERT INTO bench VALUES (1, ?)').run(JSON.stringify(facts));
    })();
    return database;
  });

/** Names of facts in which two benches differ: positions of one are no positions of the other. */
const differing = (a: BenchFacts, b: BenchFacts): string[] =>
  (['programme_sha256', 'class', 'front_end', 'links', 'reference', 'heads', 'software'] as const).filter(
    (name) => (name === 'software' ? a.software.sha256 !== b.software.sha256 : a[name] !== b[name]),
  );

/** Throws ResultsError from whatever it is asked. */
export class ResultsFile {
  readonly #path: string;
  readonly #database: Database.Database;

  private constructor(path: string, database: Database.Database) {
    this.#path = path;
    this.#database = database;
  }

  /** A new file, which must not be there yet. */
  static create(path: string, facts: BenchFacts): ResultsFile {
    if (existsSync(path)) throw new ResultsError(path, 'is there already; --resume goes on with it');
    return new ResultsFile(path, created(path, facts));
  }

  /** The file of a bench that was ended; a new one where there is none. */
  static resume(path: string, facts: BenchFacts): ResultsFile {
    if (!existsSync(path)) return ResultsFile.create(path, facts);
    const file = ResultsFile.read(path);
    const [other] = differing(file.facts, facts);
    if (other === undefined) return file.#renewed();
    file.close();
    throw new ResultsError(path, `is of another bench: its ${other} differs`);
  }

  /** Of any bench. */
  static read(path: string): ResultsFile {
    return new ResultsFile(path, opened(path));
  }

  get facts(): BenchFacts {
    return told(this.#path, () => {
      const { facts } = this.#database.prepare('SELECT facts FROM bench').get() as { facts: string };
      return JSON.parse(facts) as BenchFacts;
    });
  }

  /** Positions that are done, in their order. */
  positions(): PositionReport[] {
    return told(this.#path, () => {
      const rows = this.#database.prepare('SELECT * FROM position ORDER BY position').all() as PositionRow[];
      return rows.map((row) => this.#positionOf(row));
    });
  }

  /** Positions that were begun and are not done: what was found of them. */
  begun(): Begun[] {
    return told(this.#path, () => {
      const rows = this.#database
        .prepare('SELECT * FROM begun ORDER BY position, number')
        .all() as BegunRow[];
      // The last of a position tells what it was metered in all.
      const last = rows.filter(({ position }, n) => rows[n + 1]?.position !== position);
      return last.map(({ position, seed, virtual_s }) => {
        const points = rows.filter((row) => row.position === position).map(({ whole }) => JSON.parse(whole));
        return { position, seed, found: { points: points as PointResult[], virtual_s } };
      });
    });
  }

  /** Writes points of positions that are under way, behind those that are there. */
  note(noted: readonly NotedAt[]): void {
    const row = this.#database.prepare(
      'INSERT INTO begun SELECT ?, ?, count(*) + 1, ?, ? FROM begun WHERE position = ?',
    );
    const all = this.#database.transaction(() => {
      for (const { position, seed, point, virtual_s } of noted)
        row.run(position, seed, virtual_s, JSON.stringify(point), position);
    });
    told(this.#path, all);
  }

  /** In the form of now. */
  #renewed(): this {
    return told(this.#path, () => {
      if (this.#database.pragma('user_version', { simple: true }) !== VERSION) this.#database.exec(BEGUN);
      return this;
    });
  }

  /** All of it, as the bench itself would have told it. */
  report(): BenchReport {
    return reportOf(this.facts, this.positions());
  }

  /** Writes a position with all its points, or nothing of it. */
  add(report: PositionReport): void {
    const { position, seed, unit, pass, virtual_s, points } = report;
    const row = this.#database.prepare('INSERT INTO position VALUES (?, ?, ?, ?, ?)');
    const one = this.#database.prepare('INSERT INTO point VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const all = this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM begun WHERE position = ?').run(position);
      row.run(position, seed, unit, Number(pass), virtual_s);
      points.forEach((point, n) => {
        const { name, test, clause, current_A, power_factor, limit_percent } = point;
        const { error_percent, stddev_percent } = point;
        const figures = [current_A, power_factor, limit_percent, error_percent, stddev_percent];
        one.run(position, n + 1, name, test, clause, ...figures, Number(point.pass), JSON.stringify(point));
      });
    });
    told(this.#path, all);
  }

  close(): void {
    this.#database.close();
  }

  #positionOf({ position, seed, unit, pass, virtual_s }: PositionRow): PositionReport {
    const points = this.#pointsOf(position);
    const failed = points.filter((point) => !point.pass).map(({ name }) => name);
    return { position, seed, unit, points, failed, pass: pass === 1, virtual_s };
  }

  #pointsOf(position: number): PointResult[] {
    const rows = this.#database
      .prepare('SELECT whole FROM point WHERE position = ? ORDER BY number')
      .all(position) as { whole: string }[];
    return rows.map(({ whole }) => JSON.parse(whole) as PointResult);
  }
}
