// The object model carries what is to come: a thousand rows, a profile of 5,760 entries.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { codesOf } from '../../generate/objects/codes.ts';
import { FIELD_TYPES, RULES, type Row } from '../../generate/objects/rows.ts';
import { Status } from '../../generated/ts/protocol.ts';
import { array, bytes, NULL, number, structure, toBytes, type Axdr } from './axdr.ts';
import { SELECT_ALL, SELECT_ENTRIES, Synthetic, VALUE } from './synthetic-module.ts';

const BUFFER = 64;
const PROFILE = '1-0:99.99.0.255';

let synthetic: Synthetic;
beforeAll(() => {
  synthetic = new Synthetic();
  const at = synthetic.call('records');
  // A fixed sequence of bytes; what a page says of its highest order lies below its fourth.
  let state = 12345;
  for (let i = 0; i < synthetic.call('record_bytes'); i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    synthetic.memory[at + i] = state >>> 24;
  }
  for (const [slot, { message }] of synthetic.model.mirror.slots.entries())
    if (message.reply === 'page') synthetic.memory[at + slot * 64 + 2] = slot % 5;
}, 300_000);

const attributeOf = (row: Row) => row.template.attributes.find(({ source }) => source === 'field')!;

/** What an object of a field must be encoded as, from the bytes of its record. */
function expectedField(row: Row, entry: number): Axdr {
  const { slot, offset, type, rule, perRecord, highestAt } = row;
  const record = synthetic.call('records') + (slot + Math.floor(entry / perRecord)) * 64;
  const view = new DataView(synthetic.memory.buffer);
  const name = FIELD_TYPES[type];
  const bits = Number(name.slice(1));
  const at = record + offset + (entry % perRecord) * (bits / 8);
  let raw = 0n;
  for (let i = bits / 8 - 1; i >= 0; i--) raw = (raw << 8n) | BigInt(view.getUint8(at + i));
  if (highestAt !== 255 ? entry >= view.getUint8(record + highestAt) : name === 'u32' && raw === 0xffffffffn)
    return NULL;
  if (name.startsWith('i')) raw = BigInt.asIntN(bits, raw);
  if (RULES[rule] === 'positive') raw = raw > 0n ? raw : 0n;
  if (RULES[rule] === 'negative') raw = raw < 0n ? -raw : 0n;
  const { formats, shapes } = synthetic.model.objects;
  const attribute = attributeOf(row);
  const code = shapes[attribute.shape][0].tag;
  return number(code, raw / BigInt(formats[attribute.format].divisor));
}

describe('The table of a thousand rows', () => {
  it('has rows of 24 bytes and attributes of 8, and a cursor of at most 32', () => {
    expect(synthetic.call('row_count')).toBe(1001);
    expect(synthetic.call('list_rows')).toBe(1000);
    expect(synthetic.call('cursor_bytes')).toBe(32);
  });

  it('leads each code of each row to it, by any class and by its own', () => {
    synthetic.model.objects.rows.forEach((row, index) => {
      for (const code of codesOf(row.raw)) {
        if (synthetic.find(code) !== index)
          expect(`${code}: ${synthetic.find(code)}`).toBe(`${code}: ${index}`);
        expect(synthetic.find(code, row.template.class)).toBe(index);
        expect(synthetic.find(code, 8)).toBe(-1);
      }
    });
  });

  it('finds nothing beside its codes', () => {
    const known = new Set(synthetic.model.objects.rows.flatMap(({ raw }) => codesOf(raw)));
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, fc.constantFrom(0, 1, 4, 255), (c, d, e, f) => {
        const code = `1-0:${c}.${d}.${e}.${f}`;
        expect(synthetic.find(code) >= 0).toBe(known.has(code));
      }),
    );
  });
});

