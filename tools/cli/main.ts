// The command line `twinmeter`: its commands, and how every failure ends (one clear line, exit code 2 for bad input).
import { cac } from 'cac';
import { SiteError } from '../metrology/adjust/site.ts';
import { PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { ElfError } from '../rp2350/chip/elf.ts';
import { ImageError } from '../firmware/errors.ts';
import { NotBuiltError } from '../build/paths.ts';
import { BoardRefusedError } from '../meter/errors.ts';
import { CoreGoneError } from '../cores/core-runner.ts';
import { ModuleError } from '../cores/module-check.ts';
import { CoreRefusedError } from '../cores/wasm3-library.ts';
import { WaveError } from '../signals/waves/errors.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { registerCalibrate } from './calibrate.ts';
import { registerRead } from './read.ts';
import { registerRun } from './run.ts';
import { registerTypetest } from './typetest.ts';
import { PROJECT_VERSION } from './version.ts';

const BAD_INPUT = [
  BadInputError,
  NotBuiltError,
  ModuleError,
  CoreGoneError,
  CoreRefusedError,
  BoardRefusedError,
  ElfError,
  ImageError,
  WaveError,
  SiteError,
  PortMissingError,
  PortUnusableError,
];

/** cac has a class of its own for unknown options and missing values, which it does not export. */
const isBadInput = (error: unknown) =>
  BAD_INPUT.some((cause) => error instanceof cause) || (error as Error).name === 'CACError';

async function main(): Promise<void> {
  const cli = cac('twinmeter');
  registerRun(cli);
  registerRead(cli);
  registerTypetest(cli);
  registerCalibrate(cli);
  cli.help();
  cli.version(PROJECT_VERSION);
  cli.parse(process.argv, { run: false });
  if (cli.options.help || cli.options.version) return;
  if (!cli.matchedCommand) {
    throw new BadInputError(
      `${cli.args[0] ? `unknown command '${cli.args[0]}'` : 'no command'}; see twinmeter --help`,
    );
  }
  await cli.runMatchedCommand();
}

main().catch((error: Error) => {
  process.stderr.write(`twinmeter: ${error.message.split('\n')[0]}\n`);
  process.exitCode = isBadInput(error) ? EXIT_BAD_INPUT : EXIT_FAILURE;
});
