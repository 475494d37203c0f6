// What `twinmeter program` calls things: names of settings, the object behind each, and how a value is written for it.
import { PASSWORD_LEAST, PASSWORD_MOST } from '../../shared-protocol/generated/ts/programming.ts';
import { BadInputError } from './errors.ts';
import { structureDigits } from './structure-value.ts';
import { utcTime } from './utc-time.ts';

/** What is said to the meter: the command, the identifier, and the value in the brackets. */
export interface Writing {
  readonly command: string;
  readonly id: string;
  readonly value: string;
}

interface Named {
  readonly id: string;
  readonly about: string;
  /** The command and value for a value as it was given. Throws BadInputError. */
  readonly write: (value: string, name: string) => Omit<Writing, 'id'>;
}

const COVER_POLICIES: Readonly<Record<string, number>> = { none: 0, trip: 1, alarm: 2, 'trip,alarm': 3 };
const MODES: Readonly<Record<string, number>> = { c: 0, a: 1, b: 2, d: 3 };
const COMPANIONS: Readonly<Record<string, number>> = { own: 0, dsmr: 1, loaded: 2 };
const GATES: Readonly<Record<string, number>> = { rs485: 0, optical: 1, 'optical-key': 2, uplink: 3 };

const word = (of: Readonly<Record<string, number>>, value: string, name: string): number => {
  if (Object.hasOwn(of, value)) return of[value];
  throw new BadInputError(`${name} ${value}: expected one of ${Object.keys(of).join(' ')}`);
};

const doubleLong = (seconds: number): string => `06${seconds.toString(16).toUpperCase().padStart(8, '0')}`;

function windowOf(value: string, name: string): string {
  if (value === 'none') return `0202${doubleLong(0)}${doubleLong(0)}`;
  const [from, to, ...more] = value.split('/');
  if (to === undefined || more.length > 0)
    throw new BadInputError(`${name} ${value}: expected FROM/TO, two times in UTC, or none`);
  const [from_s, to_s] = [utcTime(name, from), utcTime(name, to)];
  if (to_s <= from_s) throw new BadInputError(`${name} ${value}: ends before it begins`);
  return `0202${doubleLong(from_s)}${doubleLong(to_s)}`;
}

function passwordOf(value: string, name: string): string {
  if (value === 'none') return '';
  if (value.length >= PASSWORD_LEAST && value.length <= PASSWORD_MOST) return value;
  throw new BadInputError(`${name}: expected ${PASSWORD_LEAST} to ${PASSWORD_MOST} characters, or none`);
}

const password = (slot: number): Named => ({
  id: `0-0:20.0.0#${6 + slot}`,
  about: `password ${slot} of level 2: ${PASSWORD_LEAST} to ${PASSWORD_MOST} characters, or none`,
  write: (value, name) => ({ command: 'W5', value: passwordOf(value, name) }),
});

function numbersOf(id: string, value: string, name: string): string {
  const digits = structureDigits(id, value);
  if (digits !== undefined) return digits;
  throw new BadInputError(`${name} ${value}: expected numbers with commas between them`);
}

const numbers = (id: string, about: string): Named => ({
  id,
  about,
  write: (value, name) => ({ command: 'W2', value: numbersOf(id, value, name) }),
});

export const NAMES: Readonly<Record<string, Named>> = {
  'cover-policy': {
    id: '0-0:96.135.0',
    about: 'what an open terminal cover has for a consequence: none, trip, alarm or trip,alarm',
    write: (value, name) => ({ command: 'W5', value: String(word(COVER_POLICIES, value, name)) }),
  },
  'service-window': {
    id: '0-0:96.135.1',
    about: 'when it has none: FROM/TO in UTC, or none',
    write: (value, name) => ({ command: 'W2', value: windowOf(value, name) }),
  },
  'optical-mode': {
    id: '0-0:96.135.3',
    about: 'mode of IEC 62056-21 at the optical port: c, a, b or d',
    write: (value, name) => ({ command: 'W5', value: String(word(MODES, value, name)) }),
  },
  companion: {
    id: '0-0:96.144.0',
    about: 'companion profile in force at DLMS/COSEM: own, dsmr or loaded',
    write: (value, name) => ({ command: 'W5', value: String(word(COMPANIONS, value, name)) }),
  },
  'password-1': password(1),
  'password-2': password(2),
  'password-3': password(3),
  'household-rules': numbers(
    '0-0:96.142.10',
    'use, rates and yields of the appliance, then of charging: six numbers (docs/load-control.md)',
  ),
  'prepayment-terms': numbers(
    '0-0:96.141.8',
    'mode, low credit, emergency limit, reconnection, most credit, friendly days, from, to, manufacturer: nine numbers (docs/prepayment.md)',
  ),
  'prepayment-prices': numbers('0-0:96.141.9', 'prices of the eight rates, millionths of the currency a kWh'),
  unlock: {
    id: '0-0:44.2.',
    about: 'take back the failures of a gate: rs485, optical, optical-key or uplink',
    write: () => ({ command: 'E2', value: '' }),
  },
};

const CODE = /^(\d{1,3}-\d{1,3}:)?[\dCFLP]{1,3}\.[\dCFLP]{1,3}(\.\d{1,3})?([*&.]\d{1,3})?(#\d{1,3})?$/;
const UNSAYABLE = /[()/!]|[^ -~]/;
const LONGEST_TEXT = 128;

/** An object by its code: text, the numbers of a structure, or A-XDR behind `hex:`, in partial blocks where it is long. */
function writingOfCode(id: string, value: string): Writing {
  const hex = /^hex:(.*)$/s.exec(value)?.[1].replaceAll(/\s/g, '');
  if (hex !== undefined) {
    if (!/^([\dA-Fa-f]{2})+$/.test(hex))
      throw new BadInputError(`${id}: hex: wants whole bytes in hexadecimal digits`);
    return { command: hex.length > LONGEST_TEXT ? 'W4' : 'W2', id, value: hex };
  }
  const structure = structureDigits(id, value);
  if (structure !== undefined) return { command: 'W2', id, value: structure };
  if (UNSAYABLE.test(value)) throw new BadInputError(`${id} ${value}: no ( ) / and ! in a value`);
  if (value.length > LONGEST_TEXT)
    throw new BadInputError(`${id}: more than ${LONGEST_TEXT} characters; give hex:`);
  return { command: 'W5', id, value };
}

/** What writes a value to a name or code. Throws BadInputError. */
export function writingOf(name: string, value: string): Writing {
  const named = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (!named) {
    if (CODE.test(name)) return writingOfCode(name, value);
    throw new BadInputError(
      `${name}: expected a code such as 0-0:96.135.0 or one of ${Object.keys(NAMES).join(' ')}`,
    );
  }
  const { command, value: written } = named.write(value, name);
  if (UNSAYABLE.test(written)) throw new BadInputError(`${name}: no ( ) / and ! in a value`);
  const id = name === 'unlock' ? `${named.id}${word(GATES, value, name)}#1` : named.id;
  return { command, id, value: written };
}
