// The command `twinmeter typetest`: runs the accuracy programme of OIML R46-2 and says what was measured.
import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { CAC } from 'cac';
import { randomUnit } from '../signals/afe/unit.ts';
import { builtFile } from '../build/paths.ts';
import { adjustByProcedure } from '../metrology/typetest/procedure.ts';
import { readLimits, type Limits } from '../metrology/standard/limits.ts';
import { htmlReport } from '../metrology/typetest/html-report.ts';
import { headline, resultLine, summaryLines } from '../metrology/typetest/text-report.ts';
import { TARGETS } from '../meter/targets/targets.ts';
import { TestBed, type Adjustment } from '../metrology/typetest/test-bed.ts';
import { runTypetest } from '../metrology/typetest/typetest.ts';
import type { TypetestReport } from '../metrology/typetest/result.ts';
import { BadInputError, EXIT_FAILURE } from './errors.ts';
import { checkTypetestOptions, type TypetestOptions } from './typetest-options.ts';

/** Builds the bed: front end, ratings, and where the core runs. */
function makeBed(limits: Limits, options: TypetestOptions, module: Uint8Array): TestBed {
  const { ratings, rate_mHz, sensor, seed, target, engine, modelled } = options;
  // Only the metering core is opened; the other module is never looked at.
  const modules = { metering: module, management: module };
  return new TestBed({
    limits,
    ratings,
    rate_mHz,
    core: (fram) => target.make!({ modules, fram }, engine),
    unit: modelled ? randomUnit(seed, sensor) : undefined,
  });
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
  const module = builtFile('metering-core.wasm');
  const bed = makeBed(readLimits(), options, module);
  const adjustment = options.modelled ? JSON.stringify(await adjusted(bed, module)) : undefined;
  if (!options.json) process.stdout.write(`${headline(options)}\n`);
  return runTypetest(
    bed,
    options.points,
    {
      target: options.target.name,
      engine: options.engine,
      sensor: options.modelled ? options.sensor : 'none',
      seeds: { unit: options.seed, noise: options.seed },
      software: { sha256: createHash('sha256').update(module).digest('hex') },
      adjustment,
      notes: [],
    },
    (result) => {
      if (!options.json) process.stdout.write(`${resultLine(result)}\n`);
    },
  );
}

/** Adds the command to the command line. */
export function registerTypetest(cli: CAC): void {
  cli
    .command('typetest', 'Run the accuracy programme of OIML R46-2 in virtual time')
    .option('--class <class>', 'accuracy class: A, B, C or D')
    .option('--service <name>', '1p2w, 3p3w or 3p4w (default 3p4w)')
    .option('--points <groups>', 'base, influence, all, or a list of them (default base)')
    .option('--afe <kind>', 'ideal, or model: a random unit of the front end, adjusted first (default ideal)')
    .option(
      '--sensor <kind>',
      'current sensor of the model: shunt, ct, dc-tolerant-ct, rogowski (default shunt)',
    )
    .option('--seed <number>', 'seed of unit and noise (default 1)')
    .option('--currents <list>', 'Ist,Imin,Itr,Imax in A (default 0.02,0.2,0.5,60)')
    .option('--unom <V>', 'nominal voltage (default 230; 400 for 3p3w)')
    .option('--fnom <Hz>', 'nominal frequency, 50 or 60 (default 50)')
    .option('--connection <kind>', 'direct or ct (default direct)')
    .option('--constant <imp/kWh>', 'meter constant, 1 to 1000000 (default 10000)')
    .option('--rate <Hz>', 'sampling rate: 4000, 8000, 16000 or 32000 (default 4000)')
    .option('--target <name>', 'where the metering core runs: wasm, host (default wasm)')
    .option('--engine <name>', 'engine of the wasm target: v8, wasm3 (default v8)')
    .option('--json', 'one JSON object')
    .option('--report <file>', 'write an HTML report')
    .action(async (raw: Record<string, unknown>) => {
      const options = checkTypetestOptions(raw);
      if (options.report !== undefined) write(options.report, '');
      const report = await typetest(options);
      if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
      else process.stdout.write(`${summaryLines(report).join('\n')}\n`);
      if (options.report !== undefined) write(options.report, htmlReport(report));
      if (!report.pass) process.exitCode = EXIT_FAILURE;
    });
}
