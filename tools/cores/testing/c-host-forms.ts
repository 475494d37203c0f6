// For specs of the C host: the three forms it runs in, and cores of them that are closed in the end.
import { readFileSync } from 'node:fs';

import { afterAll, beforeAll } from 'vitest';

import type { CoreRunner, Role, SliceInput, SliceOutput } from '../core-runner.ts';
import { HostProcess } from '../host-process.ts';
import { Wasm3Library } from '../wasm3-library.ts';
import { buildHost, PROGRAMS, probeText, Scratch } from './probes.ts';

const scratch = new Scratch();
const modules: Partial<Record<Role, string>> = {};
const open = new Set<CoreRunner>();

type Start = (role: Role) => CoreRunner;

/** A core in this process. */
export const inLibrary = (role: Role) => kept(new Wasm3Library({ role, module: probe(role) }));

export const FORMS: [string, Start][] = [
  ['the library', inLibrary],
  ['the process', (role) => kept(new HostProcess({ role, module: modules[role]! }))],
  [
    'the process under sanitizers',
    (role) => kept(new HostProcess({ role, module: modules[role]!, program: PROGRAMS.sanitized })),
  ],
];

function kept<T extends CoreRunner>(core: T): T {
  open.add(core);
  return core;
}

/** Builds the host and the probes before the tests of a file, closes every core after them. */
export function buildsProbes(): void {
  beforeAll(() => {
    buildHost();
    for (const role of ['metering', 'management'] as const) modules[role] = scratch.assemble(probeText(role));
  });

  afterAll(async () => {
    for (const core of open) await core.close();
    scratch.remove();
  });
}

/** Bytes of a role's probe. */
export const probe = (role: Role) => readFileSync(modules[role]!);

/** Powers a core on; gives its slices. */
export async function boot(
  start: Start,
  role: Role,
): Promise<(inputs: SliceInput[]) => Promise<SliceOutput[]>> {
  const core = start(role);
  await core.slice([]);
  return async (inputs) => core.slice(inputs);
}
