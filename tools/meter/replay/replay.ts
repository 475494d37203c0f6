// Has a recorded run again: the same starts and slices to cores in this process, and what they put out beside what was recorded.
import { createHash } from 'node:crypto';
import { FRAM_BYTES, NOR_BYTES, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { CoreGoneError, type CoreRunner, type Role, type StorageCut } from '../../cores/core-runner.ts';
import { norImageBytes } from '../../rp2350/chips/nor-image.ts';
import {
  digestOf,
  hashOutputs,
  unpackedBytes,
  unpackedEntries,
  type Entry,
  type Slice,
  type Start,
} from '../recording/entries.ts';
import { portName } from '../recording/happened.ts';
import { registersOf, type RecordedRegisters } from '../recording/recorded-registers.ts';
import {
  readRecording,
  sha256,
  VERSION,
  type Block,
  type End,
  type Head,
  type Lines,
} from '../recording/recording-file.ts';
import type { BoardStorage, Cores } from '../target.ts';
import { TARGETS } from '../targets/targets.ts';

const ROLES = ['metering', 'management'] as const;

/** What left a port. */
export interface PortSaid {
  readonly bytes: number;
  readonly sha256: string;
}

export interface ModulePair {
  readonly recorded: string;
  readonly replayed: string;
}

/** What came of it. */
export interface Replayed {
  readonly head: Head;
  readonly modules: Readonly<Record<Role, ModulePair>>;
  /** Sets fed. */
  readonly samples: number;
  readonly registers: RecordedRegisters | null;
  readonly recordedRegisters: RecordedRegisters | null;
  readonly ports: Readonly<Record<string, PortSaid>>;
  /** Where something else came out than was recorded, first to last. */
  readonly differences: readonly string[];
}

const MOST_DIFFERENCES = 20;

/** The chips of a board as they were. Throws where they are none. */
function storageOf(head: Head, role: Role): BoardStorage {
  const { fram, nor } = head.chips[role];
  const cells = nor ? unpackedBytes(nor) : new Uint8Array(norImageBytes(NOR_BYTES));
  const bytes = unpackedBytes(fram);
  if (bytes.length < FRAM_BYTES || cells.length !== norImageBytes(NOR_BYTES))
    throw new RangeError('no chips');
  return { fram: Uint8Array.from(bytes), nor: Uint8Array.from(cells) };
}

class Replay {
  readonly differences: string[] = [];
  readonly ports = new Map<string, { bytes: number; hash: ReturnType<typeof createHash> }>();
  samples = 0;
  readonly #cores: Cores;
  readonly #running: Partial<Record<Role, CoreRunner>> = {};
  readonly #cuts: Record<Role, StorageCut[]> = { metering: [], management: [] };
  #tape: string[] = [];

  constructor(head: Head, modules: Readonly<Record<Role, Uint8Array>>) {
    const { make } = TARGETS.find(({ name }) => name === 'wasm')!;
    const storage = { metering: storageOf(head, 'metering'), management: storageOf(head, 'management') };
    const inputs = { modules, storage, fram: storage.metering.fram, keys: head.keys, powerCuts: this.#cuts };
    this.#cores = make!({ ...inputs, random: (bytes, draw) => this.#draw(bytes, draw) }, 'v8');
  }

  /** Starts and slices of a block, then what came out beside what was recorded. */
  async take({ from, to, outputs }: Block, entries: readonly Entry[]): Promise<void> {
    const hash = createHash('sha256');
    for (const entry of entries)
      if (entry.kind === 'start') await this.#start(entry);
      else await this.#slice(entry, hash);
    this.samples = to;
    if (digestOf(hash) !== outputs)
      this.#differ(`between samples ${from} and ${to} the cores put out something else`);
  }

  async registers(): Promise<RecordedRegisters | null> {
    const core = this.#running.metering;
    return (core && (await registersOf((inputs) => core.slice(inputs)))) ?? null;
  }

  async close(): Promise<void> {
    for (const role of ROLES) await this.#running[role]?.close();
    this.#cores.dispose();
  }

  #differ(what: string): void {
    if (this.differences.length < MOST_DIFFERENCES) this.differences.push(what);
  }

  /** Random numbers as they were drawn. */
  #draw(bytes: Uint8Array, draw: () => number): number {
    const recorded = this.#tape.shift();
    if (recorded === undefined) return draw();
    bytes.set(Buffer.from(recorded, 'hex').subarray(0, bytes.length));
    return Status.OK;
  }

  async #start({ role, cut, drawn }: Start): Promise<void> {
    await this.#running[role]?.close();
    this.#running[role] = undefined;
    this.#tape = [...drawn];
    // A list that has run out leaves the next one without a cut.
    this.#cuts[role].splice(0, Infinity, ...(cut ? [cut] : []));
    try {
      this.#running[role] = await this.#cores[role]();
    } catch (error) {
      if (!(error instanceof CoreGoneError)) throw error;
      this.#differ(`the ${role} core did not start: ${error.message}`);
    }
  }

  async #slice(recorded: Slice, hash: ReturnType<typeof createHash>): Promise<void> {
    const { role, inputs, drawn } = recorded;
    this.#tape = [...drawn];
    const now: Slice = { ...recorded, outputs: [], gone: undefined };
    try {
      now.outputs = (await this.#running[role]?.slice(inputs)) ?? [];
    } catch (error) {
      if (!(error instanceof CoreGoneError)) throw error;
      now.gone = error.message;
      this.#running[role] = undefined;
    }
    for (const output of now.outputs)
      if (output.type === 'port') this.#said(portName(role, output.port), output.bytes);
    hashOutputs(hash, now);
  }

  #said(port: string, bytes: Uint8Array): void {
    const said = this.ports.get(port) ?? { bytes: 0, hash: createHash('sha256') };
    said.bytes += bytes.length;
    said.hash.update(bytes);
    this.ports.set(port, said);
  }
}

