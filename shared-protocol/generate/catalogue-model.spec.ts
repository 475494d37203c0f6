// Objects, ranges and the mirror of the specifications: what they become, and what is refused in them.
import { describe, expect, it } from 'vitest';
import { codesOf } from './catalogue.ts';
import { slotsOfObject } from './mirror.ts';
import { modelOf, type Specs } from './model.ts';
import { SpecError } from './spec-error.ts';
import { specs } from './testing.ts';

describe('A sound catalogue', () => {
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
        s.catalogue.mirror.round.push('read_more');
        const more = { obis: '1-0:32.7.140.255', struct: 'more', scope: 3, field: 'flicker_ppm' };
        s.catalogue.objects.push({ ...s.catalogue.objects[0], ...more, standard: false });
      }),
    );
    const object = model.catalogue.find((o) => o.struct === 'more')!;
    const [slot] = slotsOfObject(model, object).map((i) => model.mirror.slots[i]);
    expect(slot).toMatchObject({ message: { name: 'read_more' }, payload: [3], echo: 0 });
    expect(model.mirror.inRound).toBe(3);
  });

  it('gives a range its pages, and each of its inputs a code', () => {
    const model = modelOf(specs(() => {}));
    const current = model.catalogue.find((o) => o.obis === '1-0:31.7.1.255')!;
    expect(current).toMatchObject({ name: 'Harmonics, current', scope: 3, orders: 4, standard: true });
    expect(slotsOfObject(model, current)).toEqual([3, 4]);
    expect(codesOf(current).at(-1)).toBe('1-0:31.7.4.255');
  });
});

const WRONG: [what: string, change: (specs: Specs) => void, says: RegExp][] = [
  [
    'a code with five fields',
    (s) => (s.catalogue.objects[0].obis = '1-0:16.7.0'),
    /catalogue\.json: 1-0:16\.7\.0: lacks six fields/,
  ],
  [
    'a code twice',
    (s) => s.catalogue.objects.push(s.catalogue.objects[0]),
    /catalogue\.json: objects: code '1-0:16\.7\.0\.255' stands twice/,
  ],
  [
    'an object of a field that is not there',
    (s) => (s.catalogue.objects[0].field = 'power_W'),
    /no field 'power_W' in 'record'/,
  ],
  [
    'an object of a struct that is not there',
    (s) => (s.catalogue.objects[0].struct = 'nothing'),
    /no field 'power_mW' in 'nothing'/,
  ],
  [
    'an object the readout cannot show',
    (s) => (s.catalogue.objects[0].field = 'small'),
    /'small' is not one of i64,i32,u32,u8/,
  ],
  [
    'an object of an array',
    (s) => (s.catalogue.objects[0].field = 'many'),
    /1-0:16\.7\.0\.255: 'many' has 2 entries, the object 1/,
  ],
  [
    'a range of one value',
    (s) => Object.assign(s.catalogue.ranges[0], { struct: 'record', field: 'power_mW' }),
    /1-0:32\.7\.1\.255: 'power_mW' has 1 entries, the object 4/,
  ],
  [
    'a range longer than its pages',
    (s) => (s.catalogue.ranges[0].orders = 5),
    /1-0:32\.7\.1\.255: the mirror has 2 of 3 records of 'page' 0/,
  ],
  [
    'a range whose pages leave orders out',
    (s) => (s.catalogue.mirror.requests.first = [1, 4]),
    /1-0:32\.7\.1\.255: the pages of 'page' do not begin every 2 orders/,
  ],
  [
    'ranges of different pages',
    (s) => {
      s.link.structs.other = {
        doc: '',
        fields: ['input: u8: ', 'reserved: u8: ', 'highest_order: u8: ', 'last: u8: ', 'angle: u32[3]: '],
      };
      s.link.structs.wish = { doc: '', fields: ['input: u8: '] };
      s.link.messages.push({ name: 'read_other', code: 3, request: 'wish', reply: 'other', doc: '' });
      s.catalogue.mirror.round.push('read_other');
      const of = [{ scope: 0, obis: '1-0:52.7.1.255', name: '' }];
      s.catalogue.ranges.push({ ...s.catalogue.ranges[0], struct: 'other', field: 'angle', orders: 3, of });
    },
    /1-0:52\.7\.1\.255: has 3 entries a record, other ranges 2/,
  ],
  [
    'a range that does not say up to where it was measured',
    (s) => (s.link.structs.page.fields[2] = 'highest: u8: '),
    /1-0:32\.7\.1\.255: 'page' has no highest_order/,
  ],
  [
    'a range in the data block',
    (s) => (s.catalogue.ranges[0].readout.listed = true),
    /1-0:32\.7\.1\.255: is a range, which the data block cannot list/,
  ],
  [
    'an object inside a range',
    (s) => s.catalogue.objects.push({ ...s.catalogue.objects[0], obis: '1-0:31.7.3.255' }),
    /code '1-0:31\.7\.3\.255' stands twice/,
  ],
  [
    "a manufacturer's code that passes for the standard's",
    (s) => (s.catalogue.objects[0].obis = '1-0:16.7.128.255'),
    /1-0:16\.7\.128\.255: is a manufacturer-specific code, against what it says/,
  ],
  [
    "a standard's code that passes for a manufacturer's",
    (s) => (s.catalogue.objects[0].standard = false),
    /1-0:16\.7\.0\.255: is a standard code, against what it says/,
  ],
  [
    'an object nobody asks for',
    (s) => (s.catalogue.objects[0].scope = 1),
    /1-0:16\.7\.0\.255: the mirror has 0 of 1 records of 'record' 1/,
  ],
  ['a mirror of no message', (s) => s.catalogue.mirror.round.push('fly'), /mirror: fly: no such message/],
  [
    'a mirror that asks twice',
    (s) => s.catalogue.mirror.round.push('read_page'),
    /mirror: message 'read_page' stands twice/,
  ],
  [
    'a request without values for its field',
    (s) => delete s.catalogue.mirror.requests.first,
    /mirror: read_page: no values for the field 'first'/,
  ],
  [
    'a value no byte can hold',
    (s) => s.catalogue.mirror.requests.input.push(256),
    /mirror: read_page: a value for 'input' is not 0\.\.255/,
  ],
  [
    'a request of more bytes than a row has',
    (s) => {
      s.link.structs.read_page_request.fields.push('side: u8: ');
      s.link.structs.page.fields.splice(2, 1, 'side: u8: ');
      s.catalogue.mirror.requests.side = [0];
    },
    /mirror: read_page: its request has more than 2 bytes/,
  ],
  [
    'more turns than there are records',
    (s) => (s.catalogue.mirror.turns.a_round = 5),
    /mirror: turns: a_round 5 is not 1\.\.4/,
  ],
  [
    'a unit longer than its row',
    (s) => (s.catalogue.objects[0].readout.unit = 'kilowatt'),
    /unit 'kilowatt' has more than 7/,
  ],
  [
    'more decimals than 63 bits bear',
    (s) => Object.assign(s.catalogue.objects[0].readout, { divisor: 3.6e12, decimals: 9 }),
    /exceed 63 bits/,
  ],
];

describe('A catalogue with an error', () => {
  it.each(WRONG)('is refused by file and entry: %s', (_, change, says) => {
    expect(() => modelOf(specs(change))).toThrow(SpecError);
    expect(() => modelOf(specs(change))).toThrow(says);
  });
});
