// The rows of all files: codes, template, and where the value of the row's field lies in the mirror.
import { slotsOfObject } from '../mirror.ts';
import type { Field, Model } from '../model.ts';
import { SCALAR_BYTES } from '../scalars.ts';
import { SpecError } from '../spec-error.ts';
import { codesOf, fieldsOf, GROUPS, isCode, isManufacturers, spanOf } from './codes.ts';
import type { RawRow } from './spec.ts';
import type { Template } from './templates.ts';

export const RULES = ['signed', 'positive', 'negative'] as const;
/** Types of fields; the last one stands for an array of bytes, which is one value. */
export const FIELD_TYPES = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'bytes'] as const;
/** No such place in a record. */
export const NOWHERE = 255;

/** Where the value of a row lies: the slot of its first entry's record, and its place in that record. */
export interface Place {
  slot: number;
  offset: number;
  type: number;
  rule: number;
  /** Entries in one record, the next ones lie in the slots behind; of bytes: how many. */
  perRecord: number;
  /** Where the record says up to which entry it was measured. */
  highestAt: number;
}

export interface Row extends Place {
  file: string;
  raw: RawRow;
  code: number[];
  span: number;
  group: number;
  step: number;
  template: Template;
  visibility: number;
}

const NO_PLACE: Place = { slot: 0, offset: 0, type: 0, rule: 0, perRecord: 1, highestAt: NOWHERE };

function fieldOf(model: Model, record: string | undefined, name: string | undefined): Field | undefined {
  return model.structs.find((s) => s.name === record)?.fields.find((f) => f.name === name);
}

/** Least and greatest value of a field behind its rule. */
function limitsOf(type: string, rule: string): [bigint, bigint] {
  const bits = BigInt(SCALAR_BYTES[type] * 8);
  if (type.startsWith('u')) return [0n, (1n << bits) - 1n];
  const least = -(1n << (bits - 1n));
  if (rule === 'signed') return [least, -least - 1n];
  return [0n, rule === 'negative' ? -least : -least - 1n];
}

/** The same of the A-XDR types that hold whole numbers. */
const NUMBERS: Record<string, [bits: number, signed: boolean]> = {
  integer: [8, true],
  unsigned: [8, false],
  enum: [8, false],
  long: [16, true],
  'long-unsigned': [16, false],
  'double-long': [32, true],
  'double-long-unsigned': [32, false],
  long64: [64, true],
  'long64-unsigned': [64, false],
};

/** Holds each row against the model: one reader for the rows of all files. Throws SpecError. */
export class RowReader {
  readonly #model: Model;
  readonly #templates: ReadonlyMap<string, Template>;

  constructor(model: Model, templates: ReadonlyMap<string, Template>) {
    this.#model = model;
    this.#templates = templates;
  }

  row(file: string, raw: RawRow): Row {
    const refuse = (reason: string): never => {
      throw new SpecError(file, raw.obis, reason);
    };
    checkCodes(raw, refuse);
    const template = this.#templates.get(raw.template) ?? refuse(`no template '${raw.template}'`);
    const place =
      raw.field === undefined
        ? this.#provided(raw, template, refuse)
        : this.#place(file, raw, template, refuse);
    const group = raw.range ? GROUPS[raw.range.group] : 0;
    const [span, step] = [spanOf(raw), raw.range?.step ?? 0];
    return { file, raw, code: fieldsOf(raw.obis), span, group, step, template, visibility: 0, ...place };
  }

