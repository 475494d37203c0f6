// A companion profile as the bytes that a Twinmeter takes: small enough for its FRAM, in the order in which it looks things up.
import { obisBytes } from '../xdlms.ts';
import { CLIENTS_MAX, NAME_MAX, type Companion, type CompanionItem, type CompanionKind } from './profile-file.ts';

const HEAD_BYTES = 56;
const COUNTS_AT = NAME_MAX + CLIENTS_MAX;
const METHOD = 0x80;

const u16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, 2 * i);
  return bytes;
};

/** Modes of all clients, in the order of the head. */
function patternBytes({ clients }: Companion, rights: ReadonlyMap<number, number>): Buffer {
  const bytes = Buffer.alloc(CLIENTS_MAX);
  for (const [column, client] of [...clients.values()].entries()) bytes[column] = rights.get(client) ?? 0;
  return bytes;
}

/** In order of their codes, those of one code in order of their classes. */
function objectBytes({ objects, kinds }: Companion): Buffer {
  const rows = objects.map(({ obis, kind }) => ({
    of: kind.class,
    bytes: Buffer.concat([obisBytes(obis), u16(kinds.indexOf(kind))]),
  }));
  rows.sort((a, b) => Buffer.compare(a.bytes.subarray(0, 6), b.bytes.subarray(0, 6)) || a.of - b.of);
  return Buffer.concat(rows.map(({ bytes }) => bytes));
}

function itemBytes(companion: Companion, kind: CompanionKind): Buffer {
  const names = [...companion.rights.keys()];
  const item = (flag: number) => (each: CompanionItem) =>
    Buffer.from([each.id | flag, names.indexOf(each.rights)]);
  return Buffer.concat([...kind.attributes.map(item(0)), ...kind.methods.map(item(METHOD))]);
}

function headBytes(companion: Companion, items: number, events: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(companion.name, 'latin1');
  head.set([...companion.clients.values()], NAME_MAX);
  const { rights, kinds, objects } = companion;
  u16(rights.size, kinds.length, items, objects.length, events).copy(head, COUNTS_AT);
  return head;
}

/** The bytes: head, objects, kinds, patterns of rights, attributes and methods, codes of events. */
export function companionImage(companion: Companion): Buffer {
  let first = 0;
  const kinds = companion.kinds.map((kind) => {
    const count = kind.attributes.length + kind.methods.length;
    const bytes = u16(kind.class, first, count, 0);
    first += count;
    return bytes;
  });
  const events = companion.events.flatMap(({ code, own }) => own.map((each) => Buffer.from([each, code])));
  return Buffer.concat([
    headBytes(companion, first, events.length),
    objectBytes(companion),
    ...kinds,
    ...[...companion.rights.values()].map((rights) => patternBytes(companion, rights)),
    ...companion.kinds.map((kind) => itemBytes(companion, kind)),
    ...events,
  ]);
}
