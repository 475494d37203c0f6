// Compiles a copy of a core's sources in which one exact text was replaced by another.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import asc from 'assemblyscript/asc';
import { ABI } from '../../../shared-protocol/generated/ts/abi.ts';
import { ROOT } from '../../build/paths.ts';
import type { Role } from '../../cores/core-runner.ts';

/** One change: in file (path from the project root), from becomes to. */
export interface Mutation {
  file: string;
  from: string;
  to: string;
}

/** The text a mutation replaces is gone, or stands more than once: the mutation must be chosen anew. */
export class MutationTextError extends Error {
  constructor({ file, from }: Mutation, times: number) {
    super(`${file}: '${from}' stands there ${times} times, a mutation needs it exactly once`);
  }
}

const METERING = 'metering-core/assembly';

/** A change in a file of the metering core, which is found by its name in whichever room it stands. */
export function inMeteringCore(name: string, from: string, to: string): Mutation {
  const files = readdirSync(join(ROOT, METERING), { recursive: true, encoding: 'utf8' });
  const found = files.find((file) => basename(file) === name && !file.includes('__tests__'));
  return { file: `${METERING}/${found ?? name}`, from, to };
}

/** As asconfig.json has it for the boards. */
const OPTIMISED: Readonly<Record<Role, readonly string[]>> = {
  metering: ['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
  management: ['--optimizeLevel', '3', '--shrinkLevel', '2', '--converge'],
};

/** As asconfig.json, not optimised: integer results do not depend on it, and it compiles in a fraction of the time. */
const flags = (role: Role) => [
  ...['--runtime', 'stub', '--noAssert'],
  ...['--initialMemory', `${ABI[role].pages}`, '--maximumMemory', `${ABI[role].pages}`],
  ...['--disable', 'bulk-memory,sign-extension,nontrapping-f2i,mutable-globals', '--use', 'abort='],
];

/** Applies a mutation to the file of a folder that is laid out as the project. Throws MutationTextError. */
export function mutate(folder: string, mutation: Mutation): void {
  const path = join(folder, mutation.file);
  const parts = readFileSync(path, 'utf8').split(mutation.from);
  if (parts.length !== 2) throw new MutationTextError(mutation, parts.length - 1);
  writeFileSync(path, parts.join(mutation.to));
}

/** Module of a core after mutations, or unchanged without one. Throws MutationTextError. */
export const mutant = (role: Role, ...mutations: (Mutation | undefined)[]): Promise<Uint8Array> =>
  compiled(role, mutations, []);

/** The same, optimised as for the boards: without it a core has a function table, which they have not. */
export const optimisedMutant = (role: Role, ...mutations: Mutation[]): Promise<Uint8Array> =>
  compiled(role, mutations, OPTIMISED[role]);

/** The same, optimised as little as a host takes (no function table, at most 1024 globals): there in a quarter of the time. */
export const hostableMutant = (role: Role, ...mutations: Mutation[]): Promise<Uint8Array> =>
  compiled(role, mutations, ['--optimizeLevel', '1']);

async function compiled(
  role: Role,
  mutations: readonly (Mutation | undefined)[],
  more: readonly string[],
): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-mutant-'));
  const filter = (source: string) => !source.endsWith('__tests__');
  try {
    for (const part of [
      `${role}-core/assembly`,
      'shared-protocol/assembly',
      'shared-protocol/generated/assembly',
    ])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true, filter });
    for (const mutation of mutations) if (mutation) mutate(folder, mutation);
    const output = join(folder, 'mutant.wasm');
    const { error, stderr } = await asc.main([
      join(folder, `${role}-core/assembly/index.ts`),
      ...flags(role),
      ...more,
      '-o',
      output,
    ]);
    if (error) throw new Error(`the mutant does not compile: ${stderr.toString()}`);
    return new Uint8Array(readFileSync(output));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