describe('A list of a thousand objects', () => {
  const begin = () => void synthetic.call('begin_list');

  it('is encoded at once as a second implementation has it, field by field', () => {
    synthetic.select(SELECT_ALL);
    begin();
    const whole = Buffer.from(synthetic.whole('encode_list'));
    let at = 4;
    expect(whole.subarray(0, at).toString('hex')).toBe('018203e8');
    const { lists, rows } = synthetic.model.objects;
    for (const { row, entry } of lists[0].entries) {
      if (rows[row].raw.field === undefined) break;
      const expected = toBytes(expectedField(rows[row], entry));
      expect(whole.subarray(at, at + expected.length).toString('hex'), rows[row].raw.obis).toBe(
        expected.toString('hex'),
      );
      at += expected.length;
    }
  });

  it('is the same in blocks of 1 to 64 bytes, each lost, made again, and others encoded between', () => {
    synthetic.select(SELECT_ALL);
    begin();
    const whole = synthetic.whole('encode_list');
    const disturb = () => {
      synthetic.call('begin_attribute', 7, 0, VALUE);
      synthetic.call('encode_attribute', synthetic.call('out') + BUFFER, 3);
    };
    for (let room = 1; room <= BUFFER; room++) {
      begin();
      expect(Buffer.compare(synthetic.inBlocks('encode_list', room, disturb), whole), `${room} bytes`).toBe(
        0,
      );
    }
  });

  it('refuses a buffer without room', () => {
    begin();
    expect(synthetic.call('encode_list', synthetic.call('out'), 0)).toBe(Status.BAD_LENGTH);
  });

  it('is written as text from the same values', () => {
    const { lists, rows } = synthetic.model.objects;
    lists[0].entries.forEach(({ row, entry }, index) => {
      const length = synthetic.call('text_line', index, synthetic.call('out'));
      const text = Buffer.from(synthetic.bytes(synthetic.call('out'), length)).toString('latin1');
      expect(text.startsWith(codesOf(rows[row].raw)[entry].replace(/\.(\d+)$/, '*$1'))).toBe(true);
    });
  });
});

/** Column values of an entry, by the rule the synthetic provider makes them. */
function profileEntry(sequence: number): Axdr {
  const mixed = (index: number) => (Math.imul(sequence, 0x9e3779b1) + Math.imul(index, 0x85ebca6b)) >>> 0;
  const text = (length: number) =>
    Buffer.from(Array.from({ length }, (_, i) => 33 + ((sequence * 7 + i * 13) % 90)));
  return structure([
    bytes(9, dateTime(1_700_000_000_000 + sequence * 900_000)),
    number(17, mixed(1) & 0xff),
    number(6, mixed(2)),
    number(5, mixed(3) | 0),
    number(20, BigInt(mixed(4)) << 20n),
    sequence % 5 === 0 ? NULL : number(18, mixed(5) & 0xffff),
    bytes(9, text(sequence % 23)),
    { tag: 'bits', bits: 13, bytes: text(2) },
  ]);
}

/** Twelve bytes of a local time an hour before UTC is there, summer time. */
function dateTime(local_ms: number): Buffer {
  const date = new Date(local_ms);
  const year = date.getUTCFullYear();
  const day = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay() || 7];
  const time = [
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCMilliseconds() / 10,
  ];
  return Buffer.from([year >> 8, year & 255, ...day, ...time, 0xff, 0xc4, 0x80]);
}

describe('A profile of 5,760 entries by 8 columns', () => {
  const OLDEST = 1_000_000;
  const ENTRIES = 5760;
  const begin = () => synthetic.call('begin_attribute', synthetic.find(PROFILE), 0, VALUE);
  const expected = (first: number, count: number) =>
    toBytes(array(Array.from({ length: count }, (_, i) => profileEntry(first + i))));

  it('is encoded at once as a second implementation has it', () => {
    synthetic.select(SELECT_ALL);
    expect(begin()).toBe(ENTRIES);
    expect(Buffer.compare(synthetic.whole('encode_attribute'), expected(OLDEST, ENTRIES))).toBe(0);
  });

  it(
    'is the same in blocks of any size, each lost and made again, a list encoded between',
    { timeout: 600_000 },
    () => {
      synthetic.select(SELECT_ALL);
      begin();
      const whole = synthetic.whole('encode_attribute');
      const disturb = () => {
        synthetic.call('begin_list');
        synthetic.call('encode_list', synthetic.call('out') + BUFFER, 5);
      };
      for (const room of [1, 2, 3, 5, 7, 11, 13, 31, 32, 63, BUFFER]) {
        begin();
        expect(
          Buffer.compare(synthetic.inBlocks('encode_attribute', room, disturb), whole),
          `${room} bytes`,
        ).toBe(0);
      }
    },
  );

  it('gives of a selection just those entries, fixed at its start', () => {
    synthetic.select(SELECT_ENTRIES, 101, 119);
    expect(begin()).toBe(19);
    const out = synthetic.call('out');
    const first = synthetic.bytes(out, synthetic.call('encode_attribute', out, 50));
    synthetic.select(SELECT_ENTRIES, 5000, 5001);
    const rest = synthetic.whole('encode_attribute');
    expect(Buffer.compare(Buffer.concat([first, rest]), expected(OLDEST + 100, 19))).toBe(0);
  });

  it('is an empty array where nothing is selected', () => {
    synthetic.select(SELECT_ENTRIES, 1, 0);
    expect(begin()).toBe(0);
    expect(Buffer.from(synthetic.whole('encode_attribute')).toString('hex')).toBe('0100');
  });
});
