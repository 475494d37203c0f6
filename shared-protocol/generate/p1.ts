// Telegrams of P1 (p1.json): the lines of each form as a table, checked against the objects, and how long a telegram can get.
import type { Model } from './model.ts';
import { find } from './objects/lookup.ts';
import { fieldsOf } from './objects/codes.ts';
import type { Attribute } from './objects/templates.ts';
import { i32, table } from './objects/tables.ts';
import { SpecError } from './spec-error.ts';
import { banner, upper } from './text.ts';

interface RawLine {
  code: string;
  is?: 'time' | 'octets' | 'failures' | 'peak' | 'peaks';
  text?: string;
  object?: string;
  /** The object whose sign the value takes. */
  sign?: string;
  digits?: number;
  decimals?: number;
  unit?: string;
  phases?: boolean;
  when?: 'known' | 'not_zero';
}

interface RawForm {
  name: string;
  module: string;
  about: string;
  lines: RawLine[];
}

export interface P1Spec {
  about: string;
  association: string;
  identification: string;
  forms: RawForm[];
}

export interface P1 {
  association: number;
  identification: string;
  forms: { module: number; lines: number[][] }[];
  /** Characters of the longest telegram. */
  longest: number;
}

const FILE = 'p1.json';
const KINDS = ['text', 'number', 'time', 'octets', 'failures', 'peak', 'peaks'] as const;
const WHEN = ['always', 'known', 'not_zero'] as const;
/** Phases follow each other by 20 in C (IEC 62056-6-1). */
const PHASE_STEP = 20;
const PHASES = 3;
const READ = 1;
const NO_ROW = 0xffff;
const TEXT_BYTES = 8;
const IDENTIFICATION_BYTES = 20;
/** Characters of a time in brackets, of an octet string's digits, of a code with the end of its line. */
const TIME = 15;
const OCTETS = 2 * 16;
const FRAME = 18;
/** Entries of the log of failures, and what stands before them; months of peaks. */
const FAILURE = TIME + 14;
const LOG_HEAD = 20;
const MONTHS = 12;
const PEAKS_HEAD = 30;
/** Blank line, exclamation mark, CRC, and the ends of these lines. */
const REST = 16;

const u16 = (value: number) => [value & 0xff, value >> 8];
const padded = (text: string, bytes: number) => [...text.padEnd(bytes, '\0')].map((c) => c.charCodeAt(0));

const kindOf = ({ is, text }: RawLine): (typeof KINDS)[number] =>
  text === undefined ? (is ?? 'number') : 'text';

/** The code of a phase, of one that is the code of the first. */
const ofPhase = (code: string | undefined, phase: number) => {
  if (code === undefined || phase === 0) return code;
  const [head, c, ...rest] = code.split(/(?<=:)|\./);
  return `${head}${[Number(c) + (phase - 1) * PHASE_STEP, ...rest].join('.')}`;
};

/** An object of a line as a ListRow, and how its value is scaled. */
function objectOf(model: Model, association: number, line: string, obis: string) {
  const { rows, rights } = model.objects;
  const found = find(rows, obis);
  if (!found) throw new SpecError(FILE, line, `no row has the code '${obis}'`);
  const { attributes } = rows[found.row].template;
  const place = attributes.findIndex(({ id, source }) => id === 2 && source !== 'method');
  if ((rights.bytes[attributes[place].rights][association] & READ) === 0)
    throw new SpecError(FILE, line, `'${obis}' may not be read by '${rights.associations[association]}'`);
  return {
    bytes: [...u16(found.row), found.entry, place],
    attribute: attributes[place],
    row: rows[found.row],
  };
}

/** Power of ten of a unit over that of the object: 3 for kWh. Throws where they are not of one kind. */
function prefixOf(line: string, unit: string, of: string | undefined): number {
  if ((of ?? '') === unit) return 0;
  if (`k${of}` === unit) return 3;
  throw new SpecError(FILE, line, `its object is in '${of}', not in '${unit}'`);
}

const isNumber = (line: RawLine) => ['number', 'peak', 'peaks'].includes(kindOf(line));

