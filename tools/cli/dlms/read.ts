// `twinmeter read --protocol dlms`: one attribute, or everything that the meter's own list says this client may read.
import {
  AccessError,
  ApduError,
  associationVersion,
  rightsOf,
  scalerUnitOf,
  toJson,
  type Data,
  type ListedObject,
  type ScalerUnit,
  type Target,
} from '../../clients/dlms/index.ts';
import { SERVICES } from '../../clients/dlms/acse.ts';
import { objectName } from '../../meter/objects.ts';
import { printable, printableJson } from '../printable.ts';
import { progressBar } from '../progress-bar.ts';
import { readingText, type Reading, type Row } from '../reading.ts';
import { namedObject, targetOf } from './object.ts';
import type { DlmsValues } from './options.ts';
import { dlmsExit, withDlms, type DlmsSession } from './session.ts';
import { shown } from './shown.ts';

export interface ReadDlms extends DlmsValues {
  readonly object?: string;
  readonly codes: boolean;
  readonly json: boolean;
}

interface Outlets {
  readonly print: (text: string) => void;
  readonly complain: (line: string) => void;
}

/** Where the unit of attribute 2 stands, by class: register, extended register, demand. */
const SCALER_ATTRIBUTES: Readonly<Record<number, number>> = { 3: 3, 4: 3, 5: 4 };
/** Attributes of a readout, by class; of what has no value of its own none. */
const VALUE_ATTRIBUTES: Readonly<Record<number, readonly number[]>> = {
  1: [2],
  3: [2],
  4: [2],
  5: [2, 3],
  8: [2],
  70: [2, 3],
};
/** Attributes that are asked for at once. */
const AT_ONCE = 8;

/** What was read of an attribute: its value, or why there is none. */
export type Outcome = Data | AccessError | ApduError;

/** Several attributes by as few requests as were agreed on. */
export async function readAll(
  session: DlmsSession,
  targets: readonly Target[],
  onDone: (count: number) => void,
): Promise<Outcome[]> {
  const hasLists = ((session.client.agreement?.conformance ?? 0) & SERVICES.lists) !== 0;
  const outcomes: Outcome[] = [];
  while (outcomes.length < targets.length) {
    const some = targets.slice(outcomes.length, outcomes.length + (hasLists ? AT_ONCE : 1));
    outcomes.push(...(await readSome(session, some)));
    onDone(outcomes.length);
  }
  return outcomes;
}

/** By one request; one by one where an answer to it cannot be taken apart, so that only the value is lost that is wrong. */
async function readSome(session: DlmsSession, some: readonly Target[]): Promise<Outcome[]> {
  if (some.length > 1) {
    const outcomes = await readList(session, some);
    if (outcomes) return outcomes;
  }
  const outcomes: Outcome[] = [];
  for (const target of some) outcomes.push(await readOne(session, target));
  return outcomes;
}

async function readOne(session: DlmsSession, target: Target): Promise<Outcome> {
  try {
    return await session.run(session.client.get(target));
  } catch (error) {
    if (error instanceof AccessError || error instanceof ApduError) return error;
    throw error;
  }
}

async function readList(session: DlmsSession, targets: readonly Target[]): Promise<Outcome[] | undefined> {
  try {
    const results = await session.run(session.client.getList(targets));
    return results.map(({ result, data }) => data ?? new AccessError(result));
  } catch (error) {
    if (error instanceof AccessError || error instanceof ApduError) return undefined;
    throw error;
  }
}

interface Value {
  readonly target: Target;
  readonly scaler?: Target;
}

function valuesOf(list: readonly ListedObject[]): Value[] {
  const version = associationVersion(list);
  return list.flatMap(({ class: of, obis, attributes }) => {
    const mayRead = (id: number) =>
      attributes.some((each) => each.id === id && rightsOf(each.mode, version).read);
    const scaler = SCALER_ATTRIBUTES[of];
    return (VALUE_ATTRIBUTES[of] ?? []).filter(mayRead).map((id) => ({
      target: { class: of, obis, id },
      scaler: scaler !== undefined && mayRead(scaler) ? { class: of, obis, id: scaler } : undefined,
    }));
  });
}

