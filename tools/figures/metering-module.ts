// Runs the metering module alone under V8, sample sets in and link records out: the shortest way to measure it.
import { existsSync, readFileSync } from 'node:fs';
import { HOST_MODULE } from '../../shared-protocol/generated/ts/abi.ts';
import {
  RESET_POWER_ON,
  SAMPLE_WORDS,
  SAMPLES_MAX,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { LegalClient, type MessageName } from '../records/legal-client.ts';
import { factoryFram, type FactoryParameters } from '../records/parameters.ts';
import { builtPath } from '../build/paths.ts';
import type { RecordValue, RecordValues } from '../records/records.ts';
import type { SampleSource } from '../signals/waves/source.ts';

interface MeteringExports {
  memory: WebAssembly.Memory;
  samples_buffer(): number;
  link_buffer(): number;
  start(resetCause: number): number;
  samples(firstIndex: bigint, count: number): number;
  link_received(length: number): number;
}

/** A pulse the module asked for. */
export interface Pulse {
  readonly output: number;
  readonly at_samples: number;
}

/** Path of the module under test: METERING_WASM, or the built one. */
export function modulePath(): string {
  const given = process.env.METERING_WASM;
  return given && existsSync(given) ? given : builtPath('metering-core.wasm');
}

const compiled = new Map<string, WebAssembly.Module>();

function compile(path: string): WebAssembly.Module {
  if (!compiled.has(path)) compiled.set(path, new WebAssembly.Module(readFileSync(path)));
  return compiled.get(path)!;
}

/** One metering core with its FRAM; nothing else around it. */
export class MeteringModule {
  readonly pulses: Pulse[] = [];
  readonly #exports: MeteringExports;
  readonly #fram: Uint8Array;
  readonly #words: Int32Array;
  readonly #client = new LegalClient();
  #index = 0;

  /** @throws Error when the module does not start. */
  constructor(parameters: FactoryParameters, path = modulePath()) {
    this.#fram = factoryFram(parameters);
    const module = compile(path);
    this.#exports = new WebAssembly.Instance(module, this.#imports(module))
      .exports as unknown as MeteringExports;
    const status = this.#exports.start(RESET_POWER_ON);
    if (status !== Status.OK) throw new Error(`start gave status ${status}`);
    const words = SAMPLES_MAX * SAMPLE_WORDS;
    this.#words = new Int32Array(this.#exports.memory.buffer, this.#exports.samples_buffer(), words);
  }

  get sampleIndex(): number {
    return this.#index;
  }

  /** Meters the next `sets` sample sets of a source, in blocks of at most `block`. */
  feed(source: SampleSource, sets: number, block = SAMPLES_MAX): void {
    for (const end = this.#index + sets; this.#index < end; ) {
      const count = Math.min(block, end - this.#index);
      source.fill(this.#words, this.#index, count);
      const status = this.#exports.samples(BigInt(this.#index), count);
      if (status !== Status.OK) throw new Error(`samples gave status ${status} at ${this.#index}`);
      this.#index += count;
    }
  }

  /** Values of a link message. Throws RefusedError. */
  read(message: MessageName, values: RecordValues = {}): Record<string, RecordValue> {
    const request = this.#client.request(message, values);
    const at = this.#exports.link_buffer();
    const memory = new Uint8Array(this.#exports.memory.buffer);
    memory.set(request, at);
    const length = this.#exports.link_received(request.length);
    const reply = this.#client.receive(message, memory.slice(at, at + length));
    if (!reply) throw new Error(`${message}: no reply`);
    return reply;
  }

  #imports(module: WebAssembly.Module): WebAssembly.Imports {
    const memory = () => new Uint8Array(this.#exports.memory.buffer);
    const known: Record<string, CallableFunction> = {
      panic: (code: number, detail: number) => {
        throw new Error(`panic ${code}, detail ${detail}`);
      },
      pulse: (output: number, index: bigint, fraction_Q16: number) =>
        void this.pulses.push({ output, at_samples: Number(index) + fraction_Q16 / 65536 }),
      storage_read: (address: number, pointer: number, length: number) => {
        memory().set(this.#fram.subarray(address, address + length), pointer);
        return Status.OK;
      },
      storage_write: (address: number, pointer: number, length: number) => {
        this.#fram.set(memory().subarray(pointer, pointer + length), address);
        return Status.OK;
      },
    };
    const names = WebAssembly.Module.imports(module).map((i) => i.name);
    return {
      [HOST_MODULE]: Object.fromEntries(names.map((name) => [name, known[name] ?? (() => 0)])) as never,
    };
  }
}
