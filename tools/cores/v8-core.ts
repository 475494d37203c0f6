// A core in this process under Node's own engine, through AssemblyScript's loader.
import { createHash } from 'node:crypto';
import { instantiateSync } from '@assemblyscript/loader';
import {
  ABI_VERSION,
  RESET_FAULT,
  RESET_POWER_ON,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { HOST_MODULE } from '../../shared-protocol/generated/ts/abi.ts';
import { handleEvent, hostImports, type CoreExports } from '../../shared-protocol/generated/ts/host.ts';
import { FUEL_EXPORT, withFuel } from './fuel.ts';
import {
  CoreGoneError,
  HANG,
  PanicError,
  type CoreRunner,
  type StorageCut,
  type Role,
  type SliceInput,
  type SliceOutput,
} from './core-runner.ts';
import { checkedModule, ModuleError } from './module-check.ts';
import { NOR_BYTES } from '../../shared-protocol/generated/ts/protocol.ts';
import { NorImage } from '../rp2350/chips/nor-image.ts';
import type { RandomTap, StorageWatch } from './board-chips.ts';
import { V8Board } from './v8-board.ts';

/** What a core needs to run in process. */
export interface V8CoreOptions {
  role: Role;
  module: Uint8Array;
  /** FRAM_BYTES bytes that outlive the core, as the chip does. */
  fram: Uint8Array;
  /** What the board was given once (provisioned.ts); without it there are no keys. */
  identity?: Uint8Array;
  /** The NOR, asked for when the core first uses it; without it, one that lasts as long as the core. */
  nor?: () => NorImage;
  /** Where its supply goes. */
  cut?: StorageCut;
  /** Hears of all that reaches the storage. */
  watch?: StorageWatch;
  /** Stands between the core and its random numbers. */
  random?: RandomTap;
}

/** A NOR that does not exist before somebody asks for it: thousands of meters of a bench never do. */
function ownNor(): () => NorImage {
  let made: NorImage | undefined;
  return () => (made ??= new NorImage(NOR_BYTES));
}

/** Turns of loops and calls that an event may take: on a board they would outlast the watchdog's eight seconds. */
const FUEL = 25_000_000;

type Exports = CoreExports & { readonly [FUEL_EXPORT]: WebAssembly.Global };

/** Modules given fuel, by the bytes they were made from: benches start the same one thousands of times. */
const fuelled = new WeakMap<Uint8Array, WebAssembly.Module>();

/** The module, checked as it is, with fuel. Throws ModuleError. */
function startable(role: Role, module: Uint8Array): WebAssembly.Module {
  checkedModule(role, module);
  const known = fuelled.get(module);
  if (known) return known;
  const made = new WebAssembly.Module(withFuel(role, module, FUEL) as BufferSource);
  fuelled.set(module, made);
  return made;
}

/** What V8 says of a stack that overflows inside a module; no other error of that class comes from there. */
const isStackOverflow = (error: unknown): boolean =>
  error instanceof RangeError && error.message === 'Maximum call stack size exceeded';

export class V8Core implements CoreRunner {
  readonly role: Role;
  readonly keepsNoInputs = true;
  readonly #module: WebAssembly.Module;
  readonly #board: V8Board;
  #exports!: Exports;
  #memory!: Uint8Array;
  #isRunning = false;

  /** Checks and starts the module. Throws ModuleError, and CoreGoneError when its start does not end. */
  constructor(options: V8CoreOptions) {
    this.role = options.role;
    this.#module = startable(options.role, options.module);
    const digest = createHash('sha256').update(options.module).digest();
    const { fram, nor = ownNor(), identity, watch, random } = options;
    this.#board = new V8Board(options.role, { fram, nor, identity, watch, random }, digest);
    this.#load();
    this.#start(RESET_POWER_ON);
    if (!this.#isRunning) this.#restart();
    if (options.cut) this.#board.cutPower(options.cut);
  }

  /** Throws CoreGoneError when an event does not end. */
  slice(inputs: readonly SliceInput[]): SliceOutput[] {
    for (const input of inputs) {
      if (input.type === 'norDone') this.#board.norEnded();
      this.#handle(input);
    }
    const outputs = this.#board.outputs;
    this.#board.outputs = [];
    return outputs;
  }

  close(): void {
    this.#board.close();
  }

  #load(): void {
    const { instance } = instantiateSync(this.#module, {
      [HOST_MODULE]: hostImports(() => this.#memory, this.#board) as never,
    });
    const exports = instance.exports as unknown as Exports;
    // A plain object is read faster than the module's own, hundreds of times a second; no module's memory grows.
    this.#exports = { ...exports, memory: { buffer: exports.memory.buffer } as WebAssembly.Memory };
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
    const version = this.#version();
    if (version !== ABI_VERSION)
      throw new ModuleError(this.role, `is for ABI version ${version}, this host has ${ABI_VERSION}`);
  }

  #version(): number {
    try {
      return this.#exports.abi_version();
    } catch (error) {
      throw new ModuleError(this.role, `'abi_version' failed: ${this.#faultOf(error).text}`);
    }
  }

  #start(resetCause: number): void {
    this.#board.outputs.push({
      type: 'started',
      resetCause,
      sha256: Buffer.from(this.#board.sha256).toString('hex'),
    });
    this.#board.started();
    this.#isRunning = true;
    this.#exports[FUEL_EXPORT].value = FUEL;
    try {
      const status = this.#exports.start(resetCause);
      if (status !== Status.OK) throw new ModuleError(this.role, `start gave status ${status}`);
    } catch (error) {
      this.#stopped(error);
    }
  }

  /** Begins again in the same storage. A core whose start faults too is tried again at the next event. */
  #restart(): void {
    this.#load();
    this.#start(RESET_FAULT);
  }

  /** After a trap or a panic the core is restarted; what follows reaches the new instance. */
  #handle(input: SliceInput): void {
    this.#board.before(input);
    if (!this.#isRunning) this.#restart();
    if (!this.#isRunning) return;
    if (input.type === 'tick') this.#board.now_us = input.now_us;
    this.#exports[FUEL_EXPORT].value = FUEL;
    if (input.type === 'job') this.#board.jobEnded(input.job);
    try {
      handleEvent(this.#exports, this.#board, input);
    } catch (error) {
      this.#stopped(error);
    }
    if (!this.#isRunning) this.#restart();
  }

  /** Records what stops the core. */
  #stopped(error: unknown): void {
    this.#isRunning = false;
    this.#board.outputs.push({ type: 'fault', ...this.#faultOf(error) });
  }

  #faultOf(error: unknown): { code: number; detail: number; text: string } {
    if (error instanceof PanicError) return { code: error.code, detail: error.detail, text: error.message };
    if (!(error instanceof WebAssembly.RuntimeError || isStackOverflow(error))) throw error;
    if (this.#exports[FUEL_EXPORT].value === 0) throw new CoreGoneError(this.role, HANG);
    return { code: Status.TRAPPED, detail: 0, text: (error as Error).message };
  }
}