interface Found {
  readonly target: Target;
  readonly outcome: Outcome;
  readonly unit?: ScalerUnit;
}

async function readValues(session: DlmsSession): Promise<Found[]> {
  const values = valuesOf(await session.list());
  const targets = values.flatMap(({ target, scaler }) => (scaler ? [target, scaler] : [target]));
  const bar = progressBar(process.stderr, 0, targets.length - 1);
  const outcomes = await readAll(session, targets, (count) => bar(count - 1));
  const by = new Map(targets.map((target, i) => [target, outcomes[i]]));
  return values.map(({ target, scaler }) => {
    const unit = scaler && by.get(scaler);
    return {
      target,
      outcome: by.get(target)!,
      unit: unit && !(unit instanceof Error) ? scalerUnitOf(unit) : undefined,
    };
  });
}

const codeOf = ({ obis, id }: Target): string => (id === 2 ? obis : `${obis}#${id}`);

function rowOf({ target, outcome, unit }: Found): Row {
  const name = objectName(target.obis);
  const code = codeOf(target);
  const told = outcome instanceof Error ? { text: `(${outcome.message})`, unit: '' } : shown(outcome, unit);
  return { code, name: name === target.obis ? code : name, ...told };
}

const jsonOf = (found: Found) => ({
  obis: found.target.obis,
  class: found.target.class,
  attribute: found.target.id,
  name: objectName(found.target.obis),
  ...(found.outcome instanceof Error
    ? { error: 'result' in found.outcome ? found.outcome.result : null, reason: found.outcome.message }
    : { ...shown(found.outcome, found.unit), data: toJson(found.outcome) }),
});

const whereOf = ({ port, host }: DlmsValues): string => port ?? host!;

async function readObjectOf(session: DlmsSession, object: string): Promise<Found> {
  const target = await targetOf(namedObject('--object', object), session.list);
  const outcome = await session.run(session.client.get(target));
  const scaler = target.id === 2 ? SCALER_ATTRIBUTES[target.class] : undefined;
  const unit = scaler === undefined ? undefined : await readOne(session, { ...target, id: scaler });
  return { target, outcome, unit: unit && !(unit instanceof Error) ? scalerUnitOf(unit) : undefined };
}

function printObject(options: ReadDlms, found: Found, print: Outlets['print']): void {
  const { code, name, text, unit } = rowOf(found);
  if (options.json)
    return print(printableJson({ protocol: 'dlms', port: whereOf(options), object: jsonOf(found) }));
  print(
    printable(
      [code, `${text}${unit && ` ${unit}`}`, ...(name === code || options.codes ? [] : [name])].join('  '),
    ),
  );
}

function printReading(
  options: ReadDlms,
  all: readonly Found[],
  title: string,
  print: Outlets['print'],
): void {
  const instant = new Date().toISOString();
  const head = `${title} by DLMS on ${whereOf(options)}, logical device ${options.server}`;
  const json = { meter: { system_title: title || null }, instant, objects: all.map(jsonOf) };
  const reading: Reading = { head: head.trimStart(), rows: all.map(rowOf), notes: [], json };
  const told = { protocol: 'dlms', port: whereOf(options), ...json };
  print(options.json ? printableJson(told) : readingText(reading, options.codes));
}

/** Reads; returns the exit code: 0 read, 1 the meter refused or did not answer, 2 bad place. Throws BadInputError. */
export function readDlms(options: ReadDlms, { print, complain }: Outlets): Promise<number> {
  const { object } = options;
  if (object !== undefined) namedObject('--object', object);
  const use = async (session: DlmsSession) => {
    if (object !== undefined) return printObject(options, await readObjectOf(session, object), print);
    const title = Buffer.from(session.client.serverTitle).toString('hex');
    printReading(options, await readValues(session), title, print);
  };
  return dlmsExit('read', () => withDlms(options, use, complain), complain);
}
