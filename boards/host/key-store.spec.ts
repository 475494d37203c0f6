// The key store over power cuts: cut at every byte of a replacement and again while it recovers, and over damage.
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import koffi from 'koffi';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  KEY_BANK_BYTES,
  KEY_ENCRYPTION,
  KEY_MAC,
  KEY_SIGNING,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { ROOT } from '../../tools/build/paths.ts';
import { freshKeys } from '../../tools/meter/keys/development-keys.ts';
import { identityOf, keyBank } from '../../tools/meter/keys/provisioned.ts';
import { pureC } from '../pure-c.ts';

const CUT = 1;
const NEVER = -1;

function library() {
  const crypto = readdirSync(join(ROOT, 'hal/crypto')).filter((file) => file.endsWith('.c'));
  const sources = [
    ...crypto.map((file) => `hal/crypto/${file}`),
    ...['hal/src/keys.c', 'hal/src/key_bank.c', 'boards/host/testing/torn_fram.c'],
  ];
  const include = ['hal/include', 'hal/src', 'hal/crypto', 'shared-protocol/generated/c'];
  const flags = ['-Wall', '-Wextra', '-Werror', '-O1', ...include.map((folder) => `-I${join(ROOT, folder)}`)];
  const loaded = pureC(
    'key-store',
    sources.map((file) => join(ROOT, file)),
    flags,
    ['-lbearssl'],
  );
  const out = koffi.out(koffi.pointer('uint8_t'));
  const bytes = koffi.pointer('uint8_t');
  return {
    put: loaded.func('torn_fram_put', 'void', [bytes, bytes]),
    get: loaded.func('torn_fram_get', 'void', [out]),
    load: loaded.func('torn_fram_load', 'int', ['int', 'int']),
    store: loaded.func('torn_fram_store', 'int', ['int', bytes, 'int', 'int', 'int']),
    find: loaded.func('torn_fram_find', 'int', ['int', out]),
  };
}

let c: ReturnType<typeof library>;
beforeAll(() => {
  c = library();
}, 120_000);

const keys = freshKeys();
const bank = keyBank(keys);
const HANDLE = KEY_ENCRYPTION + 1;
const OLD = Buffer.from(keys.clients[1].encryption_key, 'hex');
const banksOf = (...each: Uint8Array[]) => {
  const banks = Buffer.alloc(2 * KEY_BANK_BYTES, 0xff);
  each.forEach((bytes, i) => banks.set(bytes, i * KEY_BANK_BYTES));
  return banks;
};
const put = (banks: Uint8Array) => c.put(banks, identityOf(keys));
const banks = () => {
  const found = Buffer.alloc(2 * KEY_BANK_BYTES);
  c.get(found);
  return found;
};
const find = (handle: number): Buffer | number => {
  const key = Buffer.alloc(32);
  const length = c.find(handle, key) as number;
  return length < 0 ? length : key.subarray(0, length);
};
/** What the store has after power came for good: the key that is replaced, all others being as they were. */
function recovered(): Buffer {
  expect(c.load(NEVER, 0)).toBe(Status.OK);
  expect(find(KEY_MAC)).toEqual(Buffer.from(keys.mac_key, 'hex'));
  const all = banks();
  expect(all.subarray(0, bank.length)).toEqual(all.subarray(KEY_BANK_BYTES, KEY_BANK_BYTES + bank.length));
  return find(HANDLE) as Buffer;
}

describe('A key that is being replaced', () => {
  const fresh = randomBytes(32);

  it('is the old or the new one, whole, after a cut at any byte, and never goes back', () => {
    let isNew = false;
    for (let cut = 0; cut < 2 * bank.length; cut++) {
      put(banksOf(bank, bank));
      c.load(NEVER, 0);
      expect(c.store(HANDLE, fresh, fresh.length, cut, cut & 0xff)).toBe(CUT);
      const found = recovered();
      expect([OLD.toString('hex'), fresh.toString('hex')]).toContain(found.toString('hex'));
      expect(isNew && found.equals(OLD)).toBe(false);
      isNew = found.equals(fresh);
      expect(recovered()).toEqual(found);
    }
    expect(isNew).toBe(true);
  });

  it('stays what it was found to be when power goes again and again while the store recovers', () => {
    for (const cut of [0, 1, 200, bank.length - 1, bank.length, bank.length + 1, 2 * bank.length - 1]) {
      for (let again = 0; again < bank.length; again += 13) {
        put(banksOf(bank, bank));
        c.load(NEVER, 0);
        c.store(HANDLE, fresh, fresh.length, cut, 0x5a);
        const first = c.load(again, 0xa5) as number;
        expect([CUT, Status.OK]).toContain(first);
        const found = recovered();
        expect(found).toEqual(cut < bank.length ? OLD : fresh);
      }
    }
  });

  it('is in force only when both banks have it', () => {
    put(banksOf(bank, bank));
    c.load(NEVER, 0);
    expect(c.store(HANDLE, fresh, fresh.length, NEVER, 0)).toBe(Status.OK);
    expect(find(HANDLE)).toEqual(fresh);
    expect(recovered()).toEqual(fresh);
  });
});

describe('A key store', () => {
  it('goes on with one bank, and makes the other like it', () => {
    for (const spoilt of [0, 1]) {
      const damaged = banksOf(bank, bank);
      damaged[spoilt * KEY_BANK_BYTES + 77] ^= 4;
      put(damaged);
      expect(recovered()).toEqual(OLD);
    }
  });

  it('says so, and gives and takes no key, when both banks are damaged at any bit', () => {
    for (let at = 0; at < bank.length; at += 7) {
      const damaged = banksOf(bank, bank);
      damaged[at] ^= 1 << (at & 7);
      damaged[KEY_BANK_BYTES + at] ^= 1 << (at & 7);
      put(damaged);
      expect(c.load(NEVER, 0)).toBe(Status.STORAGE_FAILED);
      expect(find(KEY_MAC)).toBe(Status.STORAGE_FAILED);
      expect(c.store(HANDLE, OLD, 16, NEVER, 0)).toBe(Status.STORAGE_FAILED);
      expect(banks()).toEqual(damaged);
    }
  });

  it('does not take the banks of another board', () => {
    const other = keyBank(freshKeys());
    put(banksOf(other, other));
    expect(c.load(NEVER, 0)).toBe(Status.STORAGE_FAILED);
  });

  it('is empty where both banks are blank, and takes a first key', () => {
    put(banksOf());
    expect(c.load(NEVER, 0)).toBe(Status.OK);
    expect(find(KEY_MAC)).toBe(Status.NOT_FOUND);
    expect(c.store(KEY_MAC, OLD, 16, NEVER, 0)).toBe(Status.OK);
    expect(c.load(NEVER, 0)).toBe(Status.OK);
    expect(find(KEY_MAC)).toEqual(OLD);
  });

  it('replaces neither the signing key nor what is none, nor by a key of another length', () => {
    put(banksOf(bank, bank));
    c.load(NEVER, 0);
    for (const handle of [0, -1, KEY_SIGNING, 64, 0x7fffffff])
      expect(c.store(handle, OLD, 16, NEVER, 0)).toBe(Status.OUT_OF_RANGE);
    for (const length of [0, 15, 17, 24, 33])
      expect(c.store(HANDLE, OLD, length, NEVER, 0)).toBe(Status.BAD_LENGTH);
  });
});
