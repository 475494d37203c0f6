// The command `rp2350`: runs an ELF file of the Pico SDK with one UART on the terminal.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { ElfError } from '../chip/elf.ts';
import { Rp2350 } from '../chip/rp2350.ts';
import { faultText } from '../processor/fault.ts';
import { CYCLES_PER_SECOND } from '../processor/scheduler.ts';
import { EngineUnavailable } from '../processor/unicorn-library.ts';
import { SvdMissing } from '../registers/svd.ts';
import { OptionError, parseOptions, USAGE, type Options } from './options.ts';
import { UartTerminal } from './uart-terminal.ts';

const EXIT_FAULT = 1;
const EXIT_BAD_INPUT = 2;
/** Virtual time between two looks at the terminal: a person does not notice it, the emulator neither. */
const STRETCH_s = 0.005;
const UF2_MAGIC = 0x0a324655;

/** The program cannot be read. */
class ProgramError extends Error {
  override name = 'ProgramError';
}

function programBytes(path: string): Uint8Array {
  if (!existsSync(path)) throw new ProgramError(`${path}: no such file`);
  if (!statSync(path).isFile()) throw new ProgramError(`${path}: not a file`);
  const bytes = readFileSync(path);
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === UF2_MAGIC)
    throw new ProgramError(`${path}: a UF2 file; give the ELF file it was made from`);
  return bytes;
}

function load(chip: Rp2350, path: string): void {
  const bytes = programBytes(path);
  try {
    chip.load(bytes);
  } catch (error) {
    throw error instanceof ElfError ? new ProgramError(`${path}: ${error.message}`) : error;
  }
}

/** Set by Ctrl-C and SIGTERM: the run ends as if its time were over. */
function interruption(): { requested: boolean } {
  const state = { requested: false };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (state.requested = true));
  return state;
}

/** Runs to the end of the time asked for, to a fault, or until interrupted, no faster than asked for. */
async function run(chip: Rp2350, terminal: UartTerminal, { for_s, speed }: Options): Promise<void> {
  const interrupted = interruption();
  const start_ms = performance.now();
  for (let time_s = 0; time_s < for_s && !chip.fault && !interrupted.requested; ) {
    time_s = Math.min(time_s + STRETCH_s, for_s);
    chip.run(time_s * CYCLES_PER_SECOND);
    process.stdout.write(terminal.take());
    terminal.poll();
    const ahead_ms = (time_s * 1000) / speed - (performance.now() - start_ms);
    await (ahead_ms > 1 ? setTimeout(ahead_ms) : setImmediate());
  }
}

function countersText(chip: Rp2350): string {
  const { instructions, exceptions, mmio, asleep } = chip.counters;
  const asleep_percent = (100 * asleep).toFixed(1);
  const time_s = (chip.now / CYCLES_PER_SECOND).toFixed(3);
  return `${time_s} s: ${instructions} instructions, ${exceptions} exceptions, ${mmio} register accesses, ${asleep_percent} % asleep\n`;
}

async function emulate(options: Options): Promise<void> {
  const chip = new Rp2350(options.board);
  try {
    load(chip, options.file);
    const terminal = new UartTerminal(chip, options.uart);
    process.stdin.on('data', (bytes: Buffer) => terminal.type(bytes));
    await run(chip, terminal, options);
    if (options.counters) process.stderr.write(countersText(chip));
    if (!chip.fault) return;
    process.stderr.write(`rp2350: ${options.file}: ${faultText(chip.fault)}\n`);
    process.exitCode = EXIT_FAULT;
  } finally {
    process.stdin.destroy();
    chip.close();
  }
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else await emulate(options);
}

const BAD_INPUT = [OptionError, ProgramError, EngineUnavailable, SvdMissing];

main().catch((error: Error) => {
  process.stderr.write(`rp2350: ${error.message.split('\n')[0]}\n`);
  process.exitCode = BAD_INPUT.some((cause) => error instanceof cause) ? EXIT_BAD_INPUT : EXIT_FAULT;
});
