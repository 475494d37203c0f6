// One core on libunicorn: memory, registers in batches, and running until something stops it.
import koffi from 'koffi';
import type { TypeObject } from 'koffi';
import { Accounting, CODE_LINES, CODE_PAGES } from './accounting.ts';
import { Answers } from './answers.ts';
import { loadedLibrary, type Bindings } from './unicorn-library.ts';
import { XipTiming } from './xip-timing.ts';

/** libunicorn refused a call. */
export class EngineError extends Error {
  constructor(call: string, text: string) {
    super(`libunicorn: ${call}: ${text}`);
    this.name = 'EngineError';
  }
}

/** Register numbers of libunicorn's ARM model. */
export const REG = {
  FPSCR: 6,
  LR: 10,
  PC: 11,
  SP: 12,
  R0: 66,
  R1: 67,
  R2: 68,
  R3: 69,
  R4: 70,
  R12: 78,
  S0: 79,
  IPSR: 114,
  MSP: 115,
  PSP: 116,
  CONTROL: 117,
  XPSR: 120,
  PRIMASK: 123,
  BASEPRI: 124,
  FAULTMASK: 126,
} as const;

/** Memory permissions as libunicorn numbers them. */
export const READ = 1;
export const WRITE = 2;
export const EXECUTE = 4;

/** Return codes of `start` that are no failure. */
export const OK = 0;
/** A WFE (and nothing else the model knows) ends a run this way, with PC behind it. */
export const ENDED_BY_EXCEPTION = 10;

/** Kinds of memory failure, as libunicorn's uc_mem_type. */
export type MemoryFault = (kind: number, address: number, size: number) => void;

const ARCH_ARM = 1;
const MODE_THUMB_MCLASS = (1 << 4) | (1 << 5);
const CTL_CPU_MODEL = 0x44000007;
const CTL_REMOVE_CACHE = 0x48000009;
const CORTEX_M33 = 11;
const HOOK_MEMORY_INVALID = 0x3f0;

/** Most blocks of a profile: SLOTS of native/profile.c. */
const PROFILE_BLOCKS = 1 << 18;

/** A translated block, and the instructions executed in it. */
export interface ProfiledBlock {
  readonly address: number;
  readonly bytes: number;
  readonly instructions: number;
}

/** Registers read or written in one call; slot i of `values` belongs to the i-th id. */
export class RegisterBatch {
  readonly values: Uint32Array;
  private readonly ids: Int32Array;
  private readonly handle: unknown;
  private readonly library: Bindings;

  constructor(library: Bindings, handle: unknown, ids: readonly number[]) {
    this.library = library;
    this.handle = handle;
    this.ids = Int32Array.from(ids);
    this.values = new Uint32Array(ids.length);
  }

  read(): void {
    this.library.readRegisters(this.handle, this.ids, this.values, this.ids.length);
  }

  /** Writes in the order of the ids: IPSR, CONTROL and SP depend on each other. */
  write(): void {
    this.library.writeRegisters(this.handle, this.ids, this.values, this.ids.length);
  }
}

/** One emulated Cortex-M33 core with its memory map. */
export class Engine {
  readonly accounting = new Accounting();
  /** What loads of registers give. */
  readonly answers = new Answers();
  /** One byte a 4 KB page by engine-internal address, non-zero where code was translated. */
  readonly codePages = new Uint8Array(CODE_PAGES);
  /** The same a line. */
  readonly codeLines = new Uint8Array(CODE_LINES);
  /** The model of the XIP cache, once time is counted in cycles. */
  xip: XipTiming | undefined;
  private readonly library: Bindings;
  private readonly handle: unknown;
  private readonly index: number;
  private readonly callbacks: bigint[] = [];
  /** By guest address; libunicorn keeps raw pointers into the bytes. */
  private readonly memories: (readonly [address: number, bytes: Uint8Array])[] = [];

  /** `fastPath` false keeps libunicorn's own store path; true uses the shadowed one where it can be had. */
  constructor(fastPath: boolean) {
    this.library = loadedLibrary();
    const out: unknown[] = [null];
    this.check('uc_open', this.library.open(ARCH_ARM, MODE_THUMB_MCLASS, out));
    this.handle = out[0];
    this.check('uc_ctl', this.library.control(this.handle, CTL_CPU_MODEL, 'int', CORTEX_M33));
    this.index = this.library.attach(
      this.handle,
      this.accounting.buffer,
      this.codePages,
      this.codeLines,
    ) as number;
    if (this.index < 0) throw new EngineError('attach', 'too many chips in one process');
    this.accounting.fastPath = fastPath && this.library.hasInternals;
  }

  /** From now on what goes through the XIP cache has its time. */
  countXip(): void {
    if (this.xip) return;
    this.xip = XipTiming.attach(this.library, this.index);
    if (!this.xip) throw new EngineError('attach', 'no memory or no hook for the XIP cache');
    this.forgetAllCode();
  }

