// The command `twinmeter flash`: an image onto a board, and the board asked afterwards what it runs.
import { createHash } from 'node:crypto';
import { builtFile } from '../build/paths.ts';
import type { Role } from '../cores/core-runner.ts';
import { checkedModule } from '../cores/module-check.ts';
import { imageName } from '../firmware/boards.ts';
import { flashRuns } from '../firmware/elf-image.ts';
import { firmwareImage } from '../firmware/firmware-image.ts';
import { copyToDrive, findBootDrive } from '../firmware/flash/boot-drive.ts';
import { DEFAULT_PROBE, programByProbe } from '../firmware/flash/debug-probe.ts';
import { FlashError } from '../firmware/flash/errors.ts';
import { isDigestOf, runningSoftware } from '../firmware/flash/running-software.ts';
import { writeUf2 } from '../firmware/uf2.ts';
import { command } from './command.ts';
import { BadInputError } from './errors.ts';
import { inputFile } from './input-file.ts';
import type { OptionTable, Values } from './options.ts';

export const FLASH_OPTIONS = {
  role: {
    kind: 'choice',
    value: 'name',
    choices: ['metering', 'management'],
    required: true,
    help: 'which of the two boards it is',
  },
  engine: {
    kind: 'choice',
    value: 'name',
    choices: ['wasm3', 'aot'],
    default: 'wasm3',
    help: 'aot: the image of a metering board with the core compiled ahead of time',
  },
  port: {
    kind: 'text',
    value: 'path',
    help: "where the board is asked afterwards: metering's RS485 port, management's RS485 or optical port",
  },
  unverified: { kind: 'flag', help: 'do not ask the board afterwards' },
  wait: {
    kind: 'number',
    unit: 's',
    least: 1,
    most: 600,
    default: 30,
    help: 'how long it may take until it answers',
  },
  drive: {
    kind: 'text',
    value: 'path',
    help: 'drive of the board in boot mode; without it the one that is mounted',
  },
  probe: {
    kind: 'text',
    value: 'name',
    help: `program through a debug probe by openocd instead, such as ${DEFAULT_PROBE}`,
  },
  module: { kind: 'text', value: 'file', help: 'another module in the image' },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

type FlashOptions = Values<typeof FLASH_OPTIONS>;

/** What must be known before anything is written. Throws BadInputError. */
function checkOptions({ role, engine, port, unverified, drive, probe, module }: FlashOptions): void {
  if (engine === 'aot' && module !== undefined)
    throw new BadInputError(
      '--module does not go with --engine aot: that image holds the core it was made from',
    );
  if (role === 'management' && engine === 'aot')
    throw new BadInputError('--engine aot: only the metering core is compiled ahead of time');
  if (port === undefined && !unverified)
    throw new BadInputError(
      '--port is missing: the board is asked there what it runs; --unverified leaves that out',
    );
  if (port !== undefined && unverified) throw new BadInputError('--port does not go with --unverified');
  if (drive !== undefined && probe !== undefined) throw new BadInputError('--drive does not go with --probe');
  if (probe !== undefined && !/^[\w/-]+$/.test(probe))
    throw new BadInputError(
      `--probe ${probe}: expected the name of an interface of openocd, such as ${DEFAULT_PROBE}`,
    );
}

/** Interrupted, what was started ends with us. */
function untilSignalled(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => controller.abort());
  return controller.signal;
}

/** Writes the image; returns where it went. */
async function write(options: FlashOptions, elf: Uint8Array): Promise<string> {
  const { role, engine, drive: named, probe } = options;
  if (probe !== undefined) {
    await programByProbe(elf, probe, untilSignalled());
    return `the board at the probe ${probe}`;
  }
  const drive = findBootDrive(named);
  copyToDrive(drive, `${imageName(role as Role, engine)}.uf2`, writeUf2(flashRuns(elf)));
  return drive;
}

async function verify({ role, port, wait }: FlashOptions, sha256: string): Promise<void> {
  const running = await runningSoftware(role as Role, port!, wait);
  if (!isDigestOf(running, sha256))
    throw new FlashError(
      `the board at ${port} runs the module ${running || 'without a name'}, not ${sha256}`,
    );
}

async function flash(options: FlashOptions): Promise<void> {
  checkOptions(options);
  const role = options.role as Role;
  const module =
    options.module === undefined ? builtFile(`${role}-core.wasm`) : new Uint8Array(inputFile(options.module));
  checkedModule(role, module);
  const elf = firmwareImage(role, options.engine, module);
  const sha256 = createHash('sha256').update(module).digest('hex');
  const say = (line: string): void => (options.json ? undefined : void process.stdout.write(`${line}\n`));
  const image = imageName(role, options.engine);
  const place = await write(options, elf);
  say(`${image} is on ${place}`);
  if (!options.unverified) await verify(options, sha256);
  say(options.unverified ? 'not verified' : `the board at ${options.port} runs ${sha256}`);
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ role, image, place, module_sha256: sha256, verified: !options.unverified })}\n`,
    );
}

export const FLASH = command(FLASH_OPTIONS, flash);
