// For specs that run programs on the whole chip: why they cannot run here, and the lines a program reports.
import { beforeAll } from 'vitest';
import { buildNative } from '../build-native.ts';
import { missingToolchain, programElf } from './programs.ts';
import type { Rp2350Options } from './options.ts';
import { Rp2350 } from './rp2350.ts';
import { CYCLES_PER_US } from '../processor/scheduler.ts';
import { engineAvailable } from '../processor/unicorn-library.ts';

const MS = 1000 * CYCLES_PER_US;

function nativeBuilds(): boolean {
  try {
    buildNative();
    return true;
  } catch {
    return false;
  }
}

/** What is missing to run programs, printed once; undefined when everything is there. */
export function missingForPrograms(): string | undefined {
  const toolchain = missingToolchain();
  const engine = nativeBuilds() && engineAvailable() ? undefined : 'gcc or libunicorn.so.2 is missing';
  const missing = toolchain ?? engine;
  if (missing) console.warn(`skipped: ${missing}`);
  return missing;
}

const BUILD_TIMEOUT_ms = 600_000;

/** Builds the programs before the tests of a file, outside of their time limits: the first build takes minutes. */
export function buildsPrograms(): void {
  beforeAll(() => void programElf('exceptions'), BUILD_TIMEOUT_ms);
}

export interface Running {
  readonly chip: Rp2350;
  /** Everything UART0 has sent so far. */
  text(): string;
  /** The values of the report lines `name value`, by name; a name that came twice has its last value. */
  values(): Record<string, number>;
}

/** Loads a program into a metering board without chips on it. */
export function load(program: string, options: Partial<Rp2350Options> = {}): Running {
  const chip = new Rp2350({ flashBytes: 4 << 20, ...options });
  let text = '';
  chip.peripherals.uarts[0].onTransmit = ({ data }) => (text += String.fromCharCode(data));
  chip.load(programElf(program));
  const values = (): Record<string, number> =>
    Object.fromEntries(
      [...text.matchAll(/^(\w+) (-?\d+)$/gm)].map(([, name, value]) => [name, Number(value)]),
    );
  return { chip, text: () => text, values };
}

/** Runs a program to its `end` line or for at most `limit_ms` of virtual time. */
export function runProgram(program: string, limit_ms = 2000, options: Partial<Rp2350Options> = {}): Running {
  const running = load(program, options);
  for (let ms = 5; ms <= limit_ms && !running.text().includes('end\n') && !running.chip.fault; ms += 5)
    running.chip.run(ms * MS);
  return running;
}
