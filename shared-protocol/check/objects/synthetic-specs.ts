// A thousand objects and a profile that no product has: every kind of source, type, rule and range.
import type { Specs } from '../../generate/model.ts';
import type { RawAttribute, RawRow } from '../../generate/objects/spec.ts';
import { readSpecs } from '../../generate/read-specs.ts';
import { specs } from '../../generate/testing.ts';

/** Fields of the record `wide` with the template that fits their type and rule. */
const FIELDS: [field: string, template: string, rule?: string][] = [
  ['small', 'small'],
  ['middle', 'middle'],
  ['natural', 'natural'],
  ['whole', 'whole'],
  ['whole', 'natural', 'positive'],
  ['whole', 'natural', 'negative'],
  ['long', 'long'],
];

const number = (type: string, more: Partial<RawAttribute> = {}) => ({
  class: 3,
  version: 0,
  rights: 'measured',
  attributes: [
    {
      id: 2,
      type,
      source: 'field' as const,
      scaler: -3,
      unit: 'V',
      text: { digits: 3, decimals: 3 },
      ...more,
    },
  ],
});

const data = (provider: string, type: string | string[], cls = 1) => ({
  class: cls,
  version: 0,
  rights: 'measured',
  attributes: [{ id: 2, type, source: { room: 'synthetic', provider } }],
});

const COLUMNS = [
  'octet-string',
  'unsigned',
  'double-long-unsigned',
  'double-long',
  'long64',
  'long-unsigned',
  'octet-string',
  'bit-string',
];
const DAYS = [
  'array',
  'structure 4',
  'unsigned',
  'octet-string',
  'array',
  'structure 2',
  'long-unsigned',
  'double-long',
  'enum',
];
const PROVIDED = ['text', 'bits', 'date', 'choice'];

const row = (code: string, index: number, more: Partial<RawRow> = {}): RawRow => {
  const [field, template, rule] = FIELDS[index % FIELDS.length];
  const place = { record: 'wide', scope: 0, field, ...(rule ? { rule } : {}) };
  return { obis: code, name: `Object {} of ${code}`, template, ...place, ...more };
};

function rows(): RawRow[] {
  const many = (count: number, make: (i: number) => RawRow) =>
    Array.from({ length: count }, (_, i) => make(i));
  const phases = { group: 'C', step: 20, of: ['total', 'L1', 'L2', 'L3'] } as const;
  const periods = { group: 'F', step: 1, of: ['now', 'last', 'before', 'earliest'] } as const;
  const orders = { group: 'E', step: 1, count: 4 } as const;
  return [
    ...many(200, (i) =>
      row(`1-0:${1 + (i % 10)}.${Math.floor(i / 10)}.0.255`, i, { range: { ...phases, of: [...phases.of] } }),
    ),
    ...many(600, (i) => row(`1-0:${91 + (i % 6)}.${Math.floor(i / 6)}.0.255`, i, { scope: i % 4 })),
    ...many(100, (i) => ({
      obis: `1-0:97.${i}.1.255`,
      name: 'Orders',
      range: orders,
      template: 'natural',
      record: 'page',
      scope: i % 4,
      field: 'amplitude_u',
    })),
    ...many(59, (i) => row(`1-0:99.${i}.0.0`, i, { range: { ...periods, of: [...periods.of] } })),
    ...many(40, (i) => ({ obis: `0-0:100.${i}.0.255`, name: 'Provided', template: PROVIDED[i % 4] })),
    { obis: '0-0:13.0.0.255', name: 'Days', template: 'settings' },
  ];
}

/** A record with a number of every width, of four inputs. */
function addWideRecord(s: Specs): void {
  s.mirror.requests.input = [0, 1, 2, 3];
  s.link.structs.read_wide_request = { doc: '', fields: ['input: u8: '] };
  const numbers = [
    'small: u8: ',
    'middle: u16: ',
    'natural: u32: ',
    'whole: i32: ',
    'last: u32: ',
    'long: i64: ',
  ];
  s.link.structs.wide = { doc: '', fields: ['index: u64: ', 'input: u8: ', ...numbers] };
  s.link.messages.push({
    name: 'read_wide',
    code: 9,
    request: 'read_wide_request',
    reply: 'wide',
    ports: ['link'],
    file: 'page',
    doc: '',
  });
  s.mirror.round.push({ message: 'read_wide', moment: 'index' });
}

/** The project's own types, units and shapes, with profiles. */
function addProfiles(s: Specs): void {
  const { cosem } = readSpecs();
  const name = { id: 1, name: 'logical_name', shape: 'logical_name', source: 'logical_name' as const };
  const attributes = [name, { id: 2, name: 'buffer' }];
  const profile = { class: 7, version: 0, name: 'Profile generic', attributes, methods: [] };
  s.cosem = { ...cosem, classes: [...cosem.classes.filter((c) => c.class !== 7), profile] };
}

function addTemplates(s: Specs): void {
  s.templates.templates = {
    small: number('unsigned'),
    middle: number('long-unsigned', { scaler: 0, unit: '', text: { digits: 5, decimals: 0 } }),
    natural: number('double-long-unsigned'),
    whole: number('double-long', { divisor: 7 }),
    long: number('long64', { divisor: 3600, unit: 'Wh', text: { unit: 'kWh', digits: 6, decimals: 6 } }),
    profile: data('profile', ['array', 'structure 8', ...COLUMNS], 7),
    text: data('text', 'visible-string'),
    bits: data('bits', 'bit-string'),
    date: data('date', 'octet-string'),
    choice: data('choice', 'choice'),
    settings: data('settings', DAYS),
  };
  const entries = { entries: true };
  const providers = [
    { name: 'profile', ...entries },
    ...PROVIDED.map((p) => ({ name: p })),
    { name: 'settings', ...entries, write: true },
  ];
  s.providers.rooms = [{ name: 'synthetic', file: '', providers }];
}

function addLists(s: Specs): void {
  s.objects = {
    others: { rows: [...rows(), { obis: '1-0:99.99.0.255', name: 'Profile', template: 'profile' }] },
  };
  const last = ({ obis, range }: RawRow) =>
    range?.group === 'C' ? obis.replace(/:(\d+)/, (_, c) => `:${Number(c) + 60}`) : obis;
  s.lists.lists = { everything: { association: 'public', codes: rows().map(last) } };
  s.lists.panel = {
    table: [],
    distortion: [],
    quality: [],
    sequence: rows()[0].obis,
    energy: [],
    line: {},
  };
}

/** The specifications: 1,000 rows in the list `everything`, and the profile 1-0:99.99.0.255 beside them. */
export const syntheticSpecs = (): Specs =>
  specs((s) => {
    addWideRecord(s);
    addProfiles(s);
    addTemplates(s);
    addLists(s);
  });
