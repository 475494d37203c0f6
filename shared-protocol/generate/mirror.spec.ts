// The mirror of the specifications: what it becomes, and what is refused in it.
import { describe, expect, it } from 'vitest';
import { modelOf, type Specs } from './model.ts';
import { SpecError } from './spec-error.ts';
import { specs } from './testing.ts';

describe('A sound mirror', () => {
  it('gives the mirror one slot for each combination of a request, each with a place of its own', () => {
    const { slots, inRound, turnsARound, bytes } = modelOf(specs(() => {})).mirror;
    const rows = slots.map(({ message, payload, offset }) => [message.name, payload, offset]);
    expect(rows).toEqual([
      ['read', [], 0],
      ['read_page', [0, 1], 24],
      ['read_page', [0, 3], 40],
      ['read_page', [3, 1], 56],
      ['read_page', [3, 3], 72],
    ]);
    expect([inRound, turnsARound, bytes]).toEqual([1, 2, 88]);
  });

  it('takes a further message with its objects from the data alone', () => {
    const model = modelOf(
      specs((s) => {
        s.link.structs.read_more_request = { doc: '', fields: ['input: u8: '] };
        s.link.structs.more = { doc: '', fields: ['input: u8: ', 'reserved: u8[3]: ', 'flicker_ppm: u32: '] };
        s.link.messages.push({
          name: 'read_more',
          code: 3,
          request: 'read_more_request',
          reply: 'more',
          doc: '',
        });
        s.mirror.round.push('read_more');
        const more = { obis: '1-0:32.7.140.255', name: '', record: 'more', scope: 3, field: 'flicker_ppm' };
        s.objects.others.rows.push({ ...more, template: 'amplitude', standard: false });
      }),
    );
    const { slot } = model.objects.rows.find(({ raw }) => raw.record === 'more')!;
    expect(model.mirror.slots[slot]).toMatchObject({ message: { name: 'read_more' }, payload: [3], echo: 0 });
    expect(model.mirror.inRound).toBe(3);
  });
});

const WRONG: [what: string, change: (specs: Specs) => void, says: RegExp][] = [
  ['a mirror of no message', (s) => s.mirror.round.push('fly'), /mirror\.json: fly: no such message/],
  [
    'a mirror that asks twice',
    (s) => s.mirror.round.push('read_page'),
    /mirror\.json: mirror: message 'read_page' stands twice/,
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
  [
    'more turns than there are records',
    (s) => (s.mirror.turns.a_round = 5),
    /mirror\.json: turns: a_round 5 is not 1\.\.4/,
  ],
];

describe('A mirror with an error', () => {
  it.each(WRONG)('is refused by file and entry: %s', (_, change, says) => {
    expect(() => modelOf(specs(change))).toThrow(SpecError);
    expect(() => modelOf(specs(change))).toThrow(says);
  });
});
