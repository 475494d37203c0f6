// The object model of the specifications: what it becomes, and what is refused in it, by file and entry.
import { describe, expect, it } from 'vitest';
import { modelOf, type Specs } from '../model.ts';
import { SpecError } from '../spec-error.ts';
import { specs } from '../testing.ts';
import { codesOf } from './codes.ts';
import { find } from './lookup.ts';

const rowOf = (model: ReturnType<typeof modelOf>, obis: string) =>
  model.objects.rows.find(({ raw }) => raw.obis === obis)!;

describe('A sound object model', () => {
  it('stands in the order of the codes, and each code leads to its row and entry', () => {
    const { rows } = modelOf(specs(() => {})).objects;
    expect(rows.map(({ raw }) => raw.obis)).toEqual([
      '0-0:96.128.0.255',
      '1-0:16.7.0.255',
      '1-0:31.7.1.255',
      '1-0:32.7.1.255',
    ]);
    expect(find(rows, '1-0:31.7.4.255')).toEqual({ row: 2, entry: 3 });
    expect(find(rows, '1-0:31.7.5.255')).toBeUndefined();
  });

  it('gives a range the record of its first entry, and each entry a code', () => {
    const current = rowOf(modelOf(specs(() => {})), '1-0:31.7.1.255');
    expect(current).toMatchObject({ slot: 3, perRecord: 2, highestAt: 2, span: 4 });
    expect(codesOf(current.raw).at(-1)).toBe('1-0:31.7.4.255');
  });

  it('finds a phase under its own code: C counts by twenty', () => {
    const model = modelOf(
      specs((s) => {
        s.mirror.requests.input = [0, 1, 2, 3];
        s.link.structs.read_side_request = { doc: '', fields: ['input: u8: '] };
        s.link.structs.side = {
          doc: '',
          fields: ['index: u64: ', 'input: u8: ', 'reserved: u8[3]: ', 'power_mW: i32: '],
        };
        s.link.messages.push({
          name: 'read_side',
          code: 9,
          request: 'read_side_request',
          reply: 'side',
          ports: ['link'],
          file: 'page',
          doc: '',
        });
        s.mirror.round.push({ message: 'read_side', moment: 'index' });
        s.objects.others.rows.push({
          obis: '1-0:1.7.0.255',
          name: 'Power, {}',
          range: { group: 'C', step: 20, of: ['total', 'L1', 'L2', 'L3'] },
          template: 'power',
          record: 'side',
          scope: 0,
          field: 'power_mW',
        });
      }),
    );
    const { rows } = model.objects;
    const index = rows.indexOf(rowOf(model, '1-0:1.7.0.255'));
    expect(find(rows, '1-0:41.7.0.255')).toEqual({ row: index, entry: 2 });
    expect(find(rows, '1-0:81.7.0.255')).toBeUndefined();
    expect(find(rows, '1-0:42.7.0.255')).toBeUndefined();
  });

  it('shares attribute lists, formats and shapes', () => {
    const { templates, formats, shapes } = modelOf(specs(() => {})).objects;
    expect(templates.map(({ attributes }) => attributes.map(({ id, source }) => `${id} ${source}`))).toEqual([
      ['1 logical_name', '2 field', '3 scaler_unit'],
      ['1 logical_name', '2 field', '3 scaler_unit'],
      ['1 logical_name', '2 provider', '3 scaler_unit', '1 method'],
    ]);
    expect(formats.length).toBe(3);
    expect(shapes[0]).toEqual([{ tag: 9, argument: 6 }]);
  });

  it('is seen by the associations that have a right to something in it', () => {
    const change = (s: Specs) => {
      s.templates.templates.power.rights = 'closed';
      s.lists.lists = {};
    };
    const model = modelOf(specs(change));
    expect(rowOf(model, '1-0:16.7.0.255').visibility).toBe(0b10);
    expect(rowOf(model, '0-0:96.128.0.255').visibility).toBe(0b11);
  });
});

type Wrong = [what: string, change: (specs: Specs) => void, says: RegExp];
const power = (s: Specs) => s.templates.templates.power;
const row = (s: Specs) => s.objects.legal.rows[0];
const range = (s: Specs) => s.objects.others.rows[0];

