// Events of the metering core (EVENT_* of link.json): their texts and units checked and written for displays and tools.
import type { Constant, Model } from './model.ts';
import { table } from './objects/tables.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';
import { banner } from './text.ts';

/** Characters of the longest text: with a count before it, it fits a row of the display. */
const TEXT_MAX = 16;

const isEvent = ({ name }: Constant) => name.startsWith('EVENT_');
/** Sources, kinds and askers of the audit trail are told in words by the tools alone. */
const isAudit = ({ name }: Constant) => name.startsWith('AUDIT_');

/** So are results of prepayment tokens and states of credit. */
const isPrepayment = ({ name }: Constant) => name.startsWith('TOKEN_') || name.startsWith('CREDIT_');

/** The events in the order of their numbers. */
export const eventsOf = (constants: readonly Constant[]) =>
  constants.filter((each) => isEvent(each) && each.text !== undefined).sort((a, b) => a.value - b.value);

/** Units belong to events, whole: a unit without its divisor would tell a value a hundred times too large. */
function checkUnit({ name, unit, divisor }: Constant): void {
  if (!unit || !Number.isInteger(divisor) || divisor! < 1)
    throw new SpecError('link.json', name, 'needs a unit and a whole divisor from 1');
}

function checkText({ name, text }: Constant): void {
  if (typeof text !== 'string' || !/^[!-~]([ -~]*[!-~])?$/.test(text) || text.length > TEXT_MAX)
    throw new SpecError(
      'link.json',
      name,
      `text '${text}' is not 1 to ${TEXT_MAX} printable ASCII characters`,
    );
}

/** Every number below EVENTS is an event with a text of its own. */
function checkNumbers(constants: readonly Constant[]): void {
  const count = constants.find(({ name }) => name === 'EVENTS')?.value ?? 0;
  const events = eventsOf(constants);
  for (const { name, value } of events)
    if (value >= count) throw new SpecError('link.json', name, `is not below EVENTS (${count})`);
  for (let value = 0; value < count; value++) {
    const found = events.find((event) => event.value === value);
    if (!found) throw new SpecError('link.json', `event ${value}`, 'has no text for the display');
  }
  const of = (pick: (event: Constant) => string | number) => events.map(pick);
  refuseDuplicates(
    'link.json',
    'events',
    'value',
    of(({ value }) => value),
  );
  refuseDuplicates(
    'link.json',
    'events',
    'text',
    of(({ text }) => text!),
  );
}

/** Throws SpecError for an event that cannot be told, and for a text or unit on what is no event. */
export function checkEvents(constants: readonly Constant[]): void {
  for (const each of constants) {
    const hasUnit = each.unit !== undefined || each.divisor !== undefined;
    if (!isEvent(each) && hasUnit) throw new SpecError('link.json', each.name, 'has a unit but is no event');
    if (!isEvent(each) && !isAudit(each) && !isPrepayment(each) && each.text !== undefined)
      throw new SpecError('link.json', each.name, 'has a text but is no event');
    if (hasUnit) checkUnit(each);
    if (each.text !== undefined) checkText(each);
  }
  checkNumbers(constants);
}

const textBytes = (text: string) => [...text.padEnd(TEXT_MAX, '\0')].map((c) => c.charCodeAt(0));

function assemblyTexts(model: Model): string {
  const rows = eventsOf(model.constants).map(({ text }) => textBytes(text!));
  return [
    banner('//'),
    '// What a display calls the events.\n',
    `/** Bytes of a text; shorter ones end with a NUL. */\nexport const EVENT_TEXT_BYTES: i32 = ${TEXT_MAX};\n`,
    table('EVENT_TEXTS', 'EVENT_TEXT_BYTES for each event, by its number.', rows),
    '/** Address of the text of an event below EVENTS. */',
    'export function eventText(event: i32): usize {\n  return EVENT_TEXTS + event * EVENT_TEXT_BYTES;\n}\n',
  ].join('\n');
}

/** The files of the events by path from the project root. */
export const eventFiles = (model: Model): Record<string, string> => ({
  'shared-protocol/generated/assembly/event-texts.ts': assemblyTexts(model),
});

const map = (about: string, name: string, rows: readonly Constant[]) => [
  `/** ${about} */`,
  `export const ${name}: ReadonlyMap<number, string> = new Map([`,
  ...rows.map(({ value, text }) => `  [${value}, ${JSON.stringify(text)}],`),
  ']);\n',
];

/** What the tools call results of prepayment tokens and states of credit. */
export function prepaymentView({ constants }: Model): string {
  const texts = (prefix: string) =>
    constants.filter(({ name, text }) => name.startsWith(prefix) && text !== undefined);
  return [
    ...map('What a result of a prepayment token is called (TOKEN_*).', 'TEXTS_OF_TOKENS', texts('TOKEN_')),
    ...map('What a state of prepayment credit is called (CREDIT_*).', 'TEXTS_OF_CREDIT', texts('CREDIT_')),
  ].join('\n');
}

/** What the tools call sources, kinds and askers of the audit trail. */
function auditView(constants: readonly Constant[]): string {
  const texts = constants.filter((each) => isAudit(each) && each.text !== undefined);
  const begins = (prefix: string) => texts.filter(({ name }) => name.startsWith(prefix));
  const [sources, askers] = [begins('AUDIT_SOURCE_'), begins('AUDIT_BY_')];
  const kinds = texts.filter((each) => !sources.includes(each) && !askers.includes(each));
  return [
    ...map('What a source of the audit trail is called (AUDIT_SOURCE_*).', 'TEXTS_OF_AUDIT_SOURCES', sources),
    ...map('What an entry of the audit trail is called (AUDIT_*).', 'TEXTS_OF_AUDIT', kinds),
    ...map(
      'Who is told in the audit trail, where it is no client (AUDIT_BY_*).',
      'TEXTS_OF_AUDIT_ASKERS',
      askers,
    ),
  ].join('\n');
}

/** For the tools: how a display calls each event, and in what its extreme and limit are told. */
export function eventsView(model: Model): string {
  const events = eventsOf(model.constants);
  const texts = events.map(({ value, text }) => `  [${value}, ${JSON.stringify(text)}],`);
  const units = events
    .filter(({ unit }) => unit !== undefined)
    .map(({ value, unit, divisor }) => `  [${value}, { unit: '${unit}', divisor: ${divisor} }],`);
  const flags = model.constants
    .filter(({ name }) => name.startsWith('METERING_FLAG_'))
    .map(({ value, doc }) => `  [${value}, ${JSON.stringify(doc)}],`);
  return [
    '/** What a display calls an event (EVENT_*). */',
    `export const TEXTS_OF_EVENTS: ReadonlyMap<number, string> = new Map([\n${texts.join('\n')}\n]);\n`,
    '/** In what extreme and limit of an event (EVENT_*) are told; events that are not here have plain numbers. */',
    `export const UNITS_OF_EVENTS: ReadonlyMap<number, { unit: string; divisor: number }> = new Map([\n${units.join('\n')}\n]);\n`,
    '/** What a bit of the error register (METERING_FLAG_*) says. */',
    `export const MEANINGS_OF_FLAGS: ReadonlyMap<number, string> = new Map([\n${flags.join('\n')}\n]);\n`,
    auditView(model.constants),
  ].join('\n');
}
