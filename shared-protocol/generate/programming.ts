// Programming mode (programming.json): limits, errors and acts as numbers, what each port may, and the page of it.
import type { Constant, Model } from './model.ts';
import { i32, table } from './objects/tables.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';
import { banner } from './text.ts';
import { constantsView } from './typescript.ts';

interface Numbered {
  number: number;
  name: string;
  doc: string;
}

/** What may be written through a port: nothing, what everybody may write, all that the level may. */
const WRITES = { nothing: 0, public: 1, all: 2 } as const;

/** What a port may: the highest level at it, whether it writes at all, and whether clients of DLMS/COSEM sign there. */
interface PortAccess {
  port: string;
  level: number;
  writes: keyof typeof WRITES;
  signature: boolean;
  doc: string;
}

export interface ProgrammingSpec {
  about: string;
  level_1: string;
  ports: PortAccess[];
  constants: Constant[];
  errors: Numbered[];
  acts: Numbered[];
}

/** A port and a level that is proved there: what failures are counted for. */
export interface Gate {
  port: number;
  level: number;
}

export interface Programming extends Omit<ProgrammingSpec, 'ports'> {
  /** In the order of their numbers. */
  ports: PortAccess[];
  gates: Gate[];
  /** Association of each level from 1 on. */
  associations: number[];
}

const FILE = 'programming.json';
const LEVELS = 4;
/** Levels that something said on the wire proves. */
const PROVED = [2, 3];

function portsOf({ ports }: ProgrammingSpec, { boundary }: Model): PortAccess[] {
  const known = (boundary.ports.management ?? []).map(({ name }) => name);
  refuseDuplicates(
    FILE,
    'ports',
    'port',
    ports.map(({ port }) => port),
  );
  return known.map((name) => {
    const found = ports.find(({ port }) => port === name);
    if (!found) throw new SpecError(FILE, 'ports', `says nothing of port '${name}'`);
    return found;
  });
}

function associationsOf(
  spec: ProgrammingSpec,
  model: Model,
  levels: readonly (number | undefined)[],
): number[] {
  const first = model.objects.rights.associations.indexOf(spec.level_1);
  if (first < 0) throw new SpecError(FILE, 'level_1', `no association '${spec.level_1}'`);
  const others = Array.from({ length: LEVELS - 1 }, (_, i) => levels.indexOf(i + 2));
  if (others.includes(-1))
    throw new SpecError('rights.json', 'associations', 'a level from 2 to 4 is missing');
  return [first, ...others];
}

/** Those of IEC 62056-21 first, so that their numbers stay; behind them those of signatures. */
const gatesOf = (ports: readonly PortAccess[], signed: number): Gate[] => [
  ...ports.flatMap(({ level }, port) =>
    PROVED.filter((proved) => proved <= level).map((proved) => ({ port, level: proved })),
  ),
  ...ports.flatMap(({ signature }, port) => (signature ? [{ port, level: signed }] : [])),
];

/** The checked specification over a model whose objects are there. Throws SpecError. */
export function programmingOf(
  spec: ProgrammingSpec,
  model: Model,
  levels: readonly (number | undefined)[],
): Programming {
  for (const kind of ['errors', 'acts'] as const) {
    const numbers = spec[kind].map(({ number }) => number);
    refuseDuplicates(FILE, kind, 'number', numbers);
  }
  const ports = portsOf(spec, model);
  const valueOf = (wanted: string) => spec.constants.find(({ name }) => name === wanted)?.value ?? 0;
  const gates = gatesOf(ports, valueOf('LEVEL_SIGNATURE'));
  const most = valueOf('GATES_MOST');
  if (gates.length > most)
    throw new SpecError(FILE, 'ports', `${gates.length} gates, the record has room for ${most}`);
  const associations = ports.length > 0 ? associationsOf(spec, model, levels) : [];
  return { ...spec, ports, gates, associations };
}

const numbered = (prefix: string, all: readonly Numbered[]): Constant[] =>
  all.map(({ number, name, doc }) => ({ name: `${prefix}_${name}`, value: number, doc }));

const constantsOf = ({ constants, errors, acts, gates }: Programming): Constant[] => [
  ...constants,
  ...numbered('ERROR', errors),
  ...numbered('ACT', acts),
  { name: 'GATES', value: gates.length, doc: 'Gates: a port and a level that is proved there.' },
];

