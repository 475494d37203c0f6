// Prepayment tokens against public vectors, in both directions, and what makes no token.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/sts.json' with { type: 'json' };
import {
  amountCode,
  amountOf,
  AMOUNT_MAX,
  type BaseYear,
  decoderKey02,
  decoderKey04,
  fromDigits,
  grouped,
  identifierOf,
  keyChange,
  KINDS,
  type KindName,
  makeToken,
  meterPan,
  misty1Cipher,
  readToken,
  staCipher,
  timeOf,
  toDigits,
  TokenCrcError,
  TokenFormatError,
  TokenRangeError,
} from './index.ts';
import { decryptMisty1, encryptMisty1 } from './misty1.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const VENDING_KEY = hex(vectors.vending_key);
const placeOf = (name: string) => vectors.keys[name as keyof typeof vectors.keys];
const keyOf = (name: string) => {
  const place = placeOf(name);
  return decoderKey04(VENDING_KEY, place, place.base as BaseYear, 11);
};
const utc = (time: string) => new Date(`${time}:00Z`);
/** Credit and limits are told as amounts, registers as they are. */
const isAmount = (kind: string) => /^(credit|maximum|phase)/.test(kind);
const valueField = (kind: KindName) => KINDS[kind].layout.at(-1)![0];

describe('MISTY1', () => {
  it.each(vectors.misty1)('makes $cipher of $plain, and back', ({ key, plain, cipher }) => {
    expect(
      encryptMisty1(hex(key), BigInt(`0x${plain}`))
        .toString(16)
        .padStart(16, '0'),
    ).toBe(cipher);
    expect(decryptMisty1(hex(key), BigInt(`0x${cipher}`))).toBe(BigInt(`0x${plain}`));
  });

  it('undoes itself with any key and block', () => {
    const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(key, fc.bigInt(0n, 2n ** 64n - 1n), (bytes, block) => {
        expect(decryptMisty1(bytes, encryptMisty1(bytes, block))).toBe(block);
      }),
    );
  });

  it('takes keys of 16 bytes alone', () => {
    expect(() => encryptMisty1(Buffer.alloc(8), 0n)).toThrow(TokenRangeError);
  });
});

describe('A decoder key', () => {
  it.each(vectors.dkga02)('of algorithm 02 is $key', ({ vending_key, key, ...place }) => {
    expect(decoderKey02(hex(vending_key), place).toString('hex')).toBe(key);
  });

  it('of algorithm 04 is the published one', () => {
    expect(keyOf(vectors.published_key.name).toString('hex')).toBe(vectors.published_key.key);
  });

  it('of algorithm 04 has 8 bytes for algorithm 07, and is another one', () => {
    const short = decoderKey04(VENDING_KEY, placeOf('krn1'), 1993, 7);
    expect(short).toHaveLength(8);
    expect(vectors.published_key.key).not.toContain(short.toString('hex'));
  });

  it('is made for the account number with its check digit', () => {
    expect(meterPan({ iin: '600727', drn: '00000000000' })).toBe('600727000000000009');
    expect(meterPan({ iin: '000001', drn: '00000000008' })).toBe('000001000000000082');
    expect(meterPan({ iin: '0000', drn: '0000000000000' })).toHaveLength(18);
  });

  it('is not made of what has no place in it', () => {
    const place = placeOf('krn1');
    const refused = [{ drn: '123' }, { ti: 100 }, { krn: 10 }, { kt: -1 }, { sgc: 1_000_000 }];
    for (const wrong of refused)
      expect(() => decoderKey04(VENDING_KEY, { ...place, ...wrong }, 1993, 11)).toThrow(TokenRangeError);
    expect(() => decoderKey04(hex('00'), place, 1993, 11)).toThrow(TokenRangeError);
    expect(() => decoderKey02(VENDING_KEY, place)).toThrow(TokenRangeError);
  });
});

