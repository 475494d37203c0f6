// Brings the objects and ranges of the catalogue to one list and checks each of them.
import type { CatalogueObject, Model } from './model.ts';
import { slotsOfObject } from './mirror.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';

/** An object as it stands in the specification; what is left out is the standard's and stands in the readout. */
export type RawObject = Omit<CatalogueObject, 'orders' | 'standard' | 'readout'> & {
  standard?: boolean;
  readout: Omit<CatalogueObject['readout'], 'listed'> & { listed?: boolean };
};

/** An array of harmonics for several inputs: the codes are those of order 1. */
export type RawRange = Omit<RawObject, 'obis' | 'scope'> & {
  orders: number;
  of: { scope: number; obis: string; name: string }[];
};

const whole = (raw: RawObject, orders: number, listed: boolean): CatalogueObject => ({
  ...raw,
  orders,
  standard: raw.standard ?? true,
  readout: { ...raw.readout, listed: raw.readout.listed ?? listed },
});

/** Objects first, then each range once for each of its inputs; arrays never stand in the data block. */
export function catalogueOf(spec: { objects: RawObject[]; ranges: RawRange[] }): CatalogueObject[] {
  const ranges = spec.ranges.flatMap(({ of, orders, ...range }) =>
    of.map(({ scope, obis, name }) =>
      whole({ ...range, scope, obis, name: `${range.name}, ${name}` }, orders, false),
    ),
  );
  return [...spec.objects.map((object) => whole(object, 1, true)), ...ranges];
}

/** The six fields of a code. */
export const fieldsOf = (obis: string): number[] => obis.split(/[-:.]/).map(Number);

/** Value groups a manufacturer may give codes of his own (IEC 62056-6-1): B and C 128..199, C 240, D to F 128..254. */
function isManufacturers(obis: string): boolean {
  const [, b, c, d, e, f] = fieldsOf(obis);
  const own = (value: number, last: number) => value >= 128 && value <= last;
  return own(b, 199) || own(c, 199) || c === 240 || [d, e, f].some((value) => own(value, 254));
}

/** Every code of an object: those of a range count up in E. */
export function codesOf({ obis, orders }: CatalogueObject): string[] {
  const [a, b, c, d, e, f] = fieldsOf(obis);
  return Array.from({ length: orders }, (_, i) => `${a}-${b}:${c}.${d}.${e + i}.${f}`);
}

const fieldOf = (model: Model, { struct, field }: CatalogueObject) =>
  model.structs.find((s) => s.name === struct)?.fields.find((f) => f.name === field);

/** Entries of an array in one record: ranges count on to the next record behind them. */
export function pageOrders(model: Model): number {
  const range = model.catalogue.find((object) => object.orders > 1);
  return (range && fieldOf(model, range)?.count) ?? 1;
}

/** Where a page says up to which order it was measured; undefined for a struct that does not. */
const highestAt = (model: Model, struct: string) =>
  model.structs
    .find((s) => s.name === struct)
    ?.fields.find((f) => f.name === 'highest_order' && f.type === 'u8')?.offset;

/** The same for all ranges; 0 where there are none. */
export const highestOrderAt = (model: Model): number =>
  highestAt(model, model.catalogue.find((object) => object.orders > 1)?.struct ?? '') ?? 0;

/** Types the readout of the management core can show. */
const SHOWN_TYPES = ['i64', 'i32', 'u32', 'u8'];

function checkObject(model: Model, object: CatalogueObject): void {
  const { obis, struct, field, orders, readout, standard } = object;
  const refuse = (reason: string) => {
    throw new SpecError('catalogue.json', obis, reason);
  };
  if (!/^\d+-\d+:\d+\.\d+\.\d+\.\d+$/.test(obis)) refuse('lacks six fields A-B:C.D.E.F');
  if (codesOf(object).some((code) => isManufacturers(code) === standard))
    refuse(`is ${standard ? 'a manufacturer-specific' : 'a standard'} code, against what it says`);
  const found = fieldOf(model, object);
  if (!found) return refuse(`no field '${field}' in '${struct}'`);
  if (!SHOWN_TYPES.includes(found.type)) refuse(`'${field}' is not one of ${SHOWN_TYPES}`);
  if (found.count > 1 !== orders > 1) refuse(`'${field}' has ${found.count} entries, the object ${orders}`);
  if (orders > 1 && found.count !== pageOrders(model))
    refuse(`has ${found.count} entries a record, other ranges ${pageOrders(model)}`);
  const highest = highestAt(model, struct);
  if (orders > 1 && (highest === undefined || highest !== highestOrderAt(model)))
    refuse(`'${struct}' has no highest_order where other ranges have it`);
  if (readout.listed && orders > 1) refuse('is a range, which the data block cannot list');
  if (readout.unit.length > 7) refuse(`unit '${readout.unit}' has more than 7 characters`);
  if (readout.divisor * 10 ** readout.decimals > 2 ** 63) refuse('divisor and decimals exceed 63 bits');
  slotsOfObject(model, object);
}

/** Throws SpecError for an object no generator may be given. */
export function checkCatalogue(model: Model): void {
  model.catalogue.forEach((object) => checkObject(model, object));
  refuseDuplicates('catalogue.json', 'objects', 'code', model.catalogue.flatMap(codesOf));
}