function assembly(programming: Programming): string {
  const { ports, gates, associations } = programming;
  return [
    banner('//'),
    '// Programming mode of IEC 62056-21: limits, errors, acts, and what each port may.\n',
    ...constantsOf(programming).map((c) => `/** ${c.doc} */\n${i32(c.name, c.value)}`),
    table(
      'PORT_ACCESS',
      'By port: the highest level, and PORT_WRITES_*.',
      ports.map(({ level, writes }) => [level, WRITES[writes]]),
    ),
    table(
      'GATE_ROWS',
      'By gate: port and level.',
      gates.map(({ port, level }) => [port, level]),
    ),
    table('LEVEL_ASSOCIATIONS', 'Association of each level from 1 on.', [associations]),
  ].join('\n');
}

const code = (number: number) => `ER${String(number).padStart(2, '0')}`;

const typescript = (programming: Programming): string =>
  [
    banner('//'),
    '// Programming mode of IEC 62056-21.',
    constantsView(constantsOf(programming)),
    '\n/** What an error of the meter means, by its text. */',
    'export const ERROR_TEXTS: Readonly<Record<string, string>> = {',
    ...programming.errors.map(({ number, doc }) => `  ${code(number)}: ${JSON.stringify(doc)},`),
    '};\n',
    '/** What an entry of the log of access tells, by its number. */',
    'export const ACT_NAMES: Readonly<Record<number, string>> = {',
    ...programming.acts.map(({ number, name }) => `  ${number}: '${name.toLowerCase()}',`),
    '};\n',
    '/** Ports by name: their highest level, and what they write. */',
    `export const PORT_ACCESS = ${JSON.stringify(
      Object.fromEntries(programming.ports.map(({ port, level, writes }) => [port, { level, writes }])),
      null,
      2,
    )} as const;\n`,
  ].join('\n');

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** What a level may with a class of rights, in words. */
function wordsOf(byte: number): string {
  const words = [byte & 1 && 'read', byte & 2 && 'write'].filter(Boolean);
  return words.length === 0 ? '-' : words.join(', ');
}

/** Which objects at which level: a row for each class of rights, the objects that have it beside it. */
function rightsTable({ objects, programming }: Model): string[] {
  const { classes, bytes } = objects.rights;
  const named = classes.map((_, index) => {
    const of = objects.written.flatMap(({ raw, template }) =>
      template.attributes
        .filter(({ rights, id }) => rights === index && id !== 1)
        .map(({ id, source }) => `${raw.obis} ${source === 'method' ? `method ${id}` : id}`),
    );
    return of.length > 4 ? `${of.length} attributes, ${of[0]} the first` : of.join('; ');
  });
  const levels = programming.associations;
  return [
    row(['class of rights', 'level 1', 'level 2', 'level 3', 'level 4', 'attributes']),
    '|---|---|---|---|---|---|',
    ...classes.map((name, index) =>
      row([name, ...levels.map((association) => wordsOf(bytes[index][association])), named[index]]),
    ),
  ];
}

function page(model: Model): string {
  const { ports, errors, acts, constants } = model.programming;
  return [
    '<!-- Generated by `make gen` from shared-protocol/spec/. Do not edit. -->',
    '# Programming mode: who may do what, and what is answered\n',
    '## Ports\n',
    row(['port', 'highest level', 'writes', '']),
    '|---|---:|---|---|',
    ...ports.map(({ port, level, writes, doc }) => row([port, String(level), writes, doc])),
    '\n## Levels and objects\n',
    'Of a method, read means execute. At a port that writes nothing, write and execute fall away, at a public one all of them that level 1 has not.\n',
    ...rightsTable(model),
    '\n## Errors\n',
    row(['text', 'meaning']),
    '|---|---|',
    ...errors.map(({ number, doc }) => row([code(number), doc])),
    '\n## Acts in the log of access\n',
    row(['number', 'act', '']),
    '|---:|---|---|',
    ...acts.map(({ number, name, doc }) => row([String(number), name.toLowerCase(), doc])),
    '\n## Limits\n',
    row(['name', 'value', '']),
    '|---|---:|---|',
    ...constants.map(({ name, value, doc }) => row([name, String(value), doc])),
    '',
  ].join('\n');
}

/** The files by path from the project root. */
export const programmingFiles = (model: Model): Record<string, string> => ({
  'shared-protocol/generated/assembly/programming.ts': assembly(model.programming),
  'shared-protocol/generated/ts/programming.ts': typescript(model.programming),
  'shared-protocol/generated/programming.md': page(model),
});
