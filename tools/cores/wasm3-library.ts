// Runs a core inside this process: the same C host, loaded as a shared library through koffi.
import { resolve } from 'node:path';

import koffi from 'koffi';

import { Status } from '../../shared-protocol/generated/ts/protocol.ts';
import {
  CoreGoneError,
  HANG,
  POWER_CUT,
  type CoreRunner,
  type StorageCut,
  type Role,
  type SliceInput,
  type SliceOutput,
} from './core-runner.ts';
import { giveIdentity } from './keys-library.ts';
import { ModuleError } from './module-check.ts';
import { SliceEncoder, decodeSlice } from './slice-codec.ts';

const LIBRARY = resolve(import.meta.dirname, '../../build/host/libtwinmeter.so');
const ERROR_BYTES = 256;
/** Processor time of an event after which it is left: hundreds of times what the longest takes. */
const GUARD_ms = 200;
const ROLES: Record<Role, number> = { metering: 0, management: 1 };

/** A module or FRAM file the C host refused. */
export class CoreRefusedError extends Error {}

function bind(path: string) {
  const library = koffi.load(path);
  return {
    open: library.func(
      'void *tm_open(int32_t role, const uint8_t *module, uint32_t length, const char *fram, ' +
        'const char *nor, _Out_ uint8_t *error, uint32_t capacity)',
    ),
    check: library.func(
      'bool tm_check_module(int32_t role, const uint8_t *module, uint32_t length, _Out_ uint8_t *error, uint32_t capacity)',
    ),
    slice: library.func(
      'int32_t tm_slice(void *core, const uint8_t *in, uint32_t length, uint8_t *out, uint32_t capacity)',
    ),
    close: library.func('void tm_close(void *core)'),
    cutPower: library.func('void tm_cut_power(void *core, uint32_t fram, uint32_t nor, void *go)'),
    guard: library.func('bool tm_guard(int32_t limit_ms)'),
    capacity: library.func('uint32_t tm_slice_capacity()'),
    engineVersion: library.func('const char *tm_engine_version()'),
    heapPeak: library.func('uint32_t tm_heap_peak(void *core)'),
    heapRefused: library.func('uint32_t tm_heap_refused(void *core)'),
  };
}

let bound: ReturnType<typeof bind> | undefined;

function functions(): ReturnType<typeof bind> {
  bound ??= bind(LIBRARY);
  return bound;
}

/** Name and version of the engine inside the library, such as "wasm3 0.5.0". */
export function engineVersion(): string {
  return functions().engineVersion() as string;
}

/** Asks the C host whether it, on the laptop or on a board, would run a module. Throws ModuleError with its reason. */
export function checkAsHost(role: Role, module: Uint8Array): void {
  const error = Buffer.alloc(ERROR_BYTES);
  if (functions().check(ROLES[role], module, module.length, error, ERROR_BYTES)) return;
  throw new ModuleError(role, error.toString('utf8', 0, error.indexOf(0)));
}

export interface Wasm3LibraryOptions {
  role: Role;
  /** Bytes of the module. */
  module: Uint8Array;
  /** FRAM file; without one the FRAM lasts as long as the core. */
  fram?: string;
  /** Image of the NOR; without one the NOR lasts as long as the core. */
  nor?: string;
  /** What the board was given once; without it there are no keys. */
  identity?: Uint8Array;
  /** Where its supply goes. */
  cut?: StorageCut;
}

export class Wasm3Library implements CoreRunner {
  readonly role: Role;
  readonly keepsNoInputs = true;
  readonly #encoder = new SliceEncoder();
  readonly #out: Buffer;
  #core: unknown;

  /** @throws CoreRefusedError with one line saying what is wrong. */
  constructor(options: Wasm3LibraryOptions) {
    this.role = options.role;
    const { open, capacity, cutPower, guard } = functions();
    guard(GUARD_ms);
    giveIdentity(options.identity);
    const error = Buffer.alloc(ERROR_BYTES);
    const { role, module, fram, nor, cut } = options;
    const core = open(ROLES[role], module, module.length, fram ?? null, nor ?? null, error, ERROR_BYTES);
    if (core === null) throw new CoreRefusedError(error.toString('utf8', 0, error.indexOf(0)));
    this.#core = core;
    this.#out = Buffer.alloc(capacity() as number);
    if (cut) cutPower(core, cut.framBytes ?? 0, cut.norOperations ?? 0, null);
  }

  /** @throws CoreGoneError after close, and when an event does not end. @throws RangeError for inputs this core does not take. */
  slice(inputs: readonly SliceInput[]): SliceOutput[] {
    if (this.#core === null) throw new CoreGoneError(this.role, 'closed');
    const bytes = this.#encoder.encode(inputs);
    const length = functions().slice(this.#core, bytes, bytes.length, this.#out, this.#out.length) as number;
    if (length === Status.TIMEOUT || length === Status.NOT_STARTED) {
      this.close();
      throw new CoreGoneError(this.role, length === Status.TIMEOUT ? HANG : POWER_CUT);
    }
    if (length < 0) throw new RangeError(`the ${this.role} core refused the slice with status ${length}`);
    return decodeSlice(this.#out.subarray(0, length));
  }

  /** Bytes of the engine's heap at most in use, and requests refused after it was closed. */
  heap(): { peak: number; refused: number } {
    if (this.#core === null) throw new CoreGoneError(this.role, 'closed');
    const { heapPeak, heapRefused } = functions();
    return { peak: heapPeak(this.#core) as number, refused: heapRefused(this.#core) as number };
  }

  close(): void {
    if (this.#core !== null) functions().close(this.#core);
    this.#core = null;
  }
}
