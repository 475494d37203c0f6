// The metering core's own sources in this process, with the intermediate results that the C path is compared with.
import { RESET_POWER_ON } from '../../../shared-protocol/generated/ts/protocol.ts';
import { openedModule } from './programs.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  start(cause: number): number;
  samples(first: bigint, count: number): number;
  samples_buffer(): number;
  setup(): number;
  size(): number;
  energy(output: number): bigint;
  intermediate(): number;
}

export class OpenedCore {
  /** Pulses of each output, and the instant of the last, samples, Q16. */
  readonly pulses: [bigint, bigint][] = [
    [0n, 0n],
    [0n, 0n],
  ];
  readonly memory: Uint8Array;
  readonly #exports: Exports;
  readonly #fram: Uint8Array;
  #first = 0n;

  constructor(fram: Uint8Array) {
    this.#fram = fram.slice();
    const module = new WebAssembly.Module(openedModule('intermediate') as BufferSource);
    const known = this.#host();
    // What keeps records has no board under it: whatever it asks for is begun, and never ends.
    const names = WebAssembly.Module.imports(module).map(({ name }) => name);
    const host = Object.fromEntries(names.map((name) => [name, known[name] ?? (() => 0)]));
    const instance = new WebAssembly.Instance(module, { host });
    this.#exports = instance.exports as unknown as Exports;
    this.memory = new Uint8Array(this.#exports.memory.buffer);
    this.#exports.start(RESET_POWER_ON);
  }

  #host(): Record<string, (...values: never[]) => number | void> {
    return {
      panic: (code: number) => {
        throw new Error(`panic ${code}`);
      },
      port_send: (_port: number, _pointer: number, length: number) => length,
      pulse: (output: number, index: bigint, fraction: number) => {
        this.pulses[output] = [this.pulses[output][0] + 1n, (index << 16n) + BigInt(fraction)];
      },
      storage_read: (address: number, pointer: number, length: number) => {
        this.memory.set(this.#fram.subarray(address, address + length), pointer);
        return 0;
      },
      storage_write: (address: number, pointer: number, length: number) => {
        this.#fram.set(this.memory.subarray(pointer, pointer + length), address);
        return 0;
      },
    };
  }

  /** What the module made of its parameters, as setup_t of path.h. */
  setup(): Uint8Array {
    const at = this.#exports.setup();
    return this.memory.slice(at, at + this.#exports.size());
  }

  meter(sets: Int32Array): void {
    const count = sets.length / 8;
    new Int32Array(this.#exports.memory.buffer, this.#exports.samples_buffer(), sets.length).set(sets);
    const status = this.#exports.samples(this.#first, count);
    if (status !== 0) throw new Error(`the module gave ${status} for its samples`);
    this.#first += BigInt(count);
  }

  /** Energy of the window that closed last for both pulse outputs. */
  energies(): [bigint, bigint] {
    return [this.#exports.energy(0), this.#exports.energy(1)];
  }

  /** In the order of subject_c.c. */
  intermediate(): BigInt64Array {
    const at = this.#exports.intermediate();
    const laidOut = new BigInt64Array(this.memory.slice(at, at + this.#exports.size()).buffer);
    return BigInt64Array.from([...laidOut, ...this.pulses.flat()]);
  }
}
