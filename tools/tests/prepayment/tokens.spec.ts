// Tokens entered at the management core's own code: public vectors, replayed, expired, foreign and mistyped ones.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { amountCode, amountOf, KINDS, makeToken, type KindName } from '../../clients/sts/index.ts';
import { PrepaymentCore } from './core.ts';
import { cipherOf, keyOf, placeOf } from './keys.ts';
import { BUILD_ms, credit, giveKey, prepaymentCore, UNIT_mWs } from './testing.ts';

let core: PrepaymentCore;
beforeEach(() => void (core = prepaymentCore()), BUILD_ms);

/** What an electricity meter of energy credit does with a vector. */
const OWN_REGISTERS = [0, 0xffff];
const refusedHere = ({ kind, value }: (typeof vectors.tokens)[0]) =>
  kind === 'credit_water' ||
  kind === 'credit_gas' ||
  (kind === 'clear_credit' && !OWN_REGISTERS.includes(value));

describe('A public token', () => {
  it.each(vectors.tokens)('$digits, $kind $value, does what it says, once', (vector) => {
    giveKey(core, vector.key);
    if (refusedHere(vector)) {
      expect(core.enter(vector.digits)).toBe('FUNCTION_ERROR');
      return;
    }
    expect(core.enter(vector.digits)).toBe('ACCEPT');
    const told: Record<string, Record<string, bigint>> = {
      credit_electricity: { credit: BigInt(amountOf(amountCode(vector.value))) * UNIT_mWs },
      maximum_power: { maximum_power_W: BigInt(amountOf(amountCode(vector.value))) },
      phase_unbalance: { unbalance_W: BigInt(amountOf(amountCode(vector.value))) },
      clear_tamper: { tampers_cleared: 1n },
      clear_credit: { credit: 0n },
    };
    expect(core.account()).toMatchObject(told[vector.kind]);
    expect(core.enter(vector.digits)).toBe('USED_ERROR');
    core.restart();
    expect(core.enter(vector.digits)).toBe('USED_ERROR');
    expect(core.account()).toMatchObject(told[vector.kind]);
  });

  it.each(vectors.tests)(
    'of class 1 asks for test $control at any meter, as often as it is entered',
    ({ control, two, four }) => {
      // The load switch is not operated for a token, and tests 14 to 18 are of other meters.
      const here = control > 1 && control <= 0x400;
      for (const digits of [two, four, two]) {
        expect(core.enter(digits)).toBe(here ? 'ACCEPT' : 'FUNCTION_ERROR');
        expect(core.long('tests')).toBe(here ? BigInt(control) : 0n);
      }
    },
  );
});

