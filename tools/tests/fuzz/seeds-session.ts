// What the session target begins with: every object of logical device 16 read, some written, methods called.
import { numberOf, octets, structure } from '../../clients/dlms/index.ts';
import { encodeAction, encodeGet, encodeGetNext, encodeSet } from '../../clients/dlms/xdlms.ts';
import { step } from './steps.ts';

/** An APDU behind the number of its client, from 0. */
export const client = (number: number, bytes: Uint8Array): Buffer => step('apdu', [number, ...bytes]);

/** Objects of logical device 16, by class and code (docs/session.md). */
export const OBJECTS: readonly [number, string, number][] = [
  [8, '0-0:1.0.0.255', 9],
  [15, '0-0:40.0.0.255', 9],
  [1, '0-0:42.0.0.255', 2],
  [1, '0-0:43.1.0.255', 2],
  [1, '0-0:96.130.0.255', 2],
  [1, '0-0:96.130.1.255', 2],
  [1, '0-0:96.131.0.255', 2],
  [1, '0-0:96.132.0.255', 2],
  [7, '1-0:99.1.0.255', 8],
  [7, '1-0:98.128.1.255', 8],
  [7, '1-0:98.128.5.255', 8],
  [7, '0-0:99.98.0.255', 8],
  [1, '0-0:96.134.0.255', 2],
  [3, '1-0:1.8.0.255', 3],
];
const targets = OBJECTS.flatMap(([of, obis, attributes]) =>
  Array.from({ length: attributes }, (_, n) => ({ class: of, obis, id: n + 1 })),
);
const dateTime = octets(Buffer.from('07ea0b1c060a1e0000ffc400', 'hex'));
/** Billing day and hour, slew a day, uncertainty that marks records. */
const SCHEDULE = structure(...[15, 0, 5].map((n) => numberOf('unsigned', n)), numberOf('long-unsigned', 60));
const OWN = [
  ...targets.map((target) => encodeGet(target)),
  encodeGet({ class: 7, obis: '1-0:99.1.0.255', id: 2 }, { from: 1, to: 2 }),
  encodeGetNext(1),
  encodeSet({ class: 8, obis: '0-0:1.0.0.255', id: 2 }, dateTime),
  encodeSet({ class: 8, obis: '0-0:1.0.0.255', id: 3 }, numberOf('long', 60)),
  encodeSet(
    { class: 8, obis: '0-0:1.0.0.255', id: 5 },
    octets(Buffer.from('ffff03fe0702000000800000', 'hex')),
  ),
  encodeSet({ class: 1, obis: '0-0:96.132.0.255', id: 2 }, SCHEDULE),
  encodeSet({ class: 1, obis: '0-0:96.130.0.255', id: 2 }, octets(Buffer.alloc(16, 1))),
  encodeAction({ class: 8, obis: '0-0:1.0.0.255', id: 6 }, numberOf('long', 5)),
];
/** Asked by the authority, which asks for a block behind it, and by the reader. */
export const askedBy = (more: readonly Buffer[]): Buffer[] =>
  [...OWN, ...more].flatMap((plain) => [
    Buffer.concat([client(3, plain), client(3, encodeGetNext(1))]),
    client(0, plain),
  ]);
