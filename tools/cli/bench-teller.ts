// Tells the page of a bench what is planned, how far each position is, and the points that were found.
import type { PositionReport, Seat } from '../metrology/positions/position-report.ts';
import type { BenchFacts, BenchReport } from '../metrology/positions/report.ts';
import type { Point } from '../metrology/standard/programme.ts';
import type { PointResult } from '../metrology/typetest/result.ts';
import type { Teller, Telling } from '../web/site.ts';
import { BENCH_VIEWS } from '../web/told.ts';
import type {
  Bench,
  FoundPoint,
  PlannedPoint,
  SeatState,
  ToldPosition,
  WorstPoint,
} from '../web/told-bench.ts';

/** Wall time between two tellings of a bench that is at work, ms: nothing of it is read faster. */
const EVERY_ms = 250;

const plannedPoint = ({
  name,
  test,
  group,
  load,
  limit_percent,
  lowest_percent,
  at,
}: Point): PlannedPoint => ({
  ...{ name, test, group, current_A: load.current_A, limit_percent },
  ...(lowest_percent === undefined ? {} : { lowest_percent }),
  ...(at ? { at } : {}),
});

/** What of a point the page shows. */
function foundPoint(point: PointResult): FoundPoint {
  const { name, test, group, current_A, limit_percent, lowest_percent, at } = point;
  const { error_percent, unit, detail, pass } = point;
  return {
    name,
    test,
    group,
    current_A,
    limit_percent,
    lowest_percent,
    at,
    error_percent,
    unit,
    detail,
    pass,
  };
}

/** Which part of its limit an error takes, towards that side. */
const shareOfLimit = ({
  error_percent,
  limit_percent,
  lowest_percent = -limit_percent,
}: FoundPoint): number => error_percent / (error_percent < 0 ? lowest_percent : limit_percent);

/** The point that takes most of its limit, of those that are errors. */
function worstOf(points: readonly FoundPoint[]): WorstPoint | null {
  const errors = points.filter(({ unit }) => unit === undefined);
  if (errors.length === 0) return null;
  const { name, error_percent, limit_percent } = errors.reduce((a, b) =>
    shareOfLimit(b) > shareOfLimit(a) ? b : a,
  );
  return { name, error_percent, limit_percent };
}

/** One position as far as it is. */
interface Standing {
  readonly seat: Seat;
  state: SeatState;
  points: FoundPoint[];
  pass: boolean | null;
}

export class BenchTeller implements Teller {
  readonly views = BENCH_VIEWS;
  readonly #facts: BenchFacts;
  readonly #planned: readonly PlannedPoint[];
  readonly #tests: number;
  readonly #standing: ReadonlyMap<number, Standing>;
  readonly #changed = new Set<number>();
  readonly #began_ms = performance.now();
  /** Points found since then, which are what the time that is left is reckoned by. */
  #found = 0;
  #pass: boolean | null = null;
  #told_ms = -Infinity;
  #isPlanTold = false;

  /** `tests`: of each position. */
  constructor(facts: BenchFacts, seats: readonly Seat[], tests: number, planned: readonly Point[]) {
    this.#facts = facts;
    this.#tests = tests;
    this.#planned = planned.map(plannedPoint);
    this.#standing = new Map(
      seats.map((seat) => [seat.position, { seat, state: 'waiting', points: [], pass: null }]),
    );
    for (const { position } of seats) this.#changed.add(position);
  }

  /** A point was found. */
  found({ position }: Seat, point: PointResult): void {
    const standing = this.#standing.get(position)!;
    standing.state = 'testing';
    standing.points.push(foundPoint(point));
    this.#found++;
    this.#changed.add(position);
  }

  /** A position is done: now, or in an earlier run whose results are gone on with. */
  done({ position, points, pass }: PositionReport): void {
    Object.assign(this.#standing.get(position)!, { state: 'done', points: points.map(foundPoint), pass });
    this.#changed.add(position);
  }

  /** All are judged, those that are compared with each other too. */
  judged({ positions, pass }: BenchReport): void {
    positions.forEach((report) => this.done(report));
    this.#pass = pass;
    this.#told_ms = -Infinity;
  }

  *tell(): Iterable<Telling> {
    if (!this.#isPlanTold) yield { name: 'plan', value: this.#planned };
    this.#isPlanTold = true;
    if (performance.now() - this.#told_ms < EVERY_ms) return;
    this.#told_ms = performance.now();
    for (const position of this.#changed) {
      const value = this.#standing.get(position)!.points;
      yield { name: `position/${position}`, value, onDemand: true };
    }
    this.#changed.clear();
    yield { name: 'bench', value: this.#bench() };
  }

  #bench(): Bench {
    const { programme, standard, class: accuracyClass, service, front_end } = this.#facts;
    return {
      ...{ programme, standard, class: accuracyClass, service, front_end },
      tests: this.#tests,
      positions: [...this.#standing.values()].map((standing) => this.#toldPosition(standing)),
      time_s: (performance.now() - this.#began_ms) / 1000,
      left_s: this.#left_s(),
      pass: this.#pass,
    };
  }

  #left_s(): number | null {
    if (this.#found === 0) return null;
    const left = [...this.#standing.values()]
      .filter(({ state }) => state !== 'done')
      .reduce((sum, { points }) => sum + this.#tests - points.length, 0);
    return ((performance.now() - this.#began_ms) / 1000 / this.#found) * left;
  }

  #toldPosition({ seat, state, points, pass }: Standing): ToldPosition {
    const failed = points.filter((point) => !point.pass).length;
    const done = state === 'done' ? this.#tests : points.length;
    return { ...seat, state, done, failed, pass, worst: worstOf(points) };
  }
}