describe('A token', () => {
  it.each(vectors.tokens)('$digits is $kind $value of $time, under $key', (vector) => {
    const kind = vector.kind as KindName;
    const cipher = misty1Cipher(keyOf(vector.key));
    const identifier = identifierOf(utc(vector.time), vector.base as BaseYear);
    const value = isAmount(kind) ? amountCode(vector.value) : vector.value;
    const fields = { random: vectors.random, identifier, [valueField(kind)]: value };
    expect(makeToken(kind, fields, cipher)).toBe(vector.digits);
    expect(readToken(vector.digits, cipher)).toMatchObject({ kind, fields });
  });

  it.each(vectors.tests)('of class 1 with control $control is $two and $four', ({ control, two, four }) => {
    const cipher = misty1Cipher(keyOf('krn1'));
    expect(makeToken('test_2_digit', { control_high: 0, control, manufacturer: 0 }, cipher)).toBe(two);
    expect(makeToken('test_4_digit', { control, manufacturer: 0 }, cipher)).toBe(four);
    // Nothing in it is ciphered: every meter reads it.
    expect(readToken(two, misty1Cipher(Buffer.alloc(16))).fields).toMatchObject({ control });
  });

  it('is read with blanks and dashes between its digits', () => {
    const { digits } = vectors.tokens[0];
    expect(fromDigits(grouped(digits))).toEqual(fromDigits(digits));
    expect(fromDigits(digits.replace(/(....)/g, '$1-'))).toEqual(fromDigits(digits));
  });

  it.each(vectors.not_digits)("is not '%s'", (digits) => {
    expect(() => fromDigits(digits)).toThrow(TokenFormatError);
  });

  it('of another meter has a wrong CRC', () => {
    expect(() => readToken(vectors.tokens[0].digits, misty1Cipher(keyOf('other_pan')))).toThrow(
      TokenCrcError,
    );
  });

  it('is no token any more with one digit wrong, or two beside each other exchanged', () => {
    const cipher = misty1Cipher(keyOf('krn1'));
    const { digits } = vectors.tokens[0];
    const wrong = [...digits].flatMap((digit, i) => {
      const others = [...'0123456789'].filter((other) => other !== digit);
      const typed = others.map((other) => digits.slice(0, i) + other + digits.slice(i + 1));
      const next = digits[i + 1];
      const isExchanged = next !== undefined && next !== digit;
      return isExchanged ? [...typed, digits.slice(0, i) + next + digit + digits.slice(i + 2)] : typed;
    });
    for (const each of wrong) expect(() => readToken(each, cipher)).toThrow(/CRC|66 bits/);
  });

  it('of any kind is read as it was made', () => {
    const cipher = misty1Cipher(keyOf('krn1'));
    const names = fc.constantFrom(...(Object.keys(KINDS) as KindName[]));
    const made = names.chain((kind) => {
      const layout = KINDS[kind].layout as readonly (readonly [string, number])[];
      const fields = layout.map(
        ([name, bits]) => [name, fc.integer({ min: 0, max: 2 ** bits - 1 })] as const,
      );
      return fc.record({ kind: fc.constant(kind), fields: fc.record(Object.fromEntries(fields)) });
    });
    fc.assert(
      fc.property(made, ({ kind, fields }) => {
        expect(readToken(makeToken(kind, fields, cipher), cipher)).toMatchObject({ kind, fields });
      }),
    );
  });

  it('is not made of a value that its field has no room for', () => {
    const cipher = misty1Cipher(keyOf('krn1'));
    const fields = { random: 16, identifier: 0, amount: 0 };
    expect(() => makeToken('credit_electricity', fields, cipher)).toThrow(TokenRangeError);
  });
});

describe('Digits', () => {
  it('carry any block of any class', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.integer({ min: 0, max: 3 }), (block, tokenClass) => {
        expect(fromDigits(toDigits({ tokenClass, block }))).toEqual({ tokenClass, block });
      }),
    );
  });
});

describe('An amount', () => {
  it.each(vectors.amounts)('of $amount has the code $code', ({ amount, code }) => {
    expect(amountCode(amount)).toBe(code);
    expect(amountOf(code)).toBeGreaterThanOrEqual(amount);
  });

  it('is never less than what was paid for, and the code before it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: AMOUNT_MAX }), (amount) => {
        const code = amountCode(amount);
        expect(amountOf(code)).toBeGreaterThanOrEqual(amount);
        expect(amountOf(code - 1)).toBeLessThan(amount);
      }),
    );
  });

  it('has one code, and no code is of less than the one before', () => {
    for (let code = 0; code < 65536; code++) expect(amountCode(amountOf(code))).toBe(code);
  });

  it('is neither negative nor beyond the largest code', () => {
    for (const amount of [-1, AMOUNT_MAX + 1, Number.NaN])
      expect(() => amountCode(amount)).toThrow(TokenRangeError);
  });
});

