// The tokens by name: class, subclass and fields of each (IEC 62055-41 6.2), made into digits and read out of them.
import type { Cipher } from './cipher.ts';
import { blockOf, checkBlock, fieldsOf, type Fields, type Layout } from './block.ts';
import { fromDigits, toDigits } from './digits.ts';

interface Kind {
  readonly tokenClass: number;
  readonly subclass: number;
  /** Behind the subclass. */
  readonly layout: Layout;
}

const dated = (value: string): Layout => [
  ['random', 4],
  ['identifier', 24],
  [value, 16],
];

const kind = (tokenClass: number, subclass: number, layout: Layout): Kind => ({
  tokenClass,
  subclass,
  layout,
});

export const KINDS = {
  credit_electricity: kind(0, 0, dated('amount')),
  credit_water: kind(0, 1, dated('amount')),
  credit_gas: kind(0, 2, dated('amount')),
  credit_time: kind(0, 3, dated('amount')),
  credit_electricity_currency: kind(0, 4, dated('amount')),
  test_2_digit: kind(1, 0, [
    ['control_high', 4],
    ['control', 32],
    ['manufacturer', 8],
  ]),
  test_4_digit: kind(1, 1, [
    ['control', 28],
    ['manufacturer', 16],
  ]),
  maximum_power: kind(2, 0, dated('limit')),
  clear_credit: kind(2, 1, dated('register')),
  tariff_rate: kind(2, 2, dated('rate')),
  key_1st: kind(2, 3, [
    ['ken_high', 4],
    ['krn', 4],
    ['rollover', 1],
    ['reserved', 1],
    ['kt', 2],
    ['key', 32],
  ]),
  key_2nd: kind(2, 4, [
    ['ken_low', 4],
    ['ti', 8],
    ['key', 32],
  ]),
  clear_tamper: kind(2, 5, dated('pad')),
  phase_unbalance: kind(2, 6, dated('limit')),
  water_factor: kind(2, 7, dated('factor')),
  key_3rd: kind(2, 8, [
    ['sgc_low', 12],
    ['key', 32],
  ]),
  key_4th: kind(2, 9, [
    ['sgc_high', 12],
    ['key', 32],
  ]),
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

const withSubclass = (layout: Layout): Layout => [['subclass', 4], ...layout];
/** Tests and displays are for any meter: nothing in them is ciphered. */
const isPlain = (tokenClass: number) => tokenClass === 1;

/** The twenty digits of a token. Throws TokenRangeError. */
export function makeToken(name: KindName, fields: Fields, cipher: Cipher): string {
  const { tokenClass, subclass, layout } = KINDS[name];
  const block = blockOf(tokenClass, withSubclass(layout), { subclass, ...fields });
  return toDigits({ tokenClass, block: isPlain(tokenClass) ? block : cipher.encrypt(block) });
}

export interface ReadToken {
  /** Undefined for a class and subclass without a name here. */
  readonly kind: KindName | undefined;
  readonly tokenClass: number;
  readonly subclass: number;
  readonly fields: Fields;
}

/** What digits say to the meter with this key. Throws TokenFormatError, TokenCrcError. */
export function readToken(digits: string, cipher: Cipher): ReadToken {
  const { tokenClass, block: carried } = fromDigits(digits);
  const block = isPlain(tokenClass) ? carried : cipher.decrypt(carried);
  checkBlock(tokenClass, block);
  const subclass = Number(block >> 60n);
  const named = Object.entries(KINDS).find(
    ([, of]) => of.tokenClass === tokenClass && of.subclass === subclass,
  );
  const fields = named ? fieldsOf(withSubclass(named[1].layout), block) : {};
  return { kind: named?.[0] as KindName | undefined, tokenClass, subclass, fields };
}
