// The command `twinmeter token make`: prepayment tokens of IEC 62055-41 under test keys.
import { randomInt } from 'node:crypto';
import {
  amountCode,
  AMOUNT_MAX,
  BASE_YEARS,
  grouped,
  IDENTIFIER_MAX,
  identifierOf,
  keyChange,
  makeToken,
  timeOf,
  TokenRangeError,
  type BaseYear,
} from '../clients/sts/index.ts';
import { command } from './command.ts';
import { BadInputError } from './errors.ts';
import type { OptionTable, Values } from './options.ts';
import { printableJson } from './printable.ts';
import { loadTestKey, type TestKey } from './token-keys.ts';
import { utcTime } from './utc-time.ts';

const CLASSES = [
  'credit', 'test', 'maximum-power', 'clear-credit', 'tariff-rate', 'clear-tamper', 'phase-unbalance', 'key-change',
] as const; // prettier-ignore
type Class = (typeof CLASSES)[number];

export const TOKEN_MAKE_OPTIONS = {
  class: { kind: 'choice', value: 'name', choices: CLASSES, default: 'credit', help: 'what the token does' },
  amount: {
    kind: 'number',
    unit: 'amount',
    least: 0,
    most: AMOUNT_MAX,
    otherwise: 'none',
    help: 'kWh of credit, W of a limit, the register to clear, the rate, or the number of a test (0 for all)',
  },
  time: { kind: 'text', value: 'time', otherwise: 'now', help: 'when it is issued, UTC: its identifier' },
  tid: {
    kind: 'number',
    unit: 'minutes',
    least: 0,
    most: IDENTIFIER_MAX,
    otherwise: 'from --time',
    help: 'its identifier itself',
  },
  base: {
    kind: 'choice',
    value: 'year',
    choices: ['1993', '2014', '2035'],
    otherwise: 'of the keys, 2014',
    help: 'base date',
  },
  random: {
    kind: 'number',
    unit: 'number',
    least: 0,
    most: 15,
    otherwise: 'drawn',
    help: 'its random nibble',
  },
  manufacturer: {
    kind: 'choice',
    value: 'digits',
    choices: ['2', '4'],
    default: '2',
    help: 'digits of the manufacturer code of a test; 00 or 0000 stands in it',
  },
  keys: { kind: 'text', value: 'file', otherwise: 'the published test key', help: 'JSON file of a test key' },
  'new-keys': { kind: 'text', value: 'file', help: 'the same for the key that a key-change gives the meter' },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

type Options = Values<typeof TOKEN_MAKE_OPTIONS>;

/** What is told of each token. */
interface Made {
  readonly kind: string;
  readonly digits: string;
  readonly fields: Readonly<Record<string, number>>;
}

const DATED = {
  credit: ['credit_electricity', 'amount'],
  'maximum-power': ['maximum_power', 'limit'],
  'clear-credit': ['clear_credit', 'register'],
  'tariff-rate': ['tariff_rate', 'rate'],
  'clear-tamper': ['clear_tamper', 'pad'],
  'phase-unbalance': ['phase_unbalance', 'limit'],
} as const;

const UNITS_IN_kWh = 10;

/** The sixteen bits of a token's value. */
function valueOf(what: keyof typeof DATED, amount: number): number {
  if (what === 'credit') return amountCode(Math.ceil(Number((amount * UNITS_IN_kWh).toFixed(6))));
  return what === 'maximum-power' || what === 'phase-unbalance' ? amountCode(amount) : amount;
}

function amountGiven(options: Options): number {
  if (options.amount !== undefined) return options.amount;
  if (options.class === 'clear-tamper') return 0;
  throw new BadInputError(`--amount is missing: a token of class ${options.class} has one`);
}

function issued(options: Options, base: BaseYear): number {
  if (options.tid !== undefined && options.time !== undefined)
    throw new BadInputError('give either --tid or --time');
  if (options.tid !== undefined) return options.tid;
  const time_s = options.time === undefined ? Date.now() / 1000 : utcTime('--time', options.time);
  return identifierOf(new Date(time_s * 1000), base);
}

function dated(what: keyof typeof DATED, options: Options, { base, cipher }: TestKey): Made {
  const [kind, field] = DATED[what];
  const fields = {
    random: options.random ?? randomInt(16),
    identifier: issued(options, base),
    [field]: valueOf(what, amountGiven(options)),
  };
  return { kind, digits: makeToken(kind, fields, cipher), fields };
}

const ALL_TESTS = 0;

/** A test by number; 0 stands for all that there are. */
function test(options: Options, { cipher }: TestKey): Made {
  const number = amountGiven(options);
  const [kind, bits] =
    options.manufacturer === '2' ? (['test_2_digit', 36] as const) : (['test_4_digit', 28] as const);
  if (!Number.isInteger(number) || number > bits)
    throw new BadInputError(`--amount ${number}: tests are 0 to ${bits}`);
  const control = number === ALL_TESTS ? 2 ** bits - 1 : 2 ** (number - 1);
  const high: Record<string, number> = bits === 36 ? { control_high: Math.floor(control / 2 ** 32) } : {};
  const fields = { ...high, control: control % 2 ** 32, manufacturer: 0 };
  return { kind, digits: makeToken(kind, fields, cipher), fields };
}

function change(options: Options, present: TestKey): Made[] {
  if (options['new-keys'] === undefined)
    throw new BadInputError('--new-keys is missing: the key that the meter gets');
  const { place, key, ken, base } = loadTestKey(options['new-keys']);
  if (key.length !== present.key.length) throw new BadInputError('--new-keys: a key of another length');
  const rollover = base !== present.base;
  const fields = { krn: place.krn, kt: place.kt, ti: place.ti, sgc: place.sgc, ken };
  return keyChange({ ...fields, key, rollover }, present.cipher).map((digits, i) => ({
    kind: `key_${['1st', '2nd', '3rd', '4th'][i]}`,
    digits,
    fields: { ...fields, rollover: rollover ? 1 : 0 },
  }));
}

function tokensOf(options: Options, key: TestKey): Made[] {
  const what: Class = options.class;
  if (what === 'key-change') return change(options, key);
  return [what === 'test' ? test(options, key) : dated(what, options, key)];
}

const issuedAt = ({ fields: { identifier } }: Made, { base }: TestKey) =>
  identifier === undefined ? {} : { issued: timeOf(identifier, base).toISOString() };

function line(made: Made, key: TestKey): string {
  const fields = Object.entries({ ...made.fields, ...issuedAt(made, key) }).map(
    ([name, value]) => `${name} ${value}`,
  );
  return `${grouped(made.digits)}  ${made.kind}: ${fields.join(', ')}\n`;
}

/** Base date of the option as a number. */
const baseOf = ({ base }: Options) => BASE_YEARS.find((year) => String(year) === base);

function made(options: Options, key: TestKey): Made[] {
  try {
    return tokensOf(options, key);
  } catch (error) {
    if (error instanceof TokenRangeError) throw new BadInputError(error.message);
    throw error;
  }
}

async function tokenMake(options: Options): Promise<void> {
  const key = loadTestKey(options.keys, baseOf(options));
  const tokens = made(options, key);
  const meter = { pan: key.pan, ...key.place, base: key.base, ea: key.ea };
  if (options.json) {
    const told = tokens.map((token) => ({ ...token, ...issuedAt(token, key) }));
    process.stdout.write(`${printableJson({ test_keys: true, meter, tokens: told })}\n`);
    return;
  }
  process.stdout.write(`TEST KEYS, for no meter in service: meter ${key.pan}, base date ${key.base}\n`);
  for (const token of tokens) process.stdout.write(line(token, key));
}

export const TOKEN_MAKE = command(TOKEN_MAKE_OPTIONS, tokenMake);