const WRONG_ROWS: Wrong[] = [
  [
    'a code with five fields',
    (s) => (row(s).obis = '1-0:16.7.0'),
    /objects\/legal\.json: 1-0:16\.7\.0: lacks six fields/,
  ],
  ['a field above a byte', (s) => (row(s).obis = '1-0:256.7.0.255'), /lacks six fields/],
  [
    'a code twice',
    (s) => s.objects.others.rows.push(row(s)),
    /objects\/others\.json: 1-0:16\.7\.0\.255: code '1-0:16\.7\.0\.255' stands twice/,
  ],
  [
    'a code inside a range',
    (s) => s.objects.legal.rows.push({ ...row(s), obis: '1-0:31.7.3.255' }),
    /code '1-0:31\.7\.3\.255' stands twice/,
  ],
  ['a field that is not there', (s) => (row(s).field = 'power_W'), /no field 'power_W' in 'record'/],
  ['a record that is not there', (s) => (row(s).record = 'nothing'), /no field 'power_mW' in 'nothing'/],
  [
    'a field that does not fit its type',
    (s) => (row(s).rule = 'negative'),
    /'power_mW' \(i32, negative\) does not fit its type 'double-long'/,
  ],
  ['an unknown rule', (s) => (row(s).rule = 'absolute'), /unknown rule 'absolute'/],
  ['an unknown template', (s) => (row(s).template = 'force'), /no template 'force'/],
  [
    'one object of an array',
    (s) => Object.assign(row(s), { field: 'many', template: 'amplitude' }),
    /'many' has 2 entries, the object 1/,
  ],
  [
    'a range of one value',
    (s) => Object.assign(range(s), { record: 'record', field: 'power_mW', template: 'power' }),
    /'power_mW' has 1 entries, the object 4/,
  ],
  [
    'a range longer than its pages',
    (s) => (range(s).range!.count = 5),
    /1-0:32\.7\.1\.255: the mirror has 2 of 3 records of 'page' 0/,
  ],
  [
    'a range whose pages leave orders out',
    (s) => (s.mirror.requests.first = [1, 4]),
    /the pages of 'page' do not begin every 2 orders/,
  ],
  [
    'a range that does not say up to where it was measured',
    (s) => (s.link.structs.page.fields[2] = 'highest: u8: '),
    /'page' has no highest_order/,
  ],
  [
    "a manufacturer's code that passes for the standard's",
    (s) => (row(s).obis = '1-0:16.7.128.255'),
    /1-0:16\.7\.128\.255: is a manufacturer-specific code, against what it says/,
  ],
  [
    "a standard's code that passes for a manufacturer's",
    (s) => (row(s).standard = false),
    /1-0:16\.7\.0\.255: is a standard code, against what it says/,
  ],
  ['an object nobody asks for', (s) => (row(s).scope = 1), /the mirror has 0 of 1 records of 'record' 1/],
  [
    'a field for a provider',
    (s) => Object.assign(row(s), { template: 'age' }),
    /template 'age' takes no field/,
  ],
  [
    'a provider for a field',
    (s) => (s.objects.others.rows[2].template = 'power'),
    /template 'power' takes a field, the row has none/,
  ],
  [
    'a C range that is not of phases',
    (s) => Object.assign(range(s), { range: { group: 'C', step: 1, count: 4 } }),
    /a range of C counts phases, by 20/,
  ],
  [
    'a range without names',
    (s) => (range(s).range = { group: 'E', step: 1, of: ['a', 'b'] }),
    /its name has no \{\}/,
  ],
  [
    'a range of neither names nor a count',
    (s) => delete range(s).range!.count,
    /neither or both of `of` and `count`/,
  ],
  ['a range that leaves a byte', (s) => (range(s).range!.step = 200), /leaves the values of a byte/],
];

const WRONG_TEMPLATES: Wrong[] = [
  ['an unknown class', (s) => (power(s).class = 9), /templates\.json: power: unknown class 9 version 0/],
  ['an attribute its class has not', (s) => (power(s).attributes[0].id = 7), /class 3 has no attribute 7/],
  [
    'an attribute without a source',
    (s) => (power(s).attributes = []),
    /attribute 2 \(value\) of class 3 has no source/,
  ],
  ['an attribute twice', (s) => power(s).attributes.push(power(s).attributes[0]), /attribute 2 stands twice/],
  ['an unknown type', (s) => (power(s).attributes[0].type = 'float'), /shape "float": unknown type 'float'/],
  [
    'a shape that ends early',
    (s) => (power(s).attributes[0].type = ['structure 2', 'integer']),
    /ends before its last tag/,
  ],
  [
    'a shape with a tag too many',
    (s) => (power(s).attributes[0].type = ['integer', 'integer']),
    /more tags than one shape: 'integer'/,
  ],
  [
    'arrays three deep',
    (s) => (power(s).attributes[0].type = ['array', 'array', 'array', 'integer']),
    /an array stands in an entry of an array that is not at the head/,
  ],
  ['an unknown unit', (s) => (power(s).attributes[0].unit = 'hp'), /unknown unit 'hp'/],
  [
    'a unit of text that is another',
    (s) => (power(s).attributes[0].text!.unit = 'V'),
    /unit 'V' is not 'W' with a prefix/,
  ],
  [
    'more decimals than the scaler gives',
    (s) => (power(s).attributes[0].text!.decimals = 7),
    /7 decimals and 3 digits are more than scaler -3 gives/,
  ],
  [
    'a divisor of nothing',
    (s) => (power(s).attributes[0].divisor = 0),
    /divisor 0 is not a whole number from 1/,
  ],
  ['unknown rights', (s) => (power(s).rights = 'all'), /unknown rights 'all'/],
  [
    'a template no row has',
    (s) => (s.templates.templates.more = power(s)),
    /templates\.json: more: no row has it/,
  ],
  [
    'a method its class has not',
    (s) => (s.templates.templates.age.methods![0].id = 2),
    /class 3 has no method 2/,
  ],
  [
    'a method whose provider takes no values',
    (s) => delete s.providers.rooms[0].providers[1].write,
    /provider 'forget' of method 1 takes no values/,
  ],
  [
    'a provider that is not there',
    (s) => (s.templates.templates.age.attributes[0].source = { room: 'link', provider: 'youth' }),
    /no provider 'youth' in room 'link'/,
  ],
  [
    'a room that is not there',
    (s) => (s.templates.templates.age.attributes[0].source = { room: 'hall', provider: 'age' }),
    /no room 'hall' of providers/,
  ],
  [
    'a provider nobody names',
    (s) => s.providers.rooms[0].providers.push({ name: 'idle' }),
    /providers\.json: link: no template names 'idle'/,
  ],
  [
    '65 providers in a room',
    (s) => s.providers.rooms[0].providers.push(...Array.from({ length: 63 }, (_, i) => ({ name: `p${i}` }))),
    /link: more than 64 providers/,
  ],
];

describe('An object model with an error', () => {
  it.each([...WRONG_ROWS, ...WRONG_TEMPLATES])('is refused by file and entry: %s', (_, change, says) => {
    expect(() => modelOf(specs(change))).toThrow(SpecError);
    expect(() => modelOf(specs(change))).toThrow(says);
  });
});
