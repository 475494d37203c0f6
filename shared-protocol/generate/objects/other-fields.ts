// Attributes that are further fields of a row's record: they must lie in one place for all rows of the template.
import type { Model } from '../model.ts';
import { SpecError } from '../spec-error.ts';
import { FIELD_TYPES, type Row } from './rows.ts';

/** Writes place and type of each such attribute into it. Throws SpecError. */
export function resolveOtherFields(model: Model, rows: readonly Row[]): void {
  const places = new Map<object, string>();
  for (const { template, raw, file } of rows) {
    for (const attribute of template.attributes.filter(({ source }) => source === 'other_field')) {
      const struct = model.structs.find(({ name }) => name === raw.record);
      const found = struct?.fields.find(({ name, count }) => name === attribute.field && count === 1);
      if (!found)
        throw new SpecError(file, raw.obis, `no single field '${attribute.field}' in '${raw.record}'`);
      const place = `${found.type} at ${found.offset}`;
      if ((places.get(attribute) ?? place) !== place)
        throw new SpecError(
          file,
          raw.obis,
          `'${attribute.field}' of '${raw.record}' is ${place}, in other rows of '${template.name}' ${places.get(attribute)}`,
        );
      places.set(attribute, place);
      attribute.room = FIELD_TYPES.indexOf(found.type as 'u8');
      attribute.provider = found.offset;
    }
  }
}