  /** What is called at a block or an access is built into the translation. */
  private forgetAllCode(): void {
    for (const [address, { length }] of this.memories) this.forgetCode(address, length);
  }

  /** Maps host memory at a guest address. */
  mapMemory(address: number, bytes: Uint8Array, permissions: number): void {
    this.memories.push([address, bytes]);
    this.check(
      'uc_mem_map_ptr',
      this.library.mapPointer(this.handle, address, bytes.length, permissions, bytes),
    );
  }

  /** Lets the block hook see code there. `ramAddress`: engine-internal, or NOT_WRITABLE. */
  addRegion(address: number, bytes: Uint8Array, ramAddress: number): void {
    if (!this.library.addRegion(this.index, address, bytes.length, ramAddress, bytes))
      throw new EngineError('addRegion', 'too many regions');
  }

  protect(address: number, length: number, permissions: number): void {
    this.check('uc_mem_protect', this.library.protect(this.handle, address, length, permissions));
  }

  /**
   * Makes address ranges such of registers: a load or store that `answers` does not know is asked of the host, by the
   * accounting's io fields. The handlers must not throw.
   */
  mapRegisters(
    ranges: readonly (readonly [base: number, length: number])[],
    load: () => void,
    store: () => void,
  ): void {
    const { io, answerRegisters, mapRegisters } = this.library;
    answerRegisters(this.index, this.answers.buffer, this.callback(io, load), this.callback(io, store));
    for (const [base, length] of ranges) this.check('uc_mmio_map', mapRegisters(this.index, base, length));
  }

  /** Called on SVC and CPU faults, by libunicorn's interrupt number. Must not throw. */
  onInterrupt(handler: (number: number) => void): void {
    const callback = this.callback(this.library.interrupt, handler);
    this.check('uc_hook_add', this.library.onInterrupt(this.index, callback));
  }

  /** Called when the guest touches what is not mapped or not permitted; the run then ends. */
  onMemoryFault(handler: MemoryFault): void {
    const onFault = (_: number, kind: number, address: number | bigint, size: number): boolean => {
      handler(kind, Number(address), size);
      return false;
    };
    const callback = this.callback(this.library.memory, onFault);
    this.check(
      'uc_hook_add',
      this.library.addHook(this.handle, [0], HOOK_MEMORY_INVALID, callback, null, 1, 0),
    );
  }

  /** Code in the range changed behind the engine's back: its translations are dropped. */
  forgetCode(address: number, length: number): void {
    const end = BigInt(address + length);
    this.library.control(this.handle, CTL_REMOVE_CACHE, 'uint64_t', BigInt(address), 'uint64_t', end);
    this.library.forgetBlocks(this.index);
  }

  /** Counts executed instructions by translated block from now on, anew each time. */
  startProfile(): void {
    if (!this.library.profileStart(this.index)) throw new EngineError('profile', 'no memory for it');
    this.forgetAllCode();
  }

  /** The blocks that ran since `startProfile`. */
  profile(): ProfiledBlock[] {
    const words = new Float64Array(3 * PROFILE_BLOCKS);
    const count = this.library.profileRead(this.index, words, PROFILE_BLOCKS) as number;
    return Array.from({ length: count }, (_, i) => ({
      address: words[3 * i],
      bytes: words[3 * i + 1],
      instructions: words[3 * i + 2],
    }));
  }

  /** Runs from `pc` until something stops it, which `accounting` tells; returns libunicorn's error code. */
  start(pc: number): number {
    return this.library.start(this.index, pc, 0) as number;
  }

  /** Runs so many instructions from `pc` and no more; returns libunicorn's error code. */
  step(pc: number, instructions: number): number {
    // Only what is translated from here on counts them, and it would go on to do so.
    this.forgetAllCode();
    const code = this.library.start(this.index, pc, instructions) as number;
    this.forgetAllCode();
    return code;
  }

  /** Ends the run after the current instruction; for use inside callbacks. */
  stop(): void {
    this.library.stop(this.handle);
  }

  batch(ids: readonly number[]): RegisterBatch {
    return new RegisterBatch(this.library, this.handle, ids);
  }

  errorText(code: number): string {
    return this.library.errorText(code) as string;
  }

  /** Frees the engine; nothing of it may be used afterwards. */
  close(): void {
    this.library.close(this.handle);
    this.library.detach(this.index);
    for (const callback of this.callbacks) koffi.unregister(callback);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- koffi's own type for callbacks
  private callback(type: TypeObject, handler: (...values: any[]) => unknown): bigint {
    const registered = koffi.register(handler, koffi.pointer(type)) as bigint;
    this.callbacks.push(registered);
    return registered;
  }

  private check(call: string, code: unknown): void {
    if (code !== OK) throw new EngineError(call, this.errorText(code as number));
  }
}
