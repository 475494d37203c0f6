// Builds the proof of the DLMS codec and drives it: bytes into its buffer, what was found out of its records.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const ENTRY = join(ROOT, 'shared-protocol/assembly/dlms/proof/module.ts');
const OPTIONS = ['--runtime', 'stub', '--noAssert', '-Oz', '--initialMemory', '1', '--maximumMemory', '1'];

function build(): Buffer<ArrayBuffer> {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'build/dlms-'));
  try {
    const wasm = join(folder, 'module.wasm');
    execFileSync(join(ROOT, 'node_modules/.bin/asc'), [ENTRY, ...OPTIONS, '-o', wasm], {
      stdio: 'pipe',
      cwd: ROOT,
    });
    return readFileSync(wasm) as Buffer<ArrayBuffer>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Call = (...args: number[]) => number;

/** Where a title, a challenge and what is agreed on stand in the input. */
const [TITLE, CHALLENGE, INFORMATION] = [0, 16, 128];

export class Codec {
  readonly #exports = new WebAssembly.Instance(new WebAssembly.Module(build())).exports;

  call(name: string, ...args: number[]): number {
    return (this.#exports[name] as Call)(...args);
  }

  get memory(): Buffer {
    return Buffer.from((this.#exports.memory as WebAssembly.Memory).buffer);
  }

  /** Calls a function with bytes in the buffer and their number behind its other arguments. */
  read(name: string, bytes: Uint8Array, ...args: number[]): number {
    this.memory.set(bytes, this.call('buffer'));
    return this.call(name, ...args, bytes.length);
  }

  /** The bytes a function wrote. */
  written(name: string, ...args: number[]): Buffer {
    const length = this.call(name, ...args);
    return this.at(this.call('buffer'), length);
  }

  at(address: number, length: number): Buffer {
    return Buffer.from(this.memory.subarray(address, address + length));
  }

  give({ title, challenge, information }: Record<string, Uint8Array | undefined>): void {
    const input = this.call('input');
    if (title) this.memory.set(title, input + TITLE);
    if (challenge) this.memory.set(challenge, input + CHALLENGE);
    if (information) this.memory.set(information, input + INFORMATION);
  }

  u8 = (offset: number) => this.memory.readUInt8(this.call('found') + offset);
  u16 = (offset: number) => this.memory.readUInt16LE(this.call('found') + offset);
  u32 = (offset: number) => this.memory.readUInt32LE(this.call('found') + offset);
  i32 = (offset: number) => this.memory.readInt32LE(this.call('found') + offset);
  i64 = (offset: number) => this.memory.readBigInt64LE(this.call('found') + offset);

  /** Bytes that a pointer and a length of the record name. */
  pointed = (pointer: number, length: number) => this.at(this.u32(pointer), length);
}
