// Results in a file: what went in comes out to the last digit, a position is in whole or not at all, and no other bench's is taken.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PointResult } from '../typetest/result.ts';
import { ratingsFor } from '../typetest/usual-beds.ts';
import { csvOf } from './csv.ts';
import { ResultsError } from './errors.ts';
import type { PositionReport } from './position-report.ts';
import { reportOf, type BenchFacts } from './report.ts';
import { ResultsFile } from './results-file.ts';
import { sqliteIfThere } from './sqlite.ts';

const Database = sqliteIfThere()!;

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-results-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const fresh = (): string => join(folder, `${++files}.sqlite`);

const FACTS: BenchFacts = {
  ...{ programme: 'a', standard: 'b', programme_sha256: '00', class: 'D', service: '3p4w' },
  ...{
    ratings: ratingsFor('3p4w'),
    front_end: 'ideal',
    links: 'open',
    reference: 'analytic energy',
    heads: '',
    limits_file: 'x',
    limits_checked: false,
  },
  software: { file: 'm.wasm', sha256: '11', tools: 'twinmeter' },
};

const point = (name: string, changes: Partial<PointResult> = {}): PointResult => ({
  ...{ name, group: 'base', test: 'PF 1', clause: 'c', current_A: 5, power_factor: 1, limit_percent: 0.2 },
  ...{ error_percent: 0.1 / 3, stddev_percent: 1e-7, pass: true },
  ...changes,
});

const position = (n: number, points: readonly PointResult[]): PositionReport => {
  const failed = points.filter(({ pass }) => !pass).map(({ name }) => name);
  return {
    position: n,
    seed: n + 6,
    unit: `unit ${n}`,
    points,
    failed,
    pass: failed.length === 0,
    virtual_s: 1 / 7,
  };
};

const ONE = position(1, [
  point('a'),
  point('b', { pass: false, detail: 'it says "no", twice', lowest_percent: -1 }),
]);
const TWO = position(2, [point('a')]);

/** A file with these positions, closed again. */
function fileWith(...reports: PositionReport[]): string {
  const path = fresh();
  const file = ResultsFile.create(path, FACTS);
  for (const report of reports) file.add(report);
  file.close();
  return path;
}

function read<T>(path: string, what: (file: ResultsFile) => T): T {
  const file = ResultsFile.read(path);
  try {
    return what(file);
  } finally {
    file.close();
  }
}

/** Its tables gone, its head whole. */
const zeroed = (bytes: Buffer): Buffer => bytes.fill(0, 4096);