  #provided(raw: RawRow, template: Template, refuse: (reason: string) => never): Place {
    const fields = template.attributes.filter(({ source }) => source === 'field' || source === 'other_field');
    if (fields.length > 0) refuse(`template '${template.name}' takes a field, the row has none`);
    if (raw.record !== undefined || raw.rule !== undefined) refuse('has a record or a rule but no field');
    return NO_PLACE;
  }

  #place(file: string, raw: RawRow, template: Template, refuse: (reason: string) => never): Place {
    const rule = raw.rule ?? 'signed';
    if (!(RULES as readonly string[]).includes(rule)) refuse(`unknown rule '${rule}'`);
    if (!template.attributes.some(({ source }) => source === 'field'))
      refuse(`template '${template.name}' takes no field`);
    const found = fieldOf(this.#model, raw.record, raw.field);
    if (!found) return refuse(`no field '${raw.field}' in '${raw.record}'`);
    const bytes = found.type === 'u8' && found.count > 1 && raw.range?.count === undefined;
    this.#checkType(raw, found, template, bytes, refuse);
    const paged = raw.range?.count !== undefined;
    if (!bytes && found.count > 1 !== paged)
      refuse(`'${raw.field}' has ${found.count} entries, the object ${spanOf(raw)}`);
    return {
      slot: this.#slot(file, raw, bytes ? 1 : found.count, refuse),
      offset: found.offset,
      type: FIELD_TYPES.indexOf(bytes ? 'bytes' : (found.type as 'u8')),
      rule: RULES.indexOf(rule as 'signed'),
      perRecord: found.count,
      highestAt: paged ? this.#highestAt(raw, refuse) : NOWHERE,
    };
  }

  /** A field must fit the type its attribute has, by its width and by its rule. */
  #checkType(
    raw: RawRow,
    field: Field,
    template: Template,
    bytes: boolean,
    refuse: (reason: string) => never,
  ): void {
    const { type } = template.raw.attributes.find(({ source }) => source === 'field')!;
    if (bytes) {
      if (type !== `octet-string ${field.count}`)
        refuse(`'${raw.field}' is octet-string ${field.count}, its type ${JSON.stringify(type)}`);
      return;
    }
    const number = typeof type === 'string' ? NUMBERS[type] : undefined;
    if (!number) return refuse(`'${raw.field}' is a number, its type ${JSON.stringify(type)}`);
    const [bits, signed] = number;
    const [least, greatest] = limitsOf(field.type, raw.rule ?? 'signed');
    const top = 1n << BigInt(signed ? bits - 1 : bits);
    if (least < (signed ? -top : 0n) || greatest >= top)
      refuse(`'${raw.field}' (${field.type}, ${raw.rule ?? 'signed'}) does not fit its type '${type}'`);
  }

  /** Slot of the first entry; the others must follow as the source counts them. */
  #slot(file: string, raw: RawRow, perRecord: number, refuse: (reason: string) => never): number {
    const scopes = raw.range?.of ? spanOf(raw) : 1;
    const object = (scope: number) => ({
      file,
      obis: raw.obis,
      struct: raw.record!,
      field: raw.field!,
      scope,
      orders: raw.range?.count ?? 1,
      perRecord,
    });
    const slots = Array.from({ length: scopes }, (_, i) =>
      slotsOfObject(this.#model, object((raw.scope ?? 0) + i)),
    );
    if (slots.flat().some((slot, i) => slot !== slots[0][0] + i))
      refuse('its records do not follow each other in the mirror');
    return slots[0][0];
  }

  #highestAt(raw: RawRow, refuse: (reason: string) => never): number {
    const found = fieldOf(this.#model, raw.record, 'highest_order');
    return found?.type === 'u8' ? found.offset : refuse(`'${raw.record}' has no highest_order`);
  }
}

function checkCodes(raw: RawRow, refuse: (reason: string) => never): void {
  if (!isCode(raw.obis)) refuse('lacks six fields A-B:C.D.E.F');
  const { range, name } = raw;
  if (range && (range.of === undefined) === (range.count === undefined))
    refuse('its range has neither or both of `of` and `count`');
  if (range && !(range.step >= 1)) refuse(`its range has step ${range.step}`);
  if (range?.of && !name.includes('{}')) refuse("its name has no {} for what its range is 'of'");
  if (!codesOf(raw).every(isCode)) refuse('its range leaves the values of a byte');
  const standard = raw.standard ?? true;
  if (codesOf(raw).some((code) => isManufacturers(code) === standard))
    refuse(`is ${standard ? 'a manufacturer-specific' : 'a standard'} code, against what it says`);
}
