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
import type { CoreRunner, Role, SliceInput, SliceOutput } from './core-runner.ts';
import { checkedModule, ModuleError } from './module-check.ts';
import { PanicError, V8Board } from './v8-board.ts';

/** What a core needs to run in process. */
export interface V8CoreOptions {
  role: Role;
  module: Uint8Array;
  /** FRAM_BYTES bytes that outlive the core, as the chip does. */
  fram: Uint8Array;
}

export class V8Core implements CoreRunner {
  readonly role: Role;
  readonly #module: WebAssembly.Module;
  readonly #board: V8Board;
  #exports!: CoreExports;
  #memory!: Uint8Array;

  /** Checks and starts the module. Throws ModuleError. */
  constructor(options: V8CoreOptions) {
    this.role = options.role;
    this.#module = checkedModule(options.role, options.module);
    const digest = createHash('sha256').update(options.module).digest();
    this.#board = new V8Board(options.role, options.fram, digest);
    this.#start(RESET_POWER_ON);
  }

  slice(inputs: readonly SliceInput[]): SliceOutput[] {
    for (const input of inputs) this.#guarded(() => handleEvent(this.#exports, this.#board, input));
    const outputs = this.#board.outputs;
    this.#board.outputs = [];
    return outputs;
  }

  close(): void {}

  #start(resetCause: number): void {
    const { exports } = instantiateSync<Record<string, unknown>>(this.#module, {
      [HOST_MODULE]: hostImports(() => this.#memory, this.#board) as never,
    });
    this.#exports = exports as unknown as CoreExports;
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
    const version = this.#exports.abi_version();
    if (version !== ABI_VERSION)
      throw new ModuleError(this.role, `is for ABI version ${version}, this host has ${ABI_VERSION}`);
    this.#board.outputs.push({
      type: 'started',
      resetCause,
      sha256: Buffer.from(this.#board.digest).toString('hex'),
    });
    const status = this.#exports.start(resetCause);
    if (status !== Status.OK) throw new ModuleError(this.role, `start gave status ${status}`);
  }

  /** A trap or panic is recorded and the core restarted from its storage; what follows reaches the new instance. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof PanicError || error instanceof WebAssembly.RuntimeError)) throw error;
      const { code, detail } = error instanceof PanicError ? error : { code: Status.TRAPPED, detail: 0 };
      this.#board.outputs.push({ type: 'fault', code, detail, text: error.message });
      this.#start(RESET_FAULT);
    }
  }
}
