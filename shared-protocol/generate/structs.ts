// Reads a record as it is written in a specification: its fields, and where each of them stands.
import type { Field, Struct } from './model.ts';
import { SCALAR_BYTES } from './scalars.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';

/** A record as it stands in its file. */
export type RawStruct = { doc: string; fields: string[]; cut?: true };

function parseField(text: string, offset: number, struct: string, file: string): Field {
  const match = /^(\w+): ([ui]\d+)(?:\[(\d+)\])?:\s*(.*)$/.exec(text);
  if (!match || !(match[2] in SCALAR_BYTES))
    throw new SpecError(file, struct, `field '${text}' is not 'name: type: unit'`);
  const [, name, type, count, doc] = match;
  if (offset % SCALAR_BYTES[type])
    throw new SpecError(file, struct, `field '${name}' at byte ${offset} is not aligned to ${type}`);
  return { name, type, count: Number(count ?? 1), offset, doc };
}

/** A record with the place of each field. Throws SpecError. */
export function parseStruct(name: string, raw: RawStruct, file = 'link.json'): Struct {
  const fields: Field[] = [];
  let bytes = 0;
  for (const text of raw.fields) {
    const field = parseField(text, bytes, name, file);
    fields.push(field);
    bytes += SCALAR_BYTES[field.type] * field.count;
  }
  const named = fields.filter((field) => field.name !== 'reserved').map((field) => field.name);
  refuseDuplicates(file, name, 'field', named);
  const last = fields.at(-1);
  if (raw.cut && !(last && last.type === 'u8' && last.count > 1))
    throw new SpecError(file, name, 'is cut short in its last field, which is no array of bytes');
  return { name, doc: raw.doc, fields, bytes, ...(raw.cut && { cut: true }) };
}
