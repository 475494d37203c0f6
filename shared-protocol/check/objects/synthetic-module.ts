// Builds the synthetic module out of synthetic specifications and drives it: cursors saved and restored, blocks of any size.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { modelOf, type Model } from '../../generate/model.ts';
import { listTables, objectTables } from '../../generate/objects/tables.ts';
import { syntheticSpecs } from './synthetic-specs.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SOURCES = join(ROOT, 'shared-protocol/assembly/objects/synthetic');
/** The module's imports count four folders up to the root, where its sources stand and where it is built. */
const PLACE = 'build/synthetic';

/** Kinds of a selection, as in assembly/objects/selection.ts; place of the attribute `value` in every template. */
export const [SELECT_ALL, SELECT_ENTRIES] = [0, 1];
export const VALUE = 1;

type Call = (...args: number[]) => number;
interface Exports extends Record<string, Call | WebAssembly.Memory> {
  memory: WebAssembly.Memory;
}

/** The proof's own options: pages for a whole profile in one buffer. */
const PROOF = ['--runtime', 'stub', '--noAssert', '-Oz', '--initialMemory', '24', '--maximumMemory', '24'];
/** Those of the management core. */
const CORE = ['--config', join(ROOT, 'asconfig.json'), '--target', 'management'];

/** Compiles an entry of the synthetic sources beside tables of a model, and what else is generated for it. */
function compile(
  model: Model,
  entry: string,
  options: readonly string[],
  generated: Readonly<Record<string, string>> = {},
): Buffer<ArrayBuffer> {
  mkdirSync(join(ROOT, PLACE), { recursive: true });
  const folder = mkdtempSync(join(ROOT, PLACE, 'm'));
  const place = join(folder, 'module');
  mkdirSync(place);
  const files = {
    'objects.ts': objectTables(model),
    'lists.ts': listTables(model.objects),
    ...generated,
  };
  try {
    for (const file of readdirSync(SOURCES)) copyFileSync(join(SOURCES, file), join(place, file));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
    const wasm = join(folder, 'module.wasm');
    const asc = join(ROOT, 'node_modules/.bin/asc');
    execFileSync(asc, [join(place, entry), ...options, '-o', wasm], { stdio: 'pipe', cwd: ROOT });
    return readFileSync(wasm) as Buffer<ArrayBuffer>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes of the module of the proof. */
export const buildSynthetic = (model: Model) => compile(model, 'module.ts', PROOF);

/** What the synthetic management core encodes, a block of 64 bytes each tick. */
export const WORK = { nothing: 0, list: 1, profile: 2 } as const;
export type Work = keyof typeof WORK;

/** A management core, by the product's compiler options, that encodes one thing once and shows how many bytes it had. */
export const buildSyntheticCore = (model: Model, work: Work, entries: number) =>
  compile(model, 'core.ts', CORE, {
    'work.ts': `export const WORK: i32 = ${WORK[work]};\nexport const ENTRIES: i32 = ${entries};\n`,
  });

/** The module with its tables. */
export class Synthetic {
  readonly model = modelOf(syntheticSpecs());
  readonly wasm = buildSynthetic(this.model);
  readonly #exports = new WebAssembly.Instance(new WebAssembly.Module(this.wasm)).exports as Exports;

  call(name: string, ...args: number[]): number {
    return (this.#exports[name] as Call)(...args);
  }

  get memory(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer);
  }

  bytes(at: number, length: number): Uint8Array {
    return this.memory.slice(at, at + length);
  }

  saveCursor(): Uint8Array {
    return this.bytes(this.call('cursor'), this.call('cursor_bytes'));
  }

  restoreCursor(saved: Uint8Array): void {
    this.memory.set(saved, this.call('cursor'));
  }

  /** Row and entry of a code. */
  find(obis: string, classId = 0): number {
    this.memory.set(obis.split(/[-:.]/).map(Number), this.call('code'));
    return this.call('find', classId);
  }

  /** SELECT_* with from and to. */
  select(kind: number, from = 0, to = 0): void {
    const view = new DataView(this.#exports.memory.buffer, this.call('selection'), 32);
    view.setBigInt64(0, BigInt(from), true);
    view.setBigInt64(8, BigInt(to), true);
    view.setInt32(16, kind, true);
  }

  /** Everything that is left behind the cursor, in one buffer. @throws Error on a Status. */
  whole(encode: string): Uint8Array {
    const [out, room] = [this.call('out'), this.call('out_bytes')];
    const length = this.call(encode, out, room);
    if (length < 0) throw new Error(`${encode} gave ${length}`);
    return this.bytes(out, length);
  }

  /** The same in blocks; each is made, its cursor lost and overwritten, and made again. */
  inBlocks(encode: string, room: number, disturb: () => void): Uint8Array {
    const out = this.call('out');
    const all: Uint8Array[] = [];
    for (;;) {
      const saved = this.saveCursor();
      const first = this.bytes(out, this.#checked(encode, out, room));
      const behind = this.saveCursor();
      disturb();
      this.restoreCursor(saved);
      const again = this.bytes(out, this.#checked(encode, out, room));
      if (Buffer.compare(first, again) !== 0 || Buffer.compare(behind, this.saveCursor()) !== 0)
        throw new Error(`block ${all.length} of ${room} bytes is not the same when made again`);
      if (first.length === 0) return Buffer.concat(all);
      all.push(first);
    }
  }

  #checked(encode: string, out: number, room: number): number {
    const length = this.call(encode, out, room);
    if (length < 0 || length > room) throw new Error(`${encode} gave ${length} for ${room}`);
    return length;
  }
}
