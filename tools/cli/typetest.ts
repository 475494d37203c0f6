// The command `twinmeter typetest`: runs the accuracy programme of OIML R46-2 and says what was measured.
import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { randomUnit } from '../signals/afe/unit.ts';
import { builtFile } from '../build/paths.ts';
import { bedOf, type BedPlan } from '../metrology/typetest/bed-plan.ts';
import { adjustByProcedure } from '../metrology/typetest/procedure.ts';
import { htmlReport } from '../metrology/typetest/html-report.ts';
import { headline, resultLine, summaryLines } from '../metrology/typetest/text-report.ts';
import { TARGETS } from '../meter/targets/targets.ts';
import type { Adjustment, TestBed } from '../metrology/typetest/test-bed.ts';
import { pooled } from '../metrology/typetest/pooled.ts';
import { here, runTypetest } from '../metrology/typetest/typetest.ts';
import type { TypetestReport } from '../metrology/typetest/result.ts';
import { command } from './command.ts';
import { BadInputError, EXIT_FAILURE } from './errors.ts';
import { meteringModule, meteringName } from './metering-option.ts';
import { PROJECT_VERSION } from './version.ts';
import { TYPETEST_OPTIONS, typetestOptions, type TypetestOptions } from './typetest-options.ts';

/** The bed as data: front end, ratings, and where the core runs. */
function planOf(options: TypetestOptions, metering: Uint8Array): BedPlan {
  const { ratings, rate_mHz, sensor, seed, target, engine, modelled, sealed } = options;
  const unit = modelled ? randomUnit(seed, sensor) : undefined;
  return { ratings, rate_mHz, target: target.name, engine, metering, unit, sealed };
}

/** Writes a file; also empty and beforehand, so that a bad path costs no test. */
function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new BadInputError(`--report ${path}: ${(error as Error).message}`);
  }
}

/** The unit as the factory delivers it: adjusted by its adjustment port, in this process whatever the test runs on. */
function adjusted(bed: TestBed, metering: Uint8Array): Promise<Adjustment> {
  const target = TARGETS.find((t) => t.name === 'wasm')!;
  const modules = { metering, management: builtFile('management-core.wasm') };
  return adjustByProcedure(bed, { target, engine: target.engines[0], modules });
}

/** Runs the test after checked options. */
export async function typetest(options: TypetestOptions): Promise<TypetestReport> {
  const module = meteringModule(options.metering);
  const sha256 = createHash('sha256').update(module).digest('hex');
  const date = new Date().toISOString();
  const groups = options.points;
  const plan = planOf(options, module);
  const bed = bedOf(plan);
  // A module that does not start is told before any thread is.
  await (await bed.openMeter()).close();
  const adjustment = options.modelled ? JSON.stringify(await adjusted(bed, module)) : undefined;
  if (!options.json) process.stdout.write(`${headline(options)}\n`);
  return runTypetest(
    bed,
    groups,
    {
      target: options.target.name,
      engine: options.engine,
      sensor: options.modelled ? options.sensor : 'none',
      seeds: { unit: options.seed, noise: options.seed },
      software: { sha256 },
      identification: {
        ...options.parties,
        date,
        software: { file: meteringName(options.metering), sha256, tools: `twinmeter ${PROJECT_VERSION}` },
      },
      adjustment,
      notes: options.sealedBesides.length > 0 ? [`sealed besides: ${options.sealedBesides.join(' ')}`] : [],
    },
    (result) => {
      if (!options.json) process.stdout.write(`${resultLine(result)}\n`);
    },
    options.jobs === 1
      ? here
      : pooled({ plan: { ...plan, adjustment: bed.adjustment }, groups }, options.jobs),
  );
}

export const TYPETEST = command(TYPETEST_OPTIONS, async (values) => {
  const options = typetestOptions(values);
  if (options.report !== undefined) write(options.report, '');
  const report = await typetest(options);
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else process.stdout.write(`${summaryLines(report).join('\n')}\n`);
  if (options.report !== undefined) write(options.report, htmlReport(report));
  if (!report.pass) process.exitCode = EXIT_FAILURE;
});