describe.skipIf(!Database)('A file of results', () => {
  it('gives back what was put in, in the order of the positions, to the last digit', () => {
    const report = read(fileWith(TWO, ONE), (file) => file.report());
    expect(JSON.stringify(report)).toBe(JSON.stringify(reportOf(FACTS, [ONE, TWO])));
    expect(report.pass).toBe(false);
  });

  it('answers SQL: points that failed, by position', () => {
    const database = new Database(fileWith(ONE, TWO), { readonly: true });
    const rows = database.prepare('SELECT position, name FROM point WHERE pass = 0').all();
    database.close();
    expect(rows).toEqual([{ position: 1, name: 'b' }]);
  });

  it('holds a position whole or not at all', () => {
    const path = fileWith(ONE);
    const broken = { ...position(2, [point('a'), point(null as unknown as string)]) };
    read(path, (file) => expect(() => file.add(broken)).toThrow(ResultsError));
    expect(read(path, (file) => file.positions().map((each) => each.position))).toEqual([1]);
  });

  it('holds the points of a position that is under way, until it is done', () => {
    const path = fileWith(TWO);
    const at = { position: 1, seed: 7 };
    const [a, b] = ONE.points;
    read(path, (file) => {
      file.note([{ ...at, point: a, virtual_s: 3 }]);
      file.note([{ ...at, point: b, virtual_s: 5.5 }]);
    });
    const begun = [{ ...at, found: { points: [a, b], virtual_s: 5.5 } }];
    expect(read(path, (file) => file.begun())).toEqual(begun);
    expect(read(path, (file) => file.positions())).toEqual([TWO]);
    read(path, (file) => file.add(ONE));
    expect(read(path, (file) => [file.begun(), file.positions()])).toEqual([[], [ONE, TWO]]);
  });

  it('of the form without such points is read, and gone on with', () => {
    const path = fileWith(ONE);
    new Database(path).exec('DROP TABLE begun; PRAGMA user_version = 1').close();
    expect(read(path, (file) => file.positions())).toEqual([ONE]);
    const file = ResultsFile.resume(path, FACTS);
    expect(file.begun()).toEqual([]);
    file.add(TWO);
    expect(file.positions()).toHaveLength(2);
    file.close();
  });

  it('takes no position twice', () => {
    read(fileWith(ONE), (file) => expect(() => file.add(ONE)).toThrow(ResultsError));
  });

  it('is not written over, but gone on with where that is asked', () => {
    const path = fileWith(ONE);
    expect(() => ResultsFile.create(path, FACTS)).toThrow(/is there already; --resume/);
    const file = ResultsFile.resume(path, FACTS);
    file.add(TWO);
    expect(file.positions()).toHaveLength(2);
    file.close();
    const none = ResultsFile.resume(fresh(), FACTS);
    expect(none.positions()).toEqual([]);
    none.close();
  });

  it.each([
    ['programme_sha256', { programme_sha256: '01' }],
    ['class', { class: 'A' }],
    ['links', { links: 'closed' }],
    ['reference', { reference: 'reference standard 1' }],
    ['front_end', { front_end: 'shunt' }],
    ['heads', { heads: 'at 20 mm' }],
    ['software', { software: { ...FACTS.software, sha256: '22' } }],
  ] as const)('of another bench is refused: %s', (name, changes) => {
    const path = fileWith(ONE);
    expect(() => ResultsFile.resume(path, { ...FACTS, ...changes })).toThrow(
      `is of another bench: its ${name} differs`,
    );
  });

  it.each([
    [
      'of other bytes',
      () => Buffer.from('no database at all, but a text that is long enough to be looked at'),
      'not a database',
    ],
    ['that is empty', () => Buffer.alloc(0), 'holds no results of a bench'],
    ['cut short', () => readFileSync(fileWith(ONE)).subarray(0, 5000), 'malformed'],
    ['with a page of zeros', () => zeroed(readFileSync(fileWith(ONE))), 'malformed'],
  ])('%s is refused', (_, bytes, reason) => {
    const path = fresh();
    writeFileSync(path, bytes());
    const reading = (): unknown => read(path, (file) => file.report());
    expect(reading).toThrow(ResultsError);
    expect(reading).toThrow(reason);
  });

  it('of another program, or in a folder that is not there, is refused', () => {
    const path = fresh();
    new Database(path).exec('CREATE TABLE other (a)').close();
    expect(() => ResultsFile.read(path)).toThrow('holds no results of a bench');
    expect(() => ResultsFile.read(fresh())).toThrow('no such file');
    expect(() => ResultsFile.create(join(folder, 'none', 'a.sqlite'), FACTS)).toThrow(ResultsError);
  });
});

describe('The points as CSV', () => {
  it('are one row each, with what has a comma or a quotation mark in quotes', () => {
    const lines = csvOf(reportOf(FACTS, [ONE, TWO])).split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^position,seed,number,name,group,test,clause,/);
    expect(lines[2]).toMatch(/^1,7,2,b,base,PF 1,c,,5,1,0.2,-1,0.0333/);
    expect(lines[2]).toMatch(/,false,"it says ""no"", twice"$/);
    expect(lines[3]).toMatch(/^2,8,1,a,/);
  });
});
