// `make hil TARGET=host|emulated|serial`: looks whether the bench is there, runs the suite on it, and says how it went.
import { join } from 'node:path';
import { NotBuiltError } from '../../build/paths.ts';
import { ClientError } from '../../clients/errors.ts';
import { HilInputError } from './errors.ts';
import { HilReporter } from './reporter.ts';
import { capabilityTable, DEFAULT_TARGET, targetNamed } from './targets.ts';

const EXIT_FAILURE = 1;
const EXIT_BAD_INPUT = 2;
const CONFIG = join(import.meta.dirname, 'vitest.config.ts');
const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Runs the suite; the exit code is 0 only without failures. */
async function run(name: string): Promise<number> {
  const target = targetNamed(name);
  process.env.TWINMETER_HIL_TARGET = target.name;
  print(`${target.name}: ${target.about}; ${await target.prepare()}`);
  // Loaded when there is a bench: bad input is told at once.
  const { startVitest } = await import('vitest/node');
  const reporter = new HilReporter(target.present(), print);
  const vitest = await startVitest('test', [], { config: CONFIG, watch: false, reporters: [reporter] });
  await vitest.close();
  print(reporter.summary);
  return reporter.counts.failed === 0 && !process.exitCode ? 0 : EXIT_FAILURE;
}

function isBadInput(error: unknown): error is Error {
  return [HilInputError, NotBuiltError, ClientError].some((cause) => error instanceof cause);
}

async function main([name = DEFAULT_TARGET, option]: string[]): Promise<number> {
  if (name === '--table') print(capabilityTable());
  else if (option === '--check') targetNamed(name);
  else return run(name);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!isBadInput(error)) throw error;
  process.stderr.write(`hil: ${error.message}\n`);
  process.exitCode = EXIT_BAD_INPUT;
}
