// The specifications as a model: what is wrong in them is refused by file and entry.
import { describe, expect, it } from 'vitest';
import { modelOf, type Specs } from './model.ts';
import { readSpecs } from './read-specs.ts';
import { SpecError } from './spec-error.ts';
import { specs } from './testing.ts';

describe('A sound specification', () => {
  it('gives each field its offset and the struct its length', () => {
    const { structs } = modelOf(specs(() => {}));
    expect(structs[0].fields.map(({ name, offset, count }) => [name, offset, count])).toEqual([
      ['index', 0, 1],
      ['small', 8, 1],
      ['reserved', 10, 2],
      ['power_mW', 12, 1],
      ['many', 16, 2],
    ]);
    expect(structs[0].bytes).toBe(24);
  });

  it('has the ABI version among its constants, before the others', () => {
    expect(modelOf(specs(() => {})).constants.map((c) => c.name)).toEqual(['ABI_VERSION', 'A', 'B']);
  });

  it('is what stands in spec/', () => {
    expect(() => modelOf(readSpecs())).not.toThrow();
  });
});

const EVENTS = (value: number) => [{ name: 'EVENTS', value, doc: '' }];
const EVENT = (value: number, text: string) => ({ name: `EVENT_${value}`, value, doc: '', text });

const WRONG: [what: string, change: (specs: Specs) => void, says: RegExp][] = [
  [
    'a misaligned field',
    (s) => s.link.structs.record.fields.splice(2, 1),
    /link\.json: record: field 'power_mW' at byte 10 is not aligned to i32/,
  ],
  [
    'a field of no type',
    (s) => s.link.structs.record.fields.push('odd: u24: '),
    /link\.json: record: field 'odd: u24: ' is not 'name: type: unit'/,
  ],
  [
    'a field without colons',
    (s) => s.link.structs.record.fields.push('odd'),
    /link\.json: record: field 'odd' is not/,
  ],
  [
    'a field twice',
    (s) => s.link.structs.record.fields.push('small: u8: '),
    /link\.json: record: field 'small' stands twice/,
  ],
  [
    'a reply that does not say whose it is',
    (s) => (s.link.structs.page.fields[1] = 'last: u8: '),
    /mirror\.json: read_page: its reply does not repeat 'first' in place/,
  ],
  [
    'a constant in two files',
    (s) => s.link.constants.push({ name: 'A', value: 1, doc: '' }),
    /constants: name 'A' stands twice/,
  ],
  [
    'a unit on what is no event',
    (s) => Object.assign(s.link.constants[0], { unit: 'V', divisor: 1 }),
    /link\.json: B: has a unit but is no event/,
  ],
  [
    'a text on what is no event',
    (s) => (s.link.constants[0].text = 'B'),
    /link\.json: B: has a text but is no event/,
  ],
  [
    'an event without a text',
    (s) => s.link.constants.push(...EVENTS(2), EVENT(0, 'Dip'), { name: 'EVENT_ODD', value: 1, doc: '' }),
    /link\.json: event 1: has no text for the display/,
  ],
  [
    'an event beyond their number',
    (s) => s.link.constants.push(...EVENTS(1), EVENT(0, 'Dip'), EVENT(1, 'Swell')),
    /link\.json: EVENT_1: is not below EVENTS \(1\)/,
  ],
  [
    'two events of one text',
    (s) => s.link.constants.push(...EVENTS(2), EVENT(0, 'Dip'), EVENT(1, 'Dip')),
    /link\.json: events: text 'Dip' stands twice/,
  ],
  ...['', ' Dip', 'Dip\n', 'D\u00efp', 'Seventeen letters'].map((text): (typeof WRONG)[number] => [
    `an event with the text '${text}'`,
    (s) => s.link.constants.push(...EVENTS(1), EVENT(0, text)),
    /link\.json: EVENT_0: text '.*\n?' is not 1 to 16 printable ASCII characters/,
  ]),
  [
    'an event with a unit but no divisor',
    (s) => s.link.constants.push({ name: 'EVENT_DIP', value: 6, doc: '', unit: '%' }),
    /link\.json: EVENT_DIP: needs a unit and a whole divisor/,
  ],
  [
    'a status value twice',
    (s) => s.status.codes.push({ name: 'FINE', value: 0, doc: '' }),
    /status\.json: codes: value '0' stands twice/,
  ],
  [
    'a message code twice',
    (s) => s.link.messages.push({ ...s.link.messages[0], name: 'write' }),
    /link\.json: messages: code '1' stands twice/,
  ],
  [
    'a message of a struct that is not there',
    (s) => (s.link.messages[0].request = 'wish'),
    /link\.json: read: no struct 'wish'/,
  ],
  [
    'a message longer than a frame',
    (s) => s.link.structs.record.fields.push('long: u8[230]: '),
    /'record' does not fit a frame/,
  ],
  [
    'an event and a record of one name with two codes',
    (s) => {
      s.abi.events.push({ name: 'relay', code: 60, cores: [], doc: '', fields: [] });
      s.abi.records.push({ name: 'relay', code: 70, doc: '', fields: [] });
    },
    /abi\.json: relay: is code 60 as an event and 70 as a record/,
  ],
  [
    'two records of one code',
    (s) => {
      s.abi.records.push({ name: 'relay', code: 70, doc: '', fields: [] });
      s.abi.records.push({ name: 'alarm', code: 70, doc: '', fields: [] });
    },
    /abi\.json: events and records: code '70' stands twice/,
  ],
  [
    'an ABI type that is no scalar',
    (s) => s.abi.cores.metering.exports[0].params.push('text: string'),
    /abi\.json: metering\.start: type 'string'/,
  ],
  [
    'an export twice',
    (s) => s.abi.cores.metering.exports.push(s.abi.cores.metering.exports[0]),
    /abi\.json: metering: export 'start' stands twice/,
  ],
];

describe('A specification with an error', () => {
  it.each(WRONG)('is refused by file and entry: %s', (_, change, says) => {
    expect(() => modelOf(specs(change))).toThrow(SpecError);
    expect(() => modelOf(specs(change))).toThrow(says);
  });
});
