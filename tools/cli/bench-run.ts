// The command `twinmeter bench run`: every position of a bench through a programme, and what was found at each.
import { ResultsError } from '../metrology/positions/errors.ts';
import { Notes } from '../metrology/positions/notes.ts';
import type { Begun, PositionReport, Seat } from '../metrology/positions/position-report.ts';
import { runBench, type OnProgress } from '../metrology/positions/run.ts';
import { factsOf, reportOf, type BenchFacts, type BenchReport } from '../metrology/positions/report.ts';
import { ResultsFile } from '../metrology/positions/results-file.ts';
import { BenchSite } from './bench-site.ts';
import { BENCH_RUN_OPTIONS, benchRunOf, type BenchRun } from './bench-run-options.ts';
import { command } from './command.ts';
import { EXIT_FAILURE } from './errors.ts';
import { progressBar } from './progress-bar.ts';
import { PROJECT_VERSION } from './version.ts';

type Say = (lines: readonly string[]) => void;

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
    if (all === 0) return;
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

/** The file of the results, where one is asked for. */
function resultsOf({ results, resume }: BenchRun, facts: BenchFacts): ResultsFile | undefined {
  if (results === undefined) return undefined;
  return resume ? ResultsFile.resume(results, facts) : ResultsFile.create(results, facts);
}

/** Those of the file that are seats of this run; one of them with another meter is of another bench. */
function ofThisRun<T extends Seat>(all: readonly T[], { seats, results }: BenchRun): T[] {
  return all.filter(({ position, seed }) => {
    const seat = seats.find((each) => each.position === position);
    if (seat && seat.seed !== seed)
      throw new ResultsError(results!, `position ${position} has meter ${seed}`);
    return seat !== undefined;
  });
}

/** The seats that are left, with what was found there before. */
function seatsLeft(run: BenchRun, done: readonly Seat[], begun: readonly Begun[]): Begun[] {
  const left = run.seats.filter(({ position }) => !done.some((each) => each.position === position));
  return left.map((seat) => begun.find(({ position }) => position === seat.position) ?? seat);
}

/** What a file has of this run, in a line; nothing where it has nothing. */
function beforeLine(done: readonly Seat[], begun: readonly Begun[]): string[] {
  const tests = begun.reduce((sum, { found }) => sum + found!.points.length, 0);
  if (done.length === 0 && tests === 0) return [];
  const more = tests > 0 ? `, and ${tests} tests of ${begun.length} more` : '';
  return [`${done.length} positions are done already${more}`];
}

/** What is open beside a bench. */
interface Beside {
  readonly file: ResultsFile | undefined;
  readonly site: BenchSite | undefined;
}

/** Tests what is not done yet; everything in the order of the positions. */
async function tested(run: BenchRun, { file, site }: Beside, say: Say): Promise<PositionReport[]> {
  const [done, begun] = [ofThisRun(file?.positions() ?? [], run), ofThisRun(file?.begun() ?? [], run)];
  done.forEach((report) => site?.teller.done(report));
  for (const seat of begun) for (const point of seat.found!.points) site?.teller.found(seat, point);
  say(beforeLine(done, begun));
  const notes = file && new Notes(file);
  const found = await runBench(run.batch, seatsLeft(run, done, begun), run.jobs, {
    onProgress: progress(),
    onPoint: (seat, noted) => {
      notes?.found(seat, noted);
      site?.teller.found(seat, noted.point);
    },
    onDone: (report) => {
      notes?.done(report);
      site?.teller.done(report);
    },
    onPosition: (report) => say(positionLines(report)),
  });
  return [...done, ...found].sort((a, b) => a.position - b.position);
}

/** Positions that failed only when they were compared with each other, after each was told by itself. */
const laterFailures = (judged: readonly PositionReport[], told: readonly PositionReport[]): string[] =>
  judged.flatMap((report, n) => (report.pass !== told[n].pass ? positionLines(report) : []));

/** Tests, judges and tells all of it. */
async function judged(run: BenchRun, facts: BenchFacts, beside: Beside, say: Say): Promise<BenchReport> {
  const { json, seats } = run;
  const found = await tested(run, beside, say);
  const report = reportOf(facts, found);
  beside.site?.teller.judged(report);
  if (json) printJson(report);
  say(laterFailures(report.positions, found));
  const passed = report.positions.filter(({ pass }) => pass).length;
  const checked = report.limits_checked ? '' : '; limits not checked against the official text';
  say([`${passed} of ${seats.length} positions pass, ${report.virtual_s.toFixed(0)} s metered${checked}`]);
  return report;
}

const printJson = (object: unknown): void => void process.stdout.write(`${JSON.stringify(object)}\n`);

async function benchRun(run: BenchRun): Promise<void> {
  const { programme, batch, seats, json, module } = run;
  const { ratings, name } = programme;
  const say: Say = (lines) =>
    json || lines.length === 0 ? undefined : void process.stdout.write(`${lines.join('\n')}\n`);
  const facts = factsOf(programme, batch, module, `twinmeter ${PROJECT_VERSION}`);
  let [site, file]: [BenchSite | undefined, ResultsFile | undefined] = [undefined, undefined];
  try {
    site = await BenchSite.open(run, facts);
    file = resultsOf(run, facts);
    if (site && json) printJson({ web: site.url });
    say([
      `${name}: class ${ratings.class}, ${ratings.service}, ${seats.length} positions, ${batch.frontEnd}`,
      ...(site ? [`its page: ${site.url}`] : []),
    ]);
    const report = await judged(run, facts, { file, site }, say);
    if (!report.pass) process.exitCode = EXIT_FAILURE;
    if (site && !json && process.stdout.isTTY) {
      say(['its page stays until Ctrl-C']);
      await site.stay();
    }
  } finally {
    await site?.close();
    file?.close();
  }
}

export const BENCH_RUN = command(BENCH_RUN_OPTIONS, (values) => benchRun(benchRunOf(values)));
