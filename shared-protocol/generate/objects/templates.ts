// Attribute lists that rows share: each attribute's shape, source, rights and how its value is scaled and written.
import { SpecError } from '../spec-error.ts';
import type { ProviderTable } from './providers.ts';
import type { RightsTable } from './rights.ts';
import { ShapeTable } from './shapes.ts';
import type { CosemSpec, RawAttribute, RawClass, RawTemplate } from './spec.ts';

/** Where a value comes from; the order is that of the generated constants. */
export const SOURCES = [
  'logical_name',
  'field',
  'scaler_unit',
  'provider',
  'other_field',
  'provided_list',
  'method',
] as const;
export type Source = (typeof SOURCES)[number];

export const STYLES = ['digits', 'hexadecimal', 'characters'] as const;

/** How a number is scaled, and how it is written as text. */
export interface Format {
  divisor: number;
  scaler: number;
  unit: number;
  style: number;
  digits: number;
  decimals: number;
  /** Power of ten by which the unit of the text is larger than the attribute's. */
  textScaler: number;
  textUnit: string;
}

export interface Attribute {
  id: number;
  source: Source;
  shape: number;
  rights: number;
  /** Of a method: the shape of its parameter. */
  format: number;
  room: number;
  provider: number;
  /** Of `other_field`: its name in the record of the row. */
  field?: string;
}

export interface Template {
  name: string;
  class: number;
  version: number;
  attributes: Attribute[];
  /** The attribute that takes the field or provider of the row, as the specification has it. */
  raw: RawTemplate;
}

const FILE = 'templates.json';
const NO_FORMAT: Format = {
  divisor: 1,
  scaler: 0,
  unit: 255,
  style: 0,
  digits: 0,
  decimals: 0,
  textScaler: 0,
  textUnit: '',
};
const PREFIXES: Record<string, number> = { '': 0, k: 3, M: 6 };
/** Units a text writes otherwise: IEC 62056-21 has seven-bit characters. */
const WRITTEN: Record<string, string> = { deg: '°' };
/** Constants are pulses per kilo hour on a nameplate, and per hour among the units of COSEM. */
const PER_KILO: Record<string, string> = { 'imp/kWh': '1/Wh', 'imp/kvarh': '1/varh', 'imp/kVAh': '1/VAh' };
export const UNIT_CHARACTERS = 9;
/** Counts of a field times the decimals of its text must stay within 63 bits. */
const SCALE_LIMIT = 18;

/** Reads templates of one set of specifications. Throws SpecError. */
export class TemplateReader {
  readonly formats: Format[] = [NO_FORMAT];
  readonly shapes: ShapeTable;
  readonly #cosem: CosemSpec;
  readonly #rights: RightsTable;
  readonly #providers: ProviderTable;

  constructor(specs: { cosem: CosemSpec }, rights: RightsTable, providers: ProviderTable) {
    this.#cosem = specs.cosem;
    this.#rights = rights;
    this.#providers = providers;
    this.shapes = new ShapeTable(specs.cosem);
  }