/** What a line holds, where it is one that can be read. */
function attempted<T>(refuse: Lines['refuse'], work: () => T): T {
  try {
    return work();
  } catch (error) {
    return refuse(`cannot be read: ${(error as Error).message}`);
  }
}

const isHead = (line: object): line is Head => 'twinmeter' in line;

/** Throws RecordingError, and what the system says of a file that cannot be read. */
export async function replayFile(
  path: string,
  modules: Readonly<Record<Role, Uint8Array>>,
): Promise<Replayed> {
  const { lines, refuse } = readRecording(path);
  let replay: Replay | undefined;
  let head: Head | undefined;
  let end: End | undefined;
  try {
    for await (const line of lines) {
      if (end) refuse('something stands behind the end');
      if (isHead(line)) {
        if (head) refuse('a second beginning');
        const { version } = (head = line);
        if (version !== VERSION) refuse(`version ${version} of the format, this program reads ${VERSION}`);
        replay = attempted(refuse, () => new Replay(line, modules));
      } else if ('end' in line) {
        end = line;
      } else {
        await replay!.take(
          line,
          attempted(refuse, () => unpackedEntries(line)),
        );
      }
    }
    return await ended(replay!, head!, end!.end.registers, modules);
  } finally {
    await replay?.close();
  }
}

async function ended(
  replay: Replay,
  head: Head,
  recorded: RecordedRegisters | null,
  modules: Readonly<Record<Role, Uint8Array>>,
): Promise<Replayed> {
  const registers = await replay.registers();
  const pair = (role: Role): ModulePair => ({
    recorded: head.modules[role],
    replayed: sha256(modules[role]),
  });
  const same = JSON.stringify(registers) === JSON.stringify(recorded);
  const ports = [...replay.ports].map(([name, { bytes, hash }]) => [
    name,
    { bytes, sha256: hash.digest('hex') },
  ]);
  return {
    head,
    modules: { metering: pair('metering'), management: pair('management') },
    samples: replay.samples,
    registers,
    recordedRegisters: recorded,
    ports: Object.fromEntries(ports) as Record<string, PortSaid>,
    differences: [...replay.differences, ...(same ? [] : ['the registers at the end are other ones'])],
  };
}
