// The probe cores of the host's tests: builds them from text, commands them, and reads what they report.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ABI } from '../../../shared-protocol/generated/ts/abi.ts';
import type { Role, SliceInput, SliceOutput } from '../core-runner.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

export const PROGRAMS = {
  plain: join(ROOT, 'build/host/twinmeter-core'),
  counted: join(ROOT, 'build/host/twinmeter-core-counted'),
  sanitized: join(ROOT, 'build/host-asan/twinmeter-core'),
  verdict: join(ROOT, 'build/host-asan/module-verdict'),
  moduleFuzz: join(ROOT, 'build/host-asan/module-fuzz'),
};

/** Brings the C host up to date; several spec files may ask at once, so they queue at a lock. */
export function buildHost(): void {
  const make = [
    'make',
    '--no-print-directory',
    '-s',
    '-f',
    'boards/host/build.mk',
    'host-build',
    'host-asan-build',
  ];
  execFileSync('flock', [join(ROOT, 'package.json'), ...make], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** A folder for the files of one spec; remove it with `remove`. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'twinmeter-host-'));
  #count = 0;

  path(name: string): string {
    return join(this.folder, `${this.#count++}-${name}`);
  }

  write(name: string, bytes: Uint8Array | string): string {
    const path = this.path(name);
    writeFileSync(path, bytes);
    return path;
  }

  /** Assembles text and returns the path of the module. */
  assemble(wat: string): string {
    const module = this.path('module.wasm');
    execFileSync('wat2wasm', [this.write('module.wat', wat), '-o', module]);
    return module;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Bytes of linear memory of the metering core's modules. */
export const METERING_BYTES = ABI.metering.pages << 16;

export function probeText(role: Role): string {
  return readFileSync(join(import.meta.dirname, `${role}-probe.wat`), 'utf8');
}

/** Command codes, in the order of the br_table of each probe. */
export const METERING_COMMANDS = {
  count: 0,
  portSend: 1,
  storageRead: 2,
  storageWrite: 3,
  softwareId: 4,
  pulse: 5,
  unreachable: 6,
  recursionWithoutStack: 7,
  panic: 8,
  divide: 9,
  load: 10,
  deepRecursion: 11,
  callNull: 12,
  grow: 13,
  hang: 14,
  norRead: 15,
  norProgram: 16,
  norErase: 17,
  powerPrepare: 41,
  clockRead: 42,
  clockSet: 43,
  pulseSource: 44,
} as const;

export const MANAGEMENT_COMMANDS = {
  nothing: 0,
  portSend: 1,
  portConfigure: 2,
  portIdle: 3,
  linkRequest: 4,
  lcdWrite: 5,
  softwareId: 6,
  unreachable: 7,
  panic: 8,
  storageRead: 9,
  storageWrite: 10,
  norRead: 11,
  norProgram: 12,
  norErase: 13,
  loadSwitch: 14,
  alarmOutput: 15,
  lastGasp: 16,
} as const;

export function command(code: number, a = 0, b = 0, c = 0): SliceInput {
  const bytes = Buffer.alloc(13);
  bytes[0] = code;
  [a, b, c].forEach((value, i) => bytes.writeInt32LE(value | 0, 1 + 4 * i));
  return { type: 'port', port: 1, bytes };
}

/** The reports of a probe: what it sent on port 0. */
export function reports(outputs: readonly SliceOutput[]): Buffer[] {
  return outputs.flatMap((output) =>
    output.type === 'port' && output.port === 0 ? [Buffer.from(output.bytes)] : [],
  );
}

/** The answers to commands: each report as an i32. */
export function answers(outputs: readonly SliceOutput[]): number[] {
  return reports(outputs).map((report) => report.readInt32LE(0));
}

export function ofType<T extends SliceOutput['type']>(
  outputs: readonly SliceOutput[],
  type: T,
): Extract<SliceOutput, { type: T }>[] {
  return outputs.filter((output): output is Extract<SliceOutput, { type: T }> => output.type === type);
}