describe('An identifier', () => {
  it('is of the same minute with its base date', () => {
    expect(timeOf(identifierOf(utc('2026-11-29T18:00'), 2014), 2014)).toEqual(utc('2026-11-29T18:00'));
  });

  it('leaves 00:01 of each day to special tokens', () => {
    expect(identifierOf(utc('2014-01-02T00:01'), 2014)).toBe(1442);
  });

  it('ends 16,777,215 minutes after its base date', () => {
    expect(identifierOf(utc('2024-11-24T20:15'), 1993)).toBe(0xffffff);
    expect(() => identifierOf(utc('2024-11-24T20:16'), 1993)).toThrow(TokenRangeError);
    expect(() => identifierOf(utc('2013-12-31T23:59'), 2014)).toThrow(TokenRangeError);
  });
});

describe('A change of keys', () => {
  it.each(vectors.key_changes)(
    'from $from to $to has the published tokens',
    ({ from, to, ken, rollover, digits }) => {
      const { krn, kt, ti, sgc } = placeOf(to);
      const made = keyChange({ key: keyOf(to), krn, kt, ti, ken, rollover, sgc }, misty1Cipher(keyOf(from)));
      expect(made).toHaveLength(4);
      expect(made.slice(0, digits.length)).toEqual(digits);
    },
  );

  it('to a key of 64 bits has two tokens', () => {
    const next = { key: Buffer.alloc(8, 7), krn: 2, kt: 2, ti: 1, ken: 255, rollover: false, sgc: 0 };
    expect(keyChange(next, misty1Cipher(keyOf('krn1')))).toHaveLength(2);
    expect(() => keyChange({ ...next, key: Buffer.alloc(4) }, misty1Cipher(keyOf('krn1')))).toThrow(
      TokenRangeError,
    );
  });
});

/** Tables made up for this spec: those of meters in the field are licensed, and none stand here. */
const MADE_UP = {
  first: [3, 14, 1, 10, 4, 9, 5, 6, 8, 11, 15, 2, 13, 12, 0, 7],
  second: [9, 0, 12, 7, 15, 1, 3, 13, 2, 6, 10, 14, 5, 8, 11, 4],
  permutation: Array.from({ length: 64 }, (_, i) => (i * 29 + 17) % 64),
};

describe('The standard transfer algorithm', () => {
  it('undoes itself with any tables, key and block', () => {
    const table = (size: number) => fc.shuffledSubarray([...Array(size).keys()], { minLength: size });
    const tables = fc.record({ first: table(16), second: table(16), permutation: table(64) });
    const key = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(tables, key, fc.bigInt(0n, 2n ** 64n - 1n), (made, bytes, block) => {
        const cipher = staCipher(bytes, made);
        expect(cipher.decrypt(cipher.encrypt(block))).toBe(block);
      }),
    );
  });

  it('uses each bit of its key', () => {
    const first = staCipher(Buffer.alloc(8), MADE_UP).encrypt(0n);
    for (let bit = 0; bit < 64; bit++) {
      const key = Buffer.alloc(8);
      key[bit >> 3] = 1 << (bit & 7);
      expect(staCipher(key, MADE_UP).encrypt(0n)).not.toBe(first);
    }
  });

  it('takes no tables in which a value stands twice, nor a key of another length', () => {
    const key = Buffer.alloc(8);
    expect(() => staCipher(key, { ...MADE_UP, first: Array(16).fill(1) })).toThrow(TokenRangeError);
    expect(() => staCipher(key, { ...MADE_UP, permutation: [0] })).toThrow(TokenRangeError);
    expect(() => staCipher(Buffer.alloc(16), MADE_UP)).toThrow(TokenRangeError);
  });
});
