// A core in this process under Node's own engine, through AssemblyScript's loader.
import { createHash } from 'node:crypto';
import { instantiateSync } from '@assemblyscript/loader';
import {
  ABI_VERSION,
  RESET_FAULT,
  RESET_POWER_ON,
  SAMPLE_WORDS,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { HOST_MODULE } from '../../shared-protocol/generated/ts/abi.ts';
import type { CoreRunner, Role, SliceInput, SliceOutput } from './core-runner.ts';
import { checkedModule, ModuleError } from './module-check.ts';
import { hostImports, PanicError, type V8Board } from './v8-imports.ts';

interface CoreExports {
  memory: WebAssembly.Memory;
  abi_version(): number;
  samples_buffer(): number;
  port_buffer(): number;
  link_buffer(): number;
  start(resetCause: number): number;
  samples(firstIndex: bigint, count: number): number;
  port_received(port: number, length: number): number;
  switch_changed(input: number, closed: number, sampleIndex: bigint): number;
  second_elapsed(sampleIndex: bigint, fraction_Q16: number): number;
  temperature_measured(temperature_mC: number): number;
  link_received(length: number): number;
  tick(now_us: bigint): number;
  link_replied(length: number): number;
}

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
  #sampleWords!: Int32Array;

  /** Checks and starts the module. Throws ModuleError. */
  constructor(options: V8CoreOptions) {
    this.role = options.role;
    this.#module = checkedModule(options.role, options.module);
    const digest = createHash('sha256').update(options.module).digest();
    this.#board = { memory: () => this.#memory, outputs: [], ports: new Map(), fram: options.fram, digest };
    this.#start(RESET_POWER_ON);
  }

  slice(inputs: readonly SliceInput[]): SliceOutput[] {
    for (const input of inputs) this.#guarded(() => this.#handle(input));
    const outputs = this.#board.outputs;
    this.#board.outputs = [];
    return outputs;
  }

  close(): void {}

  #start(resetCause: number): void {
    const { exports } = instantiateSync<Record<string, unknown>>(this.#module, {
      [HOST_MODULE]: hostImports(this.#board) as never,
    });
    this.#exports = exports as unknown as CoreExports;
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
    const version = this.#exports.abi_version();
    if (version !== ABI_VERSION)
      throw new ModuleError(this.role, `is for ABI version ${version}, this host has ${ABI_VERSION}`);
    if (this.role === 'metering')
      this.#sampleWords = new Int32Array(this.#exports.memory.buffer, this.#exports.samples_buffer());
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

  #handle(input: SliceInput): void {
    switch (input.type) {
      case 'samples':
        return this.#samples(input.firstIndex, input.sets);
      case 'port':
        this.#memory.set(input.bytes, this.#exports.port_buffer());
        this.#exports.port_received(input.port, input.bytes.length);
        return;
      case 'portState':
        this.#board.ports.set(input.port, { free: input.free, idle: input.idle });
        return;
      case 'linkFrame':
        return this.#linkFrame(input.bytes);
      case 'linkReply':
        this.#memory.set(input.bytes, this.#exports.link_buffer());
        this.#exports.link_replied(input.status < 0 ? input.status : input.bytes.length);
        return;
      case 'switch':
        this.#exports.switch_changed(input.input, Number(input.closed), BigInt(input.sampleIndex));
        return;
      case 'second':
        this.#exports.second_elapsed(BigInt(input.sampleIndex), input.fraction_Q16);
        return;
      case 'temperature':
        this.#exports.temperature_measured(input.temperature_mC);
        return;
      case 'tick':
        this.#exports.tick(BigInt(input.now_us));
    }
  }

  #samples(firstIndex: number, sets: Int32Array): void {
    this.#sampleWords.set(sets);
    this.#exports.samples(BigInt(firstIndex), sets.length / SAMPLE_WORDS);
  }

  #linkFrame(bytes: Uint8Array): void {
    const buffer = this.#exports.link_buffer();
    this.#memory.set(bytes, buffer);
    const length = this.#exports.link_received(bytes.length);
    if (length > 0)
      this.#board.outputs.push({ type: 'linkArmed', bytes: this.#memory.slice(buffer, buffer + length) });
  }
}
