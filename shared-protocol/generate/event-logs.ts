// Event logs of the management core (event-logs.json): its logs, codes and bits checked, as tables for the core and names for the tools.
import type { Constant, Model } from './model.ts';
import { eventsOf } from './events.ts';
import { i32, table } from './objects/tables.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';
import { banner } from './text.ts';
import { constantsView } from './typescript.ts';

interface Log {
  name: string;
  /** E of its code 0-0:99.98.e.255. */
  e: number;
  size: number;
  when_full: 'oldest' | 'refuse';
  doc: string;
}

interface Code {
  code: number;
  log: string;
  name: string;
  doc: string;
  /** No companion specification has it. */
  own?: boolean;
  /** Its bit in the registers of errors and alarms. */
  bit?: string;
  /** The code with which what it tells is over. */
  ends?: number;
  /** What it tells lasts and ends by itself, without a code of its own for the end. */
  lasts?: boolean;
  /** The codes of the other phases follow. */
  phases?: boolean;
}

interface Metered {
  event: string;
  /** Codes of its begin and its end, 0 for none. */
  begin: number;
  end: number;
}

interface Bit {
  bit: number;
  name: string;
  doc: string;
}

export interface EventLogsSpec {
  about: string;
  logs: Log[];
  codes: Code[];
  metering: Metered[];
  bits: Bit[];
}

const FILE = 'event-logs.json';
/** First entry of a log that was cleared. */
export const CLEARED = 255;
const CODES = 256;
/** Of the bit of a code: what it tells lasts. */
const LASTS = 128;
const PHASES = 3;

const fail = (entry: string, reason: string): never => {
  throw new SpecError(FILE, entry, reason);
};

/** The numbers of a code: one, or one a phase. */
export const numbersOf = ({ code, phases }: Code) => Array.from({ length: phases ? PHASES : 1 }, (_, i) => code + i);

/** A constant that the logs need; without logs nothing is needed. */
const constantOf = (model: Model, spec: EventLogsSpec, name: string) =>
  model.constants.find((each) => each.name === name)?.value ??
  (spec.logs.length > 0 ? fail(name, 'no constant of this name') : 0);

/** Every event of the metering core has a row, and every code that is named is there. */
function checkMetering({ metering, codes }: EventLogsSpec, model: Model): void {
  const events = eventsOf(model.constants);
  const named = metering.map(({ event }) => event);
  refuseDuplicates(FILE, 'metering', 'event', named);
  for (const { name } of events) if (!named.includes(name)) fail('metering', `says nothing of ${name}`);
  for (const { event, begin, end } of metering) {
    if (!events.some(({ name }) => name === event)) fail(event, 'is no event of the metering core');
    for (const code of [begin, end])
      if (code !== 0 && !codes.some((each) => each.code === code)) fail(event, `no code ${code}`);
  }
}

function checkCodes({ codes, logs, bits }: EventLogsSpec): void {
  refuseDuplicates(FILE, 'codes', 'code', codes.flatMap(numbersOf));
  const names = codes.map(({ name }) => name);
  refuseDuplicates(FILE, 'codes', 'name', names);
  for (const { name, log, bit, ends } of codes) {
    if (!logs.some((each) => each.name === log)) fail(name, `no log '${log}'`);
    if (bit !== undefined && !bits.some((each) => each.name === bit)) fail(name, `no bit '${bit}'`);
    if (ends !== undefined && codes.find(({ code }) => code === ends)?.log !== log)
      fail(name, `no code ${ends} in its log`);
  }
}

/** The checked specification. Throws SpecError. */
export function eventLogsOf(spec: EventLogsSpec, model: Model): EventLogsSpec {
  for (const key of ['name', 'e'] as const) {
    const all = spec.logs.map((log) => log[key]);
    refuseDuplicates(FILE, 'logs', key, all);
  }
  const slots = spec.logs.reduce((sum, { size }) => sum + size + constantOf(model, spec, 'LOG_SPARE'), 0);
  const most = constantOf(model, spec, 'LOG_SLOTS');
  if (slots > most) fail('logs', `take ${slots} entries, LOG_SLOTS is ${most}`);
  checkCodes(spec);
  if (spec.logs.length > 0) checkMetering(spec, model);
  return spec;
}

const u16 = (value: number) => [value & 0xff, value >> 8];

function logRows({ logs }: EventLogsSpec, spare: number): number[][] {
  let first = 0;
  return logs.map(({ e, when_full, size }) => {
    const row = [e, when_full === 'refuse' ? 1 : 0, ...u16(size), ...u16(first)];
    first += size + spare;
    return row;
  });
}

function codeRows({ logs, codes, bits }: EventLogsSpec): number[][] {
  const rows = Array.from({ length: CODES }, () => [0, 0]);
  for (const each of codes)
    for (const code of numbersOf(each)) {
      const bit = bits.find(({ name }) => name === each.bit)?.bit ?? -1;
      const lasts = each.lasts || each.ends !== undefined ? LASTS : 0;
      rows[code] = [logs.findIndex(({ name }) => name === each.log) + 1, bit + 1 + (bit < 0 ? 0 : lasts)];
    }
  return rows;
}

