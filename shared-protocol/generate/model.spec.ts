// The specifications as a model: what is wrong in them is refused by file and entry.
import { describe, expect, it } from 'vitest';
import { modelOf, readSpecs, type Specs } from './model.ts';
import { SpecError } from './spec-error.ts';

/** A small sound set of specifications, changed by a test. */
function specs(change: (specs: Specs) => void): Specs {
  const all: Specs = {
    abi: {
      version: 1,
      module: 'host',
      cores: {
        metering: {
          pages: 1,
          imports: [],
          exports: [{ name: 'start', params: ['cause: i32'], result: 'i32', doc: '' }],
        },
      },
      constants: [{ name: 'A', value: 1, doc: '' }],
    },
    link: {
      structs: {
        record: {
          doc: '',
          fields: ['index: u64: ', 'small: u8: ', 'reserved: u8[3]: ', 'power_mW: i32: mW', 'many: u32[2]: '],
        },
      },
      messages: [{ name: 'read', code: 1, request: null, reply: 'record', doc: '' }],
      constants: [{ name: 'B', value: 2, doc: '' }],
    },
    status: { codes: [{ name: 'OK', value: 0, doc: '' }] },
    catalogue: {
      objects: [
        {
          obis: '1-0:16.7.0.255',
          name: 'Power',
          class: 3,
          struct: 'record',
          scope: 0,
          field: 'power_mW',
          rule: 'signed',
          unit: 'W',
          divisor: 1000,
          readout: { unit: 'kW', divisor: 1_000_000, digits: 3, decimals: 6 },
          access: 'read',
        },
      ],
    },
  };
  change(all);
  return all;
}

describe('A sound specification', () => {
  it('gives each field its offset and the struct its length', () => {
    const { structs } = modelOf(specs(() => {}));
    expect(structs[0].fields.map(({ name, offset, count }) => [name, offset, count])).toEqual([
      ['index', 0, 1],
      ['small', 8, 1],
      ['reserved', 9, 3],
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

const WRONG: [what: string, change: (specs: Specs) => void, says: RegExp][] = [
  [
    'a misaligned field',
    (s) => s.link.structs.record.fields.splice(2, 1),
    /link\.json: record: field 'power_mW' at byte 9 is not aligned to i32/,
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
    /'small' is not one of i64,i32,u32/,
  ],
  ['an object of an array', (s) => (s.catalogue.objects[0].field = 'many'), /'many' is not one of/],
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
  [
    'a constant in two files',
    (s) => s.link.constants.push({ name: 'A', value: 1, doc: '' }),
    /constants: name 'A' stands twice/,
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
