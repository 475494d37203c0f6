// Writes the objects for the tools: one entry for each code with a name of its own, arrays by their first code; the panel.
import type { Model } from '../model.ts';
import { banner } from '../text.ts';
import { codesOf } from './codes.ts';
import { RULES, type Row } from './rows.ts';
import { STYLES, type Format } from './templates.ts';

/** Counts of the field in one unit, and in one unit of the text. */
const perUnit = ({ divisor, scaler }: Format, larger: number) => divisor * 10 ** (larger - scaler);

function entriesOf(model: Model, row: Row) {
  const { raw, template, rule } = row;
  const value = template.attributes.find(({ source }) => source === 'field')!;
  const format = model.objects.formats[value.format];
  const rawValue = template.raw.attributes.find(({ source }) => source === 'field')!;
  const names = raw.range?.of ?? [''];
  return names.map((of, entry) => ({
    obis: codesOf(raw)[entry],
    name: raw.name.replace('{}', of),
    class: template.class,
    struct: raw.record!,
    scope: (raw.scope ?? 0) + entry,
    field: raw.field!,
    rule: RULES[rule],
    unit: rawValue.unit ?? '',
    divisor: perUnit(format, 0),
    readout: {
      unit: format.textUnit,
      divisor: perUnit(format, format.textScaler),
      digits: format.digits,
      decimals: format.decimals,
    },
    standard: raw.standard ?? true,
    orders: raw.range?.count ?? 1,
  }));
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

/** Numbers only: what is written as digits. */
const isNumber = (model: Model, { template }: Row) => {
  const value = template.attributes.find(({ source }) => source === 'field');
  return value !== undefined && model.objects.formats[value.format].style === STYLES.indexOf('digits');
};

/** The view of the tools. */
export function objectsView(model: Model): string {
  const entries = model.objects.written
    .filter((row) => isNumber(model, row))
    .flatMap((row) => entriesOf(model, row));
  // Of a record's objects those of the total come first, then phase by phase.
  const single = entries.filter(({ orders }) => orders === 1).sort((a, b) => a.scope - b.scope);
  return [
    banner('//'),
    `export const CATALOGUE = ${json(single)} as const;\n`,
    `/** Arrays: the code is that of the first order, E counts up. */\nexport const RANGES = ${json(entries.filter(({ orders }) => orders > 1))} as const;\n`,
    `/** Rows of the live panel: a title and the codes beside it; minus: shown is the difference. */\nexport const PANEL = ${json(model.objects.panel)} as const;\n`,
  ].join('\n');
}
