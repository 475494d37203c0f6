// The prepayment of the management core, compiled by itself on a mocked board: tokens go in, results and the account come out.
import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import type { KeyPlace } from '../../clients/sts/index.ts';
import { ROOT } from '../../build/paths.ts';
import { mutate, type Mutation } from '../mutation/mutant.ts';

const ENTRY = 'management-core/assembly/control/prepayment/proof/module.ts';
/** What the module is made of. */
const SOURCES = [
  'asconfig.json',
  'management-core/assembly',
  'shared-protocol/assembly',
  'shared-protocol/generated/assembly',
];

/** The module, with a change where one is given: compiled of a copy of its sources. */
export function buildPrepayment(change?: Mutation): WebAssembly.Module {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'build/prepayment-'));
  try {
    for (const part of SOURCES) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    if (change) mutate(folder, change);
    const options = [
      '--config',
      join(folder, 'asconfig.json'),
      '--target',
      'management',
      '-o',
      'module.wasm',
    ];
    execFileSync(join(ROOT, 'node_modules/.bin/asc'), [ENTRY, ...options], { stdio: 'pipe', cwd: folder });
    return new WebAssembly.Module(readFileSync(join(folder, 'module.wasm')) as Buffer<ArrayBuffer>);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let built: WebAssembly.Module | undefined;

type Call = (...args: (number | bigint)[]) => number;

/** Fields of the account by name, arrays left out. */
export type Account = Readonly<Record<string, bigint>>;

/** Names of TOKEN_*, without the prefix. */
const RESULTS = new Map(
  Object.entries(P)
    .filter(([name]) => name.startsWith('TOKEN_') && !/_(DIGITS|IDENTIFIERS|RESULTS)$/.test(name))
    .map(([name, value]) => [value as number, name.slice('TOKEN_'.length)]),
);

/** Room of the module's buffer. */
const BUFFER_BYTES = 128;
const BASES = [1993, 2014, 2035];

export class PrepaymentCore {
  readonly fram = new Uint8Array(P.FRAM_BYTES).fill(0xff);
  /** Bytes that the FRAM still takes before the supply is gone. */
  cutAfter = Infinity;
  readonly #module: WebAssembly.Module;
  #exports: WebAssembly.Exports;

  /** Of the sources as they are, unless another module is given. */
  constructor(module?: WebAssembly.Module) {
    this.#module = module ?? (built ??= buildPrepayment());
    this.#exports = this.#started();
  }

  #started(): WebAssembly.Exports {
    const at = (pointer: number, length: number) =>
      new Uint8Array((this.#exports.memory as WebAssembly.Memory).buffer, pointer, length);
    const host = {
      storage_read: (address: number, pointer: number, length: number) => {
        at(pointer, length).set(this.fram.subarray(address, address + length));
        return 0;
      },
      storage_write: (address: number, pointer: number, length: number) => {
        const taken = at(pointer, Math.min(length, this.cutAfter));
        this.cutAfter -= taken.length;
        this.fram.set(taken, address);
        return 0;
      },
      random: (pointer: number, length: number) => {
        at(pointer, length).set(randomBytes(length));
        return 0;
      },
      key_mac: (key: number, pointer: number, length: number) => {
        const mac = createHmac('sha256', `key ${key}`)
          .update(at(pointer, length - 16))
          .digest();
        at(pointer + length - 16, 16).set(mac.subarray(0, 16));
        return 0;
      },
    };
    this.#exports = new WebAssembly.Instance(this.#module, { host }).exports;
    this.call('restart');
    return this.#exports;
  }

  /** The supply comes back: another instance on the same FRAM. */
  restart(): void {
    this.cutAfter = Infinity;
    this.#exports = this.#started();
  }

  call(name: string, ...args: (number | bigint)[]): number {
    return (this.#exports[name] as Call)(...args);
  }

  #give(bytes: Uint8Array): void {
    new Uint8Array((this.#exports.memory as WebAssembly.Memory).buffer).set(bytes, this.call('buffer'));
  }

  /** Returns a Status. */
  provision(key: Uint8Array, place: KeyPlace & { base: number }, { ken = 255, ea = 11 } = {}): number {
    this.#give(key);
    const { sgc, kt, krn, ti, base } = place;
    return this.call('provision', ea, sgc, kt, krn, ti, ken, BASES.indexOf(base), key.length);
  }

  provisionTables(tables: Uint8Array): number {
    this.#give(tables);
    return this.call('sta_tables');
  }

  setMode(mode: number, maximum_credit = 1n << 60n, manufacturer = 0): number {
    return this.call('set_mode', mode, maximum_credit, manufacturer);
  }

  /** Enters characters at a time in seconds; the name of the result. */
  enter(digits: string, now_s = 0): string {
    const bytes = Buffer.from(digits, 'latin1');
    this.#give(bytes);
    return RESULTS.get(this.call('enter', bytes.length, BigInt(now_s) * 1_000_000n))!;
  }

  /** All of the linear memory, without the buffer that the key came in. */
  memory(): Buffer {
    const bytes = Buffer.from((this.#exports.memory as WebAssembly.Memory).buffer.slice(0));
    const buffer = this.call('buffer');
    return bytes.fill(0, buffer, buffer + BUFFER_BYTES);
  }

  misty1(key: Uint8Array, block: bigint): bigint {
    this.#give(key);
    return BigInt.asUintN(64, (this.#exports.misty1 as (block: bigint) => bigint)(BigInt.asIntN(64, block)));
  }

  /** Result of an export in 64 bits. */
  long(name: string, ...args: (number | bigint)[]): bigint {
    return (this.#exports[name] as unknown as (...args: (number | bigint)[]) => bigint)(...args);
  }

  account(): Account {
    const { buffer } = this.#exports.memory as WebAssembly.Memory;
    const view = new DataView(buffer, this.call('account_address'));
    const read: Record<string, (offset: number) => bigint> = {
      u8: (offset) => BigInt(view.getUint8(offset)),
      u32: (offset) => BigInt(view.getUint32(offset, true)),
      i64: (offset) => view.getBigInt64(offset, true),
    };
    const single = P.LAYOUTS.prepayment_account.fields.filter(({ count }) => count === 1);
    return Object.fromEntries(single.map(({ name, type, offset }) => [name, read[type](offset)]));
  }

  counted(result: string): number {
    const { offset } = P.LAYOUTS.prepayment_account.fields.find(({ name }) => name === 'counts')!;
    const code = [...RESULTS].find(([, name]) => name === result)![0];
    const { buffer } = this.#exports.memory as WebAssembly.Memory;
    return new DataView(buffer, this.call('account_address')).getUint32(offset + 4 * code, true);
  }
}