describe('A token', () => {
  const { digits } = vectors.tokens[0];

  it('of another meter is refused', () => {
    giveKey(core, 'other_pan');
    expect(core.enter(digits)).toBe('CRC_ERROR');
    expect(core.account().credit).toBe(0n);
  });

  it('that is older than the oldest of fifty is old; what is newer than it, and was not entered, is good', () => {
    for (let i = 0; i < P.TOKEN_IDENTIFIERS; i++) expect(core.enter(credit(1000 + 2 * i))).toBe('ACCEPT');
    expect(core.enter(credit(999))).toBe('OLD_ERROR');
    expect(core.enter(credit(1001))).toBe('ACCEPT');
    // The oldest made room for it: now that one is too old.
    expect(core.enter(credit(1000))).toBe('OLD_ERROR');
    expect(core.enter(credit(1001))).toBe('USED_ERROR');
    expect(core.account().credit).toBe(51n * UNIT_mWs);
  });

  it('behind the expiry of the key is refused, the last one before it is not', () => {
    giveKey(core, 'krn1', { ken: 0x55 });
    expect(core.enter(credit(0x560000))).toBe('KEY_EXPIRED_ERROR');
    expect(core.enter(credit(0x55ffff))).toBe('ACCEPT');
  });

  it('of credit is refused under a default key, another is not', () => {
    const place = { ...placeOf('krn1'), kt: P.DECODER_KEY_DDTK };
    expect(core.provision(keyOf('krn1'), place)).toBe(0);
    expect(core.enter(digits)).toBe('DDTK_ERROR');
    expect(core.enter(vectors.tokens.find(({ kind }) => kind === 'maximum_power')!.digits)).toBe('ACCEPT');
  });

  it('for which there is no room is an overflow, and stays good', () => {
    expect(core.setMode(P.PREPAYMENT_MODE_ENERGY, 10n * UNIT_mWs)).toBe(0);
    expect(core.enter(credit(5, 10))).toBe('ACCEPT');
    const more = credit(6);
    expect(core.enter(more)).toBe('OVERFLOW_ERROR');
    expect(core.setMode(P.PREPAYMENT_MODE_ENERGY, 11n * UNIT_mWs)).toBe(0);
    expect(core.enter(more)).toBe('ACCEPT');
  });

  it('of credit is no function of a meter without prepayment, nor of one that counts money', () => {
    for (const mode of [P.PREPAYMENT_MODE_OFF, P.PREPAYMENT_MODE_MONEY]) {
      expect(core.setMode(mode)).toBe(0);
      expect(core.enter(digits)).toBe('FUNCTION_ERROR');
    }
    const currency = { random: 0, identifier: 9, amount: 100 };
    expect(core.enter(makeToken('credit_electricity_currency', currency, cipherOf('krn1')))).toBe(
      'FUNCTION_ERROR',
    );
  });

  it('clears the register of the mode, and all', () => {
    const clear = (identifier: number, register: number) =>
      makeToken('clear_credit', { random: 0, identifier, register }, cipherOf('krn1'));
    expect(core.setMode(P.PREPAYMENT_MODE_MONEY)).toBe(0);
    expect(core.enter(clear(1, 0))).toBe('FUNCTION_ERROR');
    expect(core.enter(clear(2, 4))).toBe('ACCEPT');
    expect(core.enter(clear(3, 0xffff))).toBe('ACCEPT');
  });

  it.each([
    ['tariff_rate', { random: 0, identifier: 3, rate: 1 }],
    ['water_factor', { random: 0, identifier: 3, factor: 1 }],
    ['credit_time', { random: 0, identifier: 3, amount: 1 }],
  ] as const)('%s is no function of this meter', (kind, fields) => {
    expect(core.enter(makeToken(kind, fields, cipherOf('krn1')))).toBe('FUNCTION_ERROR');
  });

  it.each(vectors.not_digits)("'%s' is none", (text) => {
    expect(core.enter(text)).toBe('FORMAT_ERROR');
  });

  it('without a key in the meter changes nothing', () => {
    const blank = new PrepaymentCore();
    blank.setMode(P.PREPAYMENT_MODE_ENERGY);
    expect(blank.enter(digits)).toBe('NOT_STORED');
    expect(blank.account().credit).toBe(0n);
  });

  it('of a test for another manufacturer is refused, for this one it is not', () => {
    const test = makeToken('test_4_digit', { control: 2, manufacturer: 1234 }, cipherOf('krn1'));
    expect(core.enter(test)).toBe('MFR_CODE_ERROR');
    expect(core.setMode(P.PREPAYMENT_MODE_ENERGY, 1n << 60n, 1234)).toBe(0);
    expect(core.enter(test)).toBe('ACCEPT');
  });

  it('is counted by its result', () => {
    core.enter(digits);
    core.enter(digits);
    core.enter('1');
    core.enter(vectors.tests[1].two);
    expect(['ACCEPT', 'USED_ERROR', 'FORMAT_ERROR', 'CRC_ERROR'].map((name) => core.counted(name))).toEqual([
      2, 1, 1, 0,
    ]);
  });

  it('of any kind is judged as it was made, whatever its fields', () => {
    const kinds = fc.constantFrom<KindName>(
      'credit_electricity',
      'maximum_power',
      'phase_unbalance',
      'clear_tamper',
    );
    const identifier = fc.integer({ min: 1, max: 0xffffff });
    const value = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(
        kinds,
        fc.integer({ min: 0, max: 15 }),
        identifier,
        value,
        (kind, random, minutes, code) => {
          giveKey(core, 'krn1');
          const field = KINDS[kind].layout.at(-1)![0];
          const before = core.account().credit;
          const made = makeToken(kind, { random, identifier: minutes, [field]: code }, cipherOf('krn1'));
          expect(core.enter(made)).toBe('ACCEPT');
          const { credit: after, maximum_power_W, unbalance_W } = core.account();
          const amount = BigInt(amountOf(code));
          if (kind === 'credit_electricity') expect(after - before).toBe(amount * UNIT_mWs);
          if (kind === 'maximum_power') expect(maximum_power_W).toBe(amount);
          if (kind === 'phase_unbalance') expect(unbalance_W).toBe(amount);
          expect(core.enter(made)).toBe('USED_ERROR');
        },
      ),
    );
  });
});

describe('Whatever is entered', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }).map((text) => Buffer.from(text).toString('latin1')),
    fc.bigInt(0n, 10n ** 20n - 1n).map((value) => String(value).padStart(20, '0')),
  );

  it('has a result and changes no credit, but for a token of this meter', () => {
    let hours = 0;
    fc.assert(
      fc.property(anything, (text) => {
        const result = core.enter(text, 3600 * ++hours);
        expect(result).toMatch(/^[A-Z0-9_]+$/);
        if (result !== 'ACCEPT') expect(core.account().credit).toBe(0n);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('Wrong digits', () => {
  const { digits } = vectors.tokens[0];

  it('are refused wherever one digit is wrong or two are exchanged, and lock the meter for longer and longer', () => {
    const typed = [...digits].map(
      (digit, i) => digits.slice(0, i) + ((Number(digit) + 1) % 10) + digits.slice(i + 1),
    );
    const exchanged = [...digits]
      .slice(1)
      .map((next, i) => digits.slice(0, i) + next + digits[i] + digits.slice(i + 2));
    let now_s = 0;
    for (const wrong of [...typed, ...exchanged].filter((each) => each !== digits)) {
      now_s += 3600;
      expect(['CRC_ERROR', 'FORMAT_ERROR', 'FUNCTION_ERROR']).toContain(core.enter(wrong, now_s));
    }
    expect(core.account().credit).toBe(0n);
    expect(core.enter(digits, now_s)).toBe('LOCKOUT');
    expect(core.enter(digits, now_s + 3600)).toBe('ACCEPT');
    expect(core.account().failures).toBe(0n);
  });

  it('lock for a minute after five, for an hour at most, and no restart shortens that', () => {
    const foreign = credit(1, 1, 'other_pan');
    const waits: number[] = [];
    for (let i = 0, now_s = 0; i < 14; i++, now_s += 3600) {
      expect(core.enter(foreign, now_s)).toBe('CRC_ERROR');
      waits.push(core.call('locked_s', BigInt(now_s) * 1_000_000n));
    }
    expect(waits).toEqual([0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
    core.restart();
    expect(core.enter(digits)).toBe('LOCKOUT');
    expect(core.call('locked_s', 0n)).toBe(3600);
    // Tests are plain and tell nothing of the key: they are taken meanwhile.
    expect(core.enter(vectors.tests[1].two)).toBe('ACCEPT');
  });
});
