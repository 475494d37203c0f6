// The command `twinmeter bench run`: every position of a bench through a programme, and what was found at each.
import { createHash } from 'node:crypto';
import type { PositionReport } from '../metrology/positions/position.ts';
import { runBench, type OnProgress } from '../metrology/positions/run.ts';
import { LIMITS_FILE, readLimits } from '../metrology/standard/limits.ts';
import { BENCH_RUN_OPTIONS, benchRunOf, type BenchRun } from './bench-run-options.ts';
import { command } from './command.ts';
import { EXIT_FAILURE } from './errors.ts';
import { progressBar } from './progress-bar.ts';
import { PROJECT_VERSION } from './version.ts';

/** What a bench found, as one object. */
export interface BenchReport {
  readonly programme: string;
  readonly standard: string;
  readonly class: string;
  readonly service: string;
  readonly ratings: object;
  readonly front_end: string;
  readonly limits_file: string;
  readonly limits_checked: boolean;
  readonly software: { readonly file: string; readonly sha256: string; readonly tools: string };
  readonly positions: readonly PositionReport[];
  readonly pass: boolean;
  readonly virtual_s: number;
}

function reportOf({ programme, batch, module }: BenchRun, positions: readonly PositionReport[]): BenchReport {
  const { name, standard, ratings } = programme;
  const sha256 = createHash('sha256').update(batch.metering).digest('hex');
  return {
    programme: name,
    standard,
    class: ratings.class,
    service: ratings.service,
    ratings,
    front_end: batch.frontEnd,
    limits_file: LIMITS_FILE,
    limits_checked: readLimits().checkedAgainstOfficialText,
    software: { file: module, sha256, tools: `twinmeter ${PROJECT_VERSION}` },
    positions,
    pass: positions.every(({ pass }) => pass),
    virtual_s: positions.reduce((sum, { virtual_s }) => sum + virtual_s, 0),
  };
}

const ms_PER_MINUTE = 60_000;

/** 17 of 468 tests, 3 min left: by what those that are done took. */
function leftText(done: number, all: number, took_ms: number): string {
  const said = `${done} of ${all} tests`;
  if (done === 0 || done === all) return said;
  const left_ms = (took_ms / done) * (all - done);
  const left =
    left_ms < ms_PER_MINUTE ? `${Math.ceil(left_ms / 1000)} s` : `${Math.ceil(left_ms / ms_PER_MINUTE)} min`;
  return `${said}, ${left} left`;
}

/** A bar on the terminal; only where somebody looks. */
function progress(): OnProgress {
  const began_ms = performance.now();
  let bar: ReturnType<typeof progressBar> | undefined;
  return (done, all) => {
    bar ??= progressBar(process.stderr, 1, all);
    bar(done, leftText(done, all, performance.now() - began_ms));
  };
}

/** One position in lines: the verdict, then every point that failed. */
function positionLines({ position, unit, points, failed, pass }: PositionReport): string[] {
  const worst = points.filter((point) => !point.pass);
  return [
    `position ${position}  ${pass ? 'pass' : 'FAIL'}  ${points.length - failed.length} of ${points.length} points  ${unit}`,
    ...worst.map(({ name, error_percent, limit_percent, unit: of, detail }) => {
      const found = `${error_percent.toPrecision(3)} ${of ?? '%'}, limit ${limit_percent}`;
      return `  ${name}: ${found}${detail === undefined ? '' : `; ${detail}`}`;
    }),
  ];
}

async function benchRun(run: BenchRun): Promise<void> {
  const { programme, batch, seats, jobs, json } = run;
  const { ratings, name } = programme;
  const say = (lines: readonly string[]): void =>
    json ? undefined : void process.stdout.write(`${lines.join('\n')}\n`);
  say([`${name}: class ${ratings.class}, ${ratings.service}, ${seats.length} positions, ${batch.frontEnd}`]);
  const onPosition = (report: PositionReport): void => say(positionLines(report));
  const report = reportOf(run, await runBench(batch, seats, jobs, { onProgress: progress(), onPosition }));
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  const passed = report.positions.filter(({ pass }) => pass).length;
  const checked = report.limits_checked ? '' : '; limits not checked against the official text';
  say([`${passed} of ${seats.length} positions pass, ${report.virtual_s.toFixed(0)} s metered${checked}`]);
  if (!report.pass) process.exitCode = EXIT_FAILURE;
}

export const BENCH_RUN = command(BENCH_RUN_OPTIONS, (values) => benchRun(benchRunOf(values)));
