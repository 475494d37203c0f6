// The keys of a board for a core under V8: the C host's own store and jobs, from its shared library.
import { resolve } from 'node:path';
import koffi from 'koffi';
import {
  JOB_RESULT_MAX,
  KEY_BANK_BYTES,
  KEY_BANKS,
  SLICE_HEADER,
} from '../../shared-protocol/generated/ts/protocol.ts';
import type { SliceOutput } from './core-runner.ts';
import { decodeSlice } from './slice-codec.ts';

const LIBRARY = resolve(import.meta.dirname, '../../build/host/libtwinmeter.so');

function bind() {
  const library = koffi.load(LIBRARY);
  const f = (name: string, params: string) => library.func(`int32_t tm_keys_${name}(void *keys, ${params})`);
  return {
    identity: library.func('void tm_give_identity(const uint8_t *identity)'),
    open: library.func('void *tm_keys_open(const uint8_t *banks)'),
    banks: library.func('void tm_keys_banks(void *keys, _Out_ uint8_t *banks)'),
    close: library.func('void tm_keys_close(void *keys)'),
    random: f('random', 'uint8_t *bytes, int32_t length'),
    digest: f('digest', 'int32_t strength, uint8_t *bytes, int32_t length'),
    mac: f('mac', 'int32_t key, uint8_t *bytes, int32_t length'),
    seal: f('seal', 'int32_t key, int32_t also_key, uint8_t *bytes, int32_t length, int32_t also'),
    openSealed: f(
      'open_sealed',
      'int32_t key, int32_t also_key, uint8_t *bytes, int32_t length, int32_t also',
    ),
    replace: f('replace', 'int32_t key, int32_t by_key, const uint8_t *bytes, int32_t length'),
    take: f('take', 'int32_t key, const uint8_t *bytes, int32_t length'),
    bytes: f('bytes', 'int32_t key'),
    public: f('public', '_Out_ uint8_t *bytes'),
    job: f('job', 'int32_t kind, int32_t key, const uint8_t *bytes, int32_t length, _Out_ uint8_t *record'),
    jobTaken: library.func('void tm_keys_job_taken(void *keys, int32_t number)'),
  };
}

let bound: ReturnType<typeof bind> | undefined;
const functions = () => (bound ??= bind());

/** The next board that the library opens in this thread has this identity. */
export const giveIdentity = (identity: Uint8Array | undefined): void =>
  void functions().identity(identity ?? null);

/** Room for a slice of one job's record: length word, header, duration, result. */
const RECORD_BYTES = 4 + SLICE_HEADER + 4 + JOB_RESULT_MAX;
const BANKS_BYTES = 2 * KEY_BANK_BYTES;

/** Closes what nobody uses any more and nobody closed. */
const closing = new FinalizationRegistry((keys: unknown) => functions().close(keys));

export class KeysLibrary {
  readonly #keys: unknown;
  readonly #fram: Uint8Array;

  /** `fram`: the board's, in which the banks of its key store lie. */
  constructor(identity: Uint8Array | undefined, fram: Uint8Array) {
    giveIdentity(identity);
    this.#fram = fram;
    this.#keys = functions().open(fram.slice(KEY_BANKS, KEY_BANKS + BANKS_BYTES));
    closing.register(this, this.#keys, this);
    this.#keepBanks();
  }

  /** Nothing may be asked of it any more. */
  close(): void {
    closing.unregister(this);
    functions().close(this.#keys);
  }

  random(bytes: Uint8Array): number {
    return this.#inPlace(bytes, (all) => functions().random(this.#keys, all, all.length) as number);
  }

  digest(strength: number, bytes: Uint8Array): number {
    return this.#inPlace(bytes, (all) => functions().digest(this.#keys, strength, all, all.length) as number);
  }

  mac(key: number, bytes: Uint8Array): number {
    return this.#inPlace(bytes, (all) => functions().mac(this.#keys, key, all, all.length) as number);
  }

  seal(key: number, alsoKey: number, bytes: Uint8Array, also: number): number {
    const { seal } = functions();
    return this.#inPlace(bytes, (all) => seal(this.#keys, key, alsoKey, all, all.length, also) as number);
  }

  open(key: number, alsoKey: number, bytes: Uint8Array, also: number): number {
    const { openSealed } = functions();
    return this.#inPlace(
      bytes,
      (all) => openSealed(this.#keys, key, alsoKey, all, all.length, also) as number,
    );
  }

  replace(key: number, byKey: number, bytes: Uint8Array): number {
    const status = functions().replace(this.#keys, key, byKey, Buffer.from(bytes), bytes.length) as number;
    this.#keepBanks();
    return status;
  }

  take(key: number, bytes: Uint8Array): number {
    return functions().take(this.#keys, key, Buffer.from(bytes), bytes.length) as number;
  }

  bytesOf(key: number): number {
    return functions().bytes(this.#keys, key) as number;
  }

  public(bytes: Uint8Array): number {
    return this.#inPlace(bytes, (all) => functions().public(this.#keys, all) as number);
  }

  /** Starts a job; what its board says of it is put out by `emit`. Gives its number, or a status. */
  job(kind: number, key: number, bytes: Uint8Array, emit: (output: SliceOutput) => void): number {
    const record = Buffer.alloc(RECORD_BYTES);
    const { job } = functions();
    const number = job(this.#keys, kind, key, Buffer.from(bytes), bytes.length, record) as number;
    if (number > 0) decodeSlice(record.subarray(0, 4 + record.readUInt32LE())).forEach(emit);
    return number;
  }

  /** The core was told that the job ended. */
  jobTaken(number: number): void {
    functions().jobTaken(this.#keys, number);
  }

  /** The library works on a copy: the core's memory is not for it to hold. */
  #inPlace(bytes: Uint8Array, work: (all: Buffer) => number): number {
    const all = Buffer.from(bytes);
    const status = work(all);
    bytes.set(all);
    return status;
  }

  #keepBanks(): void {
    const banks = Buffer.alloc(BANKS_BYTES);
    functions().banks(this.#keys, banks);
    this.#fram.set(banks, KEY_BANKS);
  }
}