function meteringRows({ metering, codes }: EventLogsSpec, constants: readonly Constant[]): number[][] {
  const perPhase = (code: number) => codes.some((each) => each.code === code && each.phases);
  return (metering.length > 0 ? eventsOf(constants) : []).map(({ name }) => {
    const { begin, end } = metering.find(({ event }) => event === name)!;
    return [begin, end, perPhase(begin || end) ? 1 : 0];
  });
}

const constantsOf = ({ logs, codes, bits }: EventLogsSpec): Constant[] => [
  ...logs.map(({ name, doc }, value) => ({ name: `LOG_${name}`, value, doc: `Log: ${doc}` })),
  { name: 'LOGS', value: logs.length, doc: 'Number of LOG_*.' },
  {
    name: 'CODE_LOG_CLEARED',
    value: CLEARED,
    doc: 'The log was cleared, or begun: the first entry of each.',
  },
  ...codes.map(({ name, code, doc }) => ({ name: `CODE_${name}`, value: code, doc })),
  ...bits.map(({ name, bit, doc }) => ({ name: `LOG_BIT_${name}`, value: 2 ** bit, doc })),
];

function assembly(model: Model): string {
  const spec = model.eventLogs;
  return [
    banner('//'),
    '// Event logs of the management core: which there are, in which log a code is, what events of the metering core are called.\n',
    ...constantsOf(spec).map((c) => `/** ${c.doc} */\n${i32(c.name, c.value)}`),
    table(
      'LOG_ROWS',
      'By log: E of its code, 1 where it refuses when it is full, entries (u16), first of all slots (u16).',
      logRows(spec, constantOf(model, spec, 'LOG_SPARE')),
    ),
    table(
      'CODE_ROWS',
      'By code: log and bit, each plus one; 0 for none; 128 more where what it tells lasts.',
      codeRows(spec),
    ),
    table(
      'METERING_ROWS',
      'By event of the metering core: code of its begin, of its end, 1 where those of phases follow.',
      meteringRows(spec, model.constants),
    ),
  ].join('\n');
}

const typescript = (spec: EventLogsSpec): string =>
  [
    banner('//'),
    '// Event logs of the management core.',
    constantsView(constantsOf(spec)),
    '\n/** The logs by name, with the code of their profile. */',
    'export const EVENT_LOGS: Readonly<Record<string, { obis: string; size: number; full: string; doc: string }>> = {',
    ...spec.logs.map(
      ({ name, e, size, when_full, doc }) =>
        `  ${name.toLowerCase()}: { obis: '0-0:99.98.${e}.255', size: ${size}, full: '${when_full}', doc: ${JSON.stringify(doc)} },`,
    ),
    '};\n',
    '/** What a code tells, by its number: its name, its log. */',
    'export const EVENT_CODES: ReadonlyMap<number, { name: string; log: string }> = new Map([',
    ...spec.codes.flatMap((each) =>
      numbersOf(each).map((code, phase) => {
        const name = `${each.name.toLowerCase()}${each.phases ? `_l${phase + 1}` : ''}`;
        return `  [${code}, { name: '${name}', log: '${each.log.toLowerCase()}' }],`;
      }),
    ),
    ']);\n',
    '/** Bits of the registers of errors and alarms, by number. */',
    'export const EVENT_BITS: ReadonlyMap<number, string> = new Map([',
    ...spec.bits.map(({ bit, name }) => `  [${bit}, '${name.toLowerCase()}'],`),
    ']);\n',
  ].join('\n');

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

function page({ logs, codes, bits }: EventLogsSpec): string {
  const spoken = ({ code, phases }: Code) => (phases ? `${code} to ${code + PHASES - 1}` : code);
  return [
    '<!-- Generated by `make gen` from shared-protocol/spec/. Do not edit. -->',
    '# Event logs of the management core: every code\n',
    ...logs.flatMap(({ name, e, size, when_full, doc }) => [
      `## ${name.toLowerCase().replaceAll('_', ' ')}: 0-0:99.98.${e}.255, ${size} entries\n`,
      `${doc} ${when_full === 'refuse' ? 'When it is full, it takes none and counts what it refused.' : 'When it is full, the oldest gives way.'}\n`,
      row(['code', 'own', 'bit', '']),
      '|---:|---|---|---|',
      ...codes
        .filter(({ log }) => log === name)
        .map((c) => row([spoken(c), c.own ? 'x' : '', c.bit?.toLowerCase() ?? '', c.doc])),
      '',
    ]),
    '## Bits of the registers of errors and alarms\n',
    row(['bit', 'name', '']),
    '|---:|---|---|',
    ...bits.map(({ bit, name, doc }) => row([bit, name.toLowerCase(), doc])),
    '',
  ].join('\n');
}

/** The files by path from the project root. */
export const eventLogFiles = (model: Model): Record<string, string> => ({
  'shared-protocol/generated/assembly/event-logs.ts': assembly(model),
  'shared-protocol/generated/ts/event-logs.ts': typescript(model.eventLogs),
  'shared-protocol/generated/event-logs.md': page(model.eventLogs),
});
