// Types of attributes by class and number, written by hand after the Blue Book (DLMS UA 1000-1, IEC 62056-6-2).

/** Types that a value may have, with bars between them; any: the standard leaves it to the instance. */
export interface ClassTypes {
  readonly name: string;
  /** Highest version that this table knows. */
  readonly version: number;
  /** Attribute 2 first; attribute 1 is the logical name of every class. */
  readonly attributes: readonly string[];
}

const TIME = 'octet-string|date-time';
const SCALER = 'structure';
/** A choice of simple types: CHOICE of the Blue Book, with lists where it allows them. */
const ANY = 'any';

export const BLUE_BOOK: Readonly<Record<number, ClassTypes>> = {
  1: { name: 'Data', version: 0, attributes: [ANY] },
  3: { name: 'Register', version: 0, attributes: [ANY, SCALER] },
  4: { name: 'Extended register', version: 0, attributes: [ANY, SCALER, ANY, TIME] },
  5: {
    name: 'Demand register',
    version: 0,
    attributes: [ANY, ANY, SCALER, ANY, TIME, TIME, 'double-long-unsigned', 'long-unsigned'],
  },
  6: { name: 'Register activation', version: 0, attributes: ['array', 'array', 'octet-string'] },
  7: {
    name: 'Profile generic',
    version: 1,
    attributes: [
      'array|compact-array',
      'array',
      'double-long-unsigned',
      'enum',
      'structure',
      'double-long-unsigned',
      'double-long-unsigned',
    ],
  },
  8: {
    name: 'Clock',
    version: 0,
    attributes: [TIME, 'long', 'unsigned', TIME, TIME, 'integer', 'boolean', 'enum'],
  },
  9: { name: 'Script table', version: 0, attributes: ['array'] },
  10: { name: 'Schedule', version: 0, attributes: ['array'] },
  11: { name: 'Special days table', version: 0, attributes: ['array'] },
  15: {
    name: 'Association LN',
    version: 3,
    attributes: [
      'array',
      'structure',
      'structure|octet-string',
      'structure',
      'structure|octet-string',
      'octet-string|null',
      'enum',
      'octet-string',
      'array',
      'structure',
    ],
  },
  17: { name: 'SAP assignment', version: 0, attributes: ['array'] },
  18: {
    name: 'Image transfer',
    version: 0,
    attributes: ['double-long-unsigned', 'bit-string', 'double-long-unsigned', 'boolean', 'enum', 'array'],
  },
  19: {
    name: 'IEC local port setup',
    version: 1,
    attributes: [
      'enum',
      'enum',
      'enum',
      'enum',
      'octet-string',
      'octet-string',
      'octet-string',
      'octet-string',
    ],
  },
  20: {
    name: 'Activity calendar',
    version: 0,
    attributes: ['octet-string', 'array', 'array', 'array', 'octet-string', 'array', 'array', 'array', TIME],
  },
  21: { name: 'Register monitor', version: 0, attributes: ['array', 'structure', 'array'] },
  22: { name: 'Single action schedule', version: 0, attributes: ['structure', 'enum', 'array'] },
  23: {
    name: 'IEC HDLC setup',
    version: 1,
    attributes: [
      'enum',
      'unsigned',
      'unsigned',
      'long-unsigned',
      'long-unsigned',
      'long-unsigned',
      'long-unsigned',
      'long-unsigned',
    ],
  },
  40: {
    name: 'Push setup',
    version: 2,
    attributes: [
      'array',
      'structure',
      'array',
      'long-unsigned',
      'unsigned',
      'long-unsigned|structure',
      'octet-string',
      'integer',
      'array',
      'enum',
      'structure',
      TIME,
    ],
  },
  41: {
    name: 'TCP-UDP setup',
    version: 0,
    attributes: ['long-unsigned', 'octet-string', 'long-unsigned', 'unsigned', 'long-unsigned'],
  },
  61: { name: 'Register table', version: 0, attributes: ['array|compact-array', 'structure', 'structure'] },
  62: {
    name: 'Compact data',
    version: 1,
    attributes: ['octet-string', 'array', 'unsigned', 'octet-string', 'enum'],
  },
  64: {
    name: 'Security setup',
    version: 1,
    attributes: ['enum', 'enum', 'octet-string', 'octet-string', 'array'],
  },
  68: { name: 'Arbitrator', version: 0, attributes: ['array', 'array', 'array', 'array', 'unsigned'] },
  70: { name: 'Disconnect control', version: 0, attributes: ['boolean', 'enum', 'enum'] },
  71: {
    name: 'Limiter',
    version: 0,
    attributes: [
      'structure',
      ANY,
      ANY,
      ANY,
      'double-long-unsigned',
      'double-long-unsigned',
      'structure',
      'array',
      'boolean',
      'structure',
    ],
  },
  111: {
    name: 'Account',
    version: 0,
    attributes: [
      'structure',
      'unsigned',
      'bit-string',
      ...Array<string>(4).fill('double-long'),
      ...Array<string>(4).fill('array'),
      'octet-string',
      'octet-string',
      'structure',
      'double-long',
      'double-long',
      'long-unsigned',
      'double-long',
    ],
  },
  112: {
    name: 'Credit',
    version: 0,
    attributes: [
      'double-long',
      'enum',
      'unsigned',
      'double-long',
      'double-long',
      'bit-string',
      'enum',
      'double-long',
      'double-long',
      'octet-string',
    ],
  },
  113: {
    name: 'Charge',
    version: 0,
    attributes: [
      'double-long',
      'enum',
      'unsigned',
      'structure',
      'structure',
      'octet-string',
      'double-long-unsigned',
      'bit-string',
      TIME,
      'double-long',
      'double-long',
      'long-unsigned',
    ],
  },
  115: {
    name: 'Token gateway',
    version: 0,
    attributes: ['octet-string', 'octet-string', 'array', 'enum', 'structure'],
  },
  116: {
    name: 'IEC 62055-41 attributes',
    version: 0,
    attributes: [
      'structure',
      'visible-string',
      'array',
      'unsigned',
      'double-long-unsigned',
      ...Array<string>(5).fill('unsigned'),
      'visible-string',
    ],
  },
  122: { name: 'Function control', version: 0, attributes: ['array', 'array'] },
  123: { name: 'Array manager', version: 0, attributes: ['array'] },
  124: {
    name: 'Communication port protection',
    version: 0,
    attributes: [
      'enum',
      'long-unsigned',
      'double-long-unsigned',
      'unsigned',
      'double-long-unsigned',
      'octet-string',
      'enum',
      'double-long-unsigned',
      'double-long-unsigned',
    ],
  },
};