function lineOf(model: Model, association: number, line: RawLine, phase: number): number[] {
  const code = ofPhase(line.code, phase)!;
  const refuse = (reason: string): never => {
    throw new SpecError(FILE, code, reason);
  };
  const kind = kindOf(line);
  if (isNumber(line) && (line.object === undefined || line.digits === undefined))
    refuse('a number has an object and digits');
  if ((line.decimals ?? 0) >= (line.digits ?? 1)) refuse('it has no digit before its decimals');
  const object = line.object && objectOf(model, association, code, ofPhase(line.object, phase)!);
  const sign = line.sign && objectOf(model, association, code, ofPhase(line.sign, phase)!);
  const format = object ? rawUnit(object.row.template.raw.attributes, object.attribute) : undefined;
  const prefix = isNumber(line) ? prefixOf(code, line.unit ?? '', format) : 0;
  const head = [KINDS.indexOf(kind), ...fieldsOf(code), line.digits ?? 0, line.decimals ?? 0, phase];
  return [
    ...head,
    WHEN.indexOf(line.when ?? 'always'),
    prefix,
    0,
    ...(object ? object.bytes : [...u16(NO_ROW), 0, 0]),
    ...(sign ? sign.bytes : [...u16(NO_ROW), 0, 0]),
    ...padded(line.text ?? line.unit ?? '', TEXT_BYTES),
  ];
}

/** Unit of an attribute as its template writes it. */
const rawUnit = (written: readonly { id: number; unit?: string }[], { id }: Attribute) =>
  written.find((attribute) => attribute.id === id)?.unit ?? '';

/** Characters that a line takes at most. */
function charactersOf(line: RawLine, logged: number): number {
  const number = (line.digits ?? 0) + (line.unit?.length ?? 0) + 5;
  const sizes = {
    text: TEXT_BYTES,
    number,
    time: TIME,
    octets: OCTETS,
    failures: LOG_HEAD + logged * FAILURE,
    peak: TIME + number,
    peaks: PEAKS_HEAD + MONTHS * (2 * TIME + number),
  };
  return FRAME + sizes[kindOf(line)];
}

/** The checked specification over a model whose objects are there. Throws SpecError. */
export function p1Of(spec: P1Spec, model: Model): P1 {
  if (spec.forms.length === 0) return { association: 0, identification: '', forms: [], longest: 0 };
  const number = (name: string) =>
    model.constants.find((constant) => constant.name === name)?.value ??
    (() => {
      throw new SpecError(FILE, 'forms', `no constant ${name}`);
    })();
  const logged = number('DISTURBANCES_LOGGED');
  const refuse = (reason: string): never => {
    throw new SpecError(FILE, 'association', reason);
  };
  const association = model.objects.rights.association(spec.association, refuse);
  const phasesOf = ({ phases }: RawLine) => (phases ? Array.from({ length: PHASES }, (_, i) => i + 1) : [0]);
  const forms = spec.forms.map(({ module, lines }) => ({
    module: number(module),
    lines: lines.flatMap((line) => phasesOf(line).map((phase) => lineOf(model, association, line, phase))),
  }));
  const lengths = spec.forms.map(({ lines }) =>
    lines.reduce((sum, line) => sum + phasesOf(line).length * charactersOf(line, logged), 0),
  );
  return {
    association,
    identification: spec.identification,
    forms,
    longest: IDENTIFICATION_BYTES + Math.max(...lengths) + REST,
  };
}

const numbered = (prefix: string, names: readonly string[]) =>
  names.map((name, i) => i32(`${prefix}_${upper(name)}`, i));

/** Rows of the forms: u16 first line, lines, module. */
function formRows({ forms }: P1): number[][] {
  let first = 0;
  return forms.map(({ module, lines }) => {
    const row = [...u16(first), lines.length, module];
    first += lines.length;
    return row;
  });
}

function assembly({ p1 }: Model): string {
  return [
    banner('//'),
    '// Telegrams of P1: the lines of each form.\n',
    ...numbered('LINE', KINDS),
    ...numbered('WHEN', WHEN),
    i32('P1_ASSOCIATION', p1.association),
    i32('P1_FORMS', p1.forms.length),
    '/** Characters of the longest telegram. */',
    i32('P1_LONGEST', p1.longest),
    '',
    table('P1_IDENTIFICATION', 'What stands behind the slash, NUL behind it.', [
      padded(p1.identification, IDENTIFICATION_BYTES),
    ]),
    table('P1_FORM_ROWS', 'By form: u16 first line, lines, module.', formRows(p1)),
    table(
      'P1_LINES',
      'LineRow',
      p1.forms.flatMap(({ lines }) => lines),
    ),
  ].join('\n');
}

/** The file by path from the project root. */
export const p1Files = (model: Model): Record<string, string> => ({
  'shared-protocol/generated/assembly/p1.ts': assembly(model),
});