  template(name: string, raw: RawTemplate): Template {
    const refuse = (reason: string): never => {
      throw new SpecError(FILE, name, reason);
    };
    const found = this.#cosem.classes.find((c) => c.class === raw.class && c.version === raw.version);
    if (!found) return refuse(`unknown class ${raw.class} version ${raw.version}`);
    for (const { id } of raw.attributes)
      if (!found.attributes.some((a) => a.id === id)) refuse(`class ${raw.class} has no attribute ${id}`);
    const attributes = found.attributes.map((a) => this.#attribute(raw, a, refuse));
    return {
      name,
      class: raw.class,
      version: raw.version,
      raw,
      attributes: [...attributes, ...this.#methods(raw, found, refuse)],
    };
  }

  #attribute(
    raw: RawTemplate,
    of: RawClass['attributes'][number],
    refuse: (reason: string) => never,
  ): Attribute {
    const given = raw.attributes.find(({ id }) => id === of.id);
    if (given && raw.attributes.filter(({ id }) => id === of.id).length > 1)
      refuse(`attribute ${of.id} stands twice`);
    const rights = this.#rights.index(given?.rights ?? raw.rights, refuse);
    if (given) return { ...this.#given(given, refuse), rights };
    if (!of.source) return refuse(`attribute ${of.id} (${of.name}) of class ${raw.class} has no source`);
    // Scaler and unit are those of the value, attribute 2.
    const value = raw.attributes.find(({ id }) => id === 2);
    const format = of.source === 'scaler_unit' && value ? this.#format(value, refuse) : 0;
    return {
      id: of.id,
      source: of.source,
      shape: this.#shape(of.shape!, refuse),
      rights,
      format,
      room: 0,
      provider: 0,
    };
  }

  #given(raw: RawAttribute, refuse: (reason: string) => never): Attribute {
    const base = {
      id: raw.id,
      shape: this.#shape(raw.type, refuse),
      format: this.#format(raw, refuse),
      rights: 0,
    };
    const { source } = raw;
    if (source === 'field') return { ...base, source, room: 0, provider: 0 };
    if ('field' in source)
      return { ...base, source: 'other_field', room: 0, provider: 0, field: source.field };
    const { room, provider, entries } = this.#providers.find(source, refuse);
    return { ...base, source: entries ? 'provided_list' : 'provider', room, provider };
  }

  #methods(raw: RawTemplate, of: RawClass, refuse: (reason: string) => never): Attribute[] {
    return (raw.methods ?? []).map((method) => {
      const known = of.methods.find(({ id }) => id === method.id);
      if (!known) return refuse(`class ${raw.class} has no method ${method.id}`);
      const { room, provider, write, staged } = this.#providers.find(method, refuse);
      if (!write && !staged) refuse(`provider '${method.provider}' of method ${method.id} takes no values`);
      const rights = this.#rights.indexForMethod(method.rights ?? raw.rights, refuse);
      const shape = this.#shape(method.result ?? known.result, refuse);
      const format = this.#shape(method.parameter ?? known.parameter, refuse);
      return { id: method.id, source: 'method', shape, format, rights, room, provider };
    });
  }

  #shape(shape: RawAttribute['type'], refuse: (reason: string) => never): number {
    try {
      return this.shapes.index(shape);
    } catch (error) {
      return refuse(`shape ${JSON.stringify(shape)}: ${(error as Error).message}`);
    }
  }

  #format(raw: RawAttribute, refuse: (reason: string) => never): number {
    const { scaler = 0, unit = '', divisor = 1, text } = raw;
    if (!(unit in this.#cosem.units)) refuse(`unknown unit '${unit}'`);
    if (!Number.isInteger(divisor) || divisor < 1) refuse(`divisor ${divisor} is not a whole number from 1`);
    const textUnit = text?.unit ?? unit;
    const format: Format = {
      divisor,
      scaler,
      unit: this.#cosem.units[unit],
      style: STYLES.indexOf(text?.style ?? 'digits'),
      digits: text?.digits ?? 0,
      decimals: text?.decimals ?? Math.max(0, -scaler),
      textScaler: prefixOf(textUnit, unit, refuse),
      textUnit,
    };
    if (textUnit.length > UNIT_CHARACTERS)
      refuse(`unit '${textUnit}' has more than ${UNIT_CHARACTERS} characters`);
    if (format.style < 0) refuse(`unknown style '${text?.style}'`);
    const digits = (text?.style ?? 'digits') === 'digits' ? format.digits : 0;
    if (format.decimals + scaler - format.textScaler > 0 || Math.abs(scaler) + digits > SCALE_LIMIT)
      refuse(`${format.decimals} decimals and ${format.digits} digits are more than scaler ${scaler} gives`);
    const key = JSON.stringify(format);
    const known = this.formats.findIndex((f) => JSON.stringify(f) === key);
    return known >= 0 ? known : this.formats.push(format) - 1;
  }
}

/** Power of ten between the unit of a text and that of its value. */
function prefixOf(written: string, unit: string, refuse: (reason: string) => never): number {
  if (PER_KILO[written] === unit) return -PREFIXES.k;
  const plain = WRITTEN[written] ?? written;
  const found = Object.entries(PREFIXES).find(([prefix]) => `${prefix}${unit}` === plain);
  return found ? found[1] : refuse(`unit '${written}' is not '${unit}' with a prefix`);
}
