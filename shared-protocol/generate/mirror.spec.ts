// The mirror of the specifications: what it becomes, and what is refused in it.
import { describe, expect, it } from 'vitest';
import { modelOf, type Specs } from './model.ts';
import { SpecError } from './spec-error.ts';
import { specs } from './testing.ts';

describe('A sound mirror', () => {
  it('gives the mirror one slot for each combination of a request, each with a place of its own', () => {
    const { slots, inRound, turns, bytes } = modelOf(specs(() => {})).mirror;
    const rows = slots.map(({ message, payload, turn, offset }) => [message.name, payload, turn, offset]);
    expect(rows).toEqual([
      ['read', [], 0, 0],
      ['read_page', [0, 1], 1, 24],
      ['read_page', [0, 3], 1, 40],
      ['read_page', [3, 1], 2, 56],
      ['read_page', [3, 3], 2, 72],
    ]);
    expect([inRound, turns, bytes]).toEqual([1, 2, 88]);
  });

  it('knows where each record says of which moment it is, and in what those of a turn agree', () => {
    const { slots } = modelOf(specs(() => {})).mirror;
    expect(slots[0].agree).toEqual({ offset: 0, bytes: 8 });
    expect(slots[1].agree).toEqual({ offset: 12, bytes: 4 });
  });

  it('takes a message without `each` as one turn, which needs no `same` when it is one record', () => {
    const { slots, turns } = modelOf(
      specs((s) => {
        s.link.messages.push({
          name: 'read_again',
          code: 7,
          request: null,
          reply: 'record',
          ports: ['link'],
          file: 'page',
          doc: '',
        });
        s.mirror.turns = [{ message: 'read_again' }, { message: 'read_page', same: 'count' }];
      }),
    ).mirror;
    expect(slots.map(({ turn }) => turn)).toEqual([0, 1, 2, 2, 2, 2]);
    expect(turns).toBe(2);
  });

  it('takes a further message with its objects from the data alone', () => {
    const model = modelOf(
      specs((s) => {
        s.link.structs.read_more_request = { doc: '', fields: ['input: u8: '] };
        s.link.structs.more = {
          doc: '',
          fields: ['index: u64: ', 'input: u8: ', 'reserved: u8[3]: ', 'flicker_ppm: u32: '],
        };
        s.link.messages.push({
          name: 'read_more',
          code: 3,
          request: 'read_more_request',
          reply: 'more',
          ports: ['link'],
          file: 'page',
          doc: '',
        });
        s.mirror.round.push({ message: 'read_more', moment: 'index' });
        const more = { obis: '1-0:32.7.140.255', name: '', record: 'more', scope: 3, field: 'flicker_ppm' };
        s.objects.others.rows.push({ ...more, template: 'amplitude', standard: false });
      }),
    );
    const { slot } = model.objects.rows.find(({ raw }) => raw.record === 'more')!;
    expect(model.mirror.slots[slot]).toMatchObject({ message: { name: 'read_more' }, payload: [3], echo: 8 });
    expect(model.mirror.inRound).toBe(3);
  });
});

const WRONG: [what: string, change: (specs: Specs) => void, says: RegExp][] = [
  [
    'a mirror of no message',
    (s) => s.mirror.round.push({ message: 'fly', moment: 'index' }),
    /mirror\.json: fly: no such message/,
  ],
  [
    'a mirror that asks twice',
    (s) => s.mirror.round.push({ message: 'read_page', moment: 'index' }),
    /mirror\.json: mirror: message 'read_page' stands twice/,
  ],
  [
    'a record of the round that does not say of which moment it is',
    (s) => (s.link.structs.record.fields[0] = 'life: u64: '),
    /mirror\.json: read: its record has no u32 or u64 'index' as the moment of the round/,
  ],
  [
    'a moment that comes round after 12 days',
    (s) => s.link.structs.record.fields.splice(0, 1, 'index: u32: '),
    /mirror\.json: read: the moment 'index' is no u64/,
  ],
  ['a latch that nobody answers', (s) => (s.mirror.latch = 'hold'), /mirror\.json: hold: no such message/],
  [
    'a latch that does not tell its moment',
    (s) => (s.link.structs.moment.fields = ['index: u64: ']),
    /mirror\.json: keep: its record has no u32 or u64 'sample_index'/,
  ],
  [
    'a turn of records that do not agree in anything',
    (s) => delete s.mirror.turns[0].same,
    /mirror\.json: read_page: the records of a turn have no field `same`/,
  ],
  [
    'a turn for each value of a field its request does not have',
    (s) => (s.mirror.turns[0].each = 'phase'),
    /mirror\.json: read_page: its request has no field 'phase'/,
  ],
  [
    'a request without values for its field',
    (s) => delete s.mirror.requests.first,
    /mirror\.json: read_page: no values for the field 'first'/,
  ],
  [
    'a value no byte can hold',
    (s) => s.mirror.requests.input.push(256),
    /mirror\.json: read_page: a value for 'input' is not 0\.\.255/,
  ],
  [
    'a request of more bytes than a row has',
    (s) => {
      s.link.structs.read_page_request.fields.push('side: u8: ');
      s.link.structs.page.fields.splice(2, 1, 'side: u8: ');
      s.mirror.requests.side = [0];
    },
    /mirror\.json: read_page: its request has more than 2 bytes/,
  ],
  ['a mirror without turns', (s) => (s.mirror.turns = []), /mirror\.json: turns: no record takes a turn/],
];

describe('A mirror with an error', () => {
  it.each(WRONG)('is refused by file and entry: %s', (_, change, says) => {
    expect(() => modelOf(specs(change))).toThrow(SpecError);
    expect(() => modelOf(specs(change))).toThrow(says);
  });
});
