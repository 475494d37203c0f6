// What tokens are made of in the management core: both ciphers, amounts, and what becomes of a key behind the call.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { amountOf, decoderKey04, keyChange, makeToken, staCipher } from '../../clients/sts/index.ts';
import { encryptMisty1 } from '../../clients/sts/misty1.ts';
import type { PrepaymentCore } from './core.ts';
import { keyOf, placeOf, VENDING_KEY } from './keys.ts';
import { BUILD_ms, prepaymentCore, UNIT_mWs } from './testing.ts';

let core: PrepaymentCore;
beforeEach(() => void (core = prepaymentCore()), BUILD_ms);

/** Tables made up for this spec: those of meters in the field are licensed, and none stand here. */
const numbers = (size: number, step: number, first: number) =>
  Array.from({ length: size }, (_, i) => (i * step + first) % size);
const TABLES = { first: numbers(16, 5, 3), second: numbers(16, 11, 14), permutation: numbers(64, 29, 17) };
const tableBytes = ({ first, second, permutation }: typeof TABLES) =>
  Buffer.from([...first, ...second, ...permutation]);

describe('Algorithm 07', () => {
  const place = { ...placeOf('krn1'), base: 1993 };
  const key = decoderKey04(VENDING_KEY, place, 1993, 7);
  const cipher = staCipher(key, TABLES);
  const token = (identifier: number) =>
    makeToken('credit_electricity', { random: 1, identifier, amount: 7 }, cipher);

  it('opens nothing before its tables were provisioned, and tokens made with them afterwards', () => {
    expect(core.provision(key, place, { ea: 7 })).toBe(0);
    expect(core.enter(token(1))).toBe('NOT_STORED');
    expect(core.provisionTables(tableBytes(TABLES))).toBe(0);
    expect(core.enter(token(1))).toBe('ACCEPT');
    core.restart();
    expect(core.enter(token(2))).toBe('ACCEPT');
    expect(core.enter(token(2))).toBe('USED_ERROR');
    expect(core.account().credit).toBe(14n * UNIT_mWs);
  });

  it('takes another key with two tokens', () => {
    core.provisionTables(tableBytes(TABLES));
    core.provision(key, place, { ea: 7 });
    const next = Buffer.from('0011223344556677', 'hex');
    const set = keyChange({ key: next, krn: 2, kt: 2, ti: 3, ken: 200, rollover: false, sgc: 0 }, cipher);
    expect(set.map((digits) => core.enter(digits))).toEqual(['1ST_KCT', 'ACCEPT']);
    expect(core.account()).toMatchObject({ krn: 2n, ti: 3n, ken: 200n, sgc: 123457n });
    const made = makeToken(
      'credit_electricity',
      { random: 1, identifier: 9, amount: 1 },
      staCipher(next, TABLES),
    );
    expect(core.enter(made)).toBe('ACCEPT');
  });

  it('takes no tables in which a value stands twice', () => {
    for (const at of [0, 16, 32]) {
      const wrong = tableBytes(TABLES);
      wrong[at] = wrong[at + 1];
      expect(core.provisionTables(wrong)).not.toBe(0);
    }
  });

  it('reads what was made with any tables and key', () => {
    const table = (size: number) => fc.shuffledSubarray([...Array(size).keys()], { minLength: size });
    const tables = fc.record({ first: table(16), second: table(16), permutation: table(64) });
    fc.assert(
      fc.property(tables, fc.uint8Array({ minLength: 8, maxLength: 8 }), (made, bytes) => {
        expect(core.provisionTables(tableBytes(made))).toBe(0);
        expect(core.provision(bytes, place, { ea: 7 })).toBe(0);
        const fields = { random: 3, identifier: 77, amount: 1 };
        expect(core.enter(makeToken('credit_electricity', fields, staCipher(bytes, made)))).toBe('ACCEPT');
      }),
    );
  });
});

describe('The primitives of the core', () => {
  it.each(vectors.misty1)('decipher $cipher to $plain', ({ key, plain, cipher }) => {
    expect(core.misty1(Buffer.from(key, 'hex'), BigInt(`0x${cipher}`))).toBe(BigInt(`0x${plain}`));
  });

  it('decipher what the tools ciphered, with any key and block', () => {
    const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(key, fc.bigInt(0n, 2n ** 64n - 1n), (bytes, block) => {
        expect(core.misty1(bytes, encryptMisty1(bytes, block))).toBe(block);
      }),
    );
  });

  it('read each of the 65,536 amounts as the tools do', () => {
    for (let code = 0; code < 65536; code++) expect(core.long('amount', code)).toBe(BigInt(amountOf(code)));
  });

  it('keep no key in the clear: neither in storage nor in memory behind the call', () => {
    core.enter(vectors.tokens[0].digits);
    const key = keyOf('krn1');
    for (const part of [key, key.subarray(0, 8), Buffer.from(key).reverse().subarray(0, 8)]) {
      expect(Buffer.from(core.fram).includes(part)).toBe(false);
      expect(core.memory().includes(part)).toBe(false);
    }
  });
});
