// The targets of the fuzzer: their names, where each keeps what, and one run of one of them.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../build/paths.ts';

export const TARGETS = [
  'link',
  'legal',
  'adjustment',
  'apdu',
  'session',
  'storage',
  'optical',
  'replies',
  'hdlc',
  'cosem',
  'modbus',
] as const;
export type FuzzTarget = (typeof TARGETS)[number];
/** Those whose core is the management core; the others have the metering core. */
export const MANAGEMENT_TARGETS: ReadonlySet<FuzzTarget> = new Set([
  'optical',
  'replies',
  'hdlc',
  'cosem',
  'modbus',
] as const);

/** What libFuzzer printed at its end, and what it found. */
export interface FuzzResult {
  readonly runs: number;
  readonly edges: number;
  /** Of the module. */
  readonly allEdges: number;
  /** Loads and stores of the longest event. */
  readonly longest: number;
  /** Its core was brought to where inputs begin; else what is found says nothing of any input. */
  readonly started: boolean;
  /** The first line of a finding. */
  readonly finding?: string;
  readonly text: string;
}

export const corpusOf = (target: FuzzTarget): string => join(ROOT, 'boards/fuzz/corpus', target);
export const seedsOf = (target: FuzzTarget): string => join(ROOT, 'build/fuzz/seeds', target);

export const dictionaryOf = (target: FuzzTarget): string =>
  join(ROOT, 'boards/fuzz/dictionaries', `${target}.dict`);

/** Where inputs go that a run finds worth keeping. */
export function foundOf(target: FuzzTarget): string {
  const folder = join(ROOT, 'build/fuzz/found', target);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** An empty folder for what a run finds worth keeping and nobody keeps: libFuzzer writes into the first it is given. */
export function scratchOf(target: FuzzTarget): string {
  const folder = join(ROOT, 'build/fuzz/scratch', target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

const numberIn = (text: string, pattern: RegExp): number => {
  const all = [...text.matchAll(pattern)];
  return all.length === 0 ? 0 : Number(all[all.length - 1][1]);
};

/** An input that takes longer than that (s) is a finding as well; the machine may be busy. */
const HANG_s = 60;
/** Bytes of an input. */
const LONGEST = 4096;

export interface FuzzOptions {
  /** libFuzzer's own, such as `-runs=1000`. */
  readonly options: readonly string[];
  readonly corpora: readonly string[];
  /** Folder of the built targets. */
  readonly built?: string;
}

/** Runs a program to its end. @returns 0, its exit code or the signal that ended it, and what it printed. */
const ended = (program: string, args: readonly string[]) =>
  new Promise<{ status: number | string; stderr: string }>((resolve) =>
    execFile(program, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 }, (error, _stdout, stderr) =>
      resolve({ status: error ? (error.code ?? error.signal ?? error.message) : 0, stderr }),
    ),
  );

/** Runs a target. What it found lies in build/fuzz/findings. */
export async function runTarget(
  target: FuzzTarget,
  { options, corpora, built = 'build/fuzz' }: FuzzOptions,
): Promise<FuzzResult> {
  const findings = join(ROOT, 'build/fuzz/findings/');
  mkdirSync(findings, { recursive: true });
  const common = [
    `-max_len=${LONGEST}`,
    `-timeout=${HANG_s}`,
    `-dict=${dictionaryOf(target)}`,
    `-artifact_prefix=${findings}${target}-`,
  ];
  const folders = corpora.filter((folder) => existsSync(folder));
  const { status, stderr } = await ended(join(ROOT, built, target), [...common, ...options, ...folders]);
  const finding = /^(FINDING: .*|.*ERROR: (?:Addr|Undef|libFuzzer: timeout).*|.*runtime error: .*)$/m.exec(
    stderr,
  )?.[0];
  return {
    runs: numberIn(stderr, /^(?:#|Done )(\d+)/gm),
    edges: numberIn(stderr, / cov: (\d+)/g),
    allEdges: numberIn(stderr, /Loaded 1 modules +\((\d+) inline/g),
    longest: numberIn(stderr, /longest event: (\d+)/g),
    finding: status === 0 ? undefined : (finding ?? `ended with ${status}: ${stderr.slice(-300)}`),
    started: /^INFO: Seed/m.test(stderr),
    text: stderr,
  };
}
