// The conformance check of a meter: its own list against what it answers, types by the standard's table, blocks, negatives.
import { SERVICES } from '../acse.ts';
import { NULL, type Data } from '../axdr.ts';
import type { DlmsClient, Exchange } from '../client.ts';
import { AccessError, ApduError, ServiceExceptionError } from '../errors.ts';
import { associationVersion, objectList, OBJECT_LIST, rightsOf, type ListedObject } from '../object-list.ts';
import type { Target } from '../xdlms.ts';
import type { Companion } from '../companion/profile-file.ts';
import { CompanionJudge } from './against.ts';
import { lengthOf, listFaults, mayRead, typeFault, type Verdict } from './judge.ts';

/** Runs an exchange. */
export type Run = <T>(exchange: Exchange<T>) => Promise<T>;

const DENIED = [3, 13];
const UNDEFINED = [4, 9, 11];
/** An object that no meter has: a class of nobody's, a name of the reserved group. */
const NOWHERE: Target = { class: 3, obis: '255-63:254.254.254.254', id: 2 };

type Outcome<T> = { readonly value: T } | { readonly error: AccessError | ApduError | ServiceExceptionError };

async function attempt<T>(run: Run, exchange: Exchange<T>): Promise<Outcome<T>> {
  try {
    return { value: await run(exchange) };
  } catch (error) {
    if (error instanceof AccessError || error instanceof ApduError || error instanceof ServiceExceptionError)
      return { error };
    throw error;
  }
}

const passed = (check: string, target?: Target): Verdict => ({ check, ...place(target), outcome: 'passed' });
const failed = (check: string, reason: string, target?: Target): Verdict => ({
  check,
  ...place(target),
  outcome: 'failed',
  reason,
});
const place = (target?: Target) =>
  target ? { object: `${target.class}/${target.obis}`, attribute: target.id } : {};

/** An attribute that the list says may be read, or may not. */
async function checkAttribute(
  client: DlmsClient,
  run: Run,
  of: ListedObject,
  id: number,
  isReadable: boolean,
  against?: Against,
): Promise<Verdict> {
  const target = { class: of.class, obis: of.obis, id };
  const outcome = await attempt(run, client.get(target));
  if (!isReadable) return checkDenied(outcome, target);
  const check = 'what the list says is readable is read, of the type of the standard';
  if ('error' in outcome) return failed(check, outcome.error.message, target);
  against?.values.set(keyOf(of, id), outcome.value);
  const fault = typeFault(of, id, outcome.value);
  if (fault) return failed(check, fault, target);
  return against?.judge.type(of, id, outcome.value) ?? passed(check, target);
}

/** A companion profile, and the values that were read. */
interface Against {
  readonly judge: CompanionJudge;
  readonly values: Map<string, Data>;
}

const keyOf = ({ class: of, obis }: ListedObject, id: number) => `${of}/${obis}#${id}`;

/** The list against the profile, and the codes of events in the logs that were read. */
function checkCompanion({ judge, values }: Against, list: readonly ListedObject[]): Verdict[] {
  const events = list.flatMap((log) => {
    const [buffer, columns] = [values.get(keyOf(log, 2)), values.get(keyOf(log, 3))];
    return buffer && columns ? judge.events(log, columns, buffer) : [];
  });
  return [...judge.list(list), ...events];
}

function checkDenied(outcome: Outcome<unknown>, target: Target): Verdict {
  const check = 'what the list says is not readable is denied';
  if (!('error' in outcome)) return failed(check, 'it was read', target);
  const { error } = outcome;
  const isDenied = error instanceof AccessError && DENIED.includes(error.result);
  return isDenied ? passed(check, target) : failed(check, error.message, target);
}

/** What is nowhere is told so: an object, an attribute, a class that another object has. */
async function checkNegatives(
  client: DlmsClient,
  run: Run,
  list: readonly ListedObject[],
): Promise<Verdict[]> {
  const [first] = list;
  const cases: [string, Target][] = [
    ['an object that is nowhere is told to be undefined', NOWHERE],
    [
      'an attribute beyond its class is told to be undefined or denied',
      { class: first.class, obis: first.obis, id: 120 },
    ],
    [
      'an object asked for under another class is told so',
      { class: first.class === 3 ? 1 : 3, obis: first.obis, id: 2 },
    ],
  ];
  const verdicts: Verdict[] = [];
  for (const [check, target] of cases) {
    const outcome = await attempt(run, client.get(target));
    const codes = [...UNDEFINED, ...(target.id === 120 ? DENIED : [])];
    const isTold =
      'error' in outcome && outcome.error instanceof AccessError && codes.includes(outcome.error.result);
    const reason = 'error' in outcome ? outcome.error.message : 'it was read';
    verdicts.push(isTold ? passed(check, target) : failed(check, reason, target));
  }
  return verdicts;
}

/** An attribute that may be read and not written refuses a write, and is as before. */
async function checkReadOnly(client: DlmsClient, run: Run, list: readonly ListedObject[]): Promise<Verdict> {
  const check = 'what may only be read refuses to be written';
  const version = associationVersion(list);
  const offered = ((client.agreement?.conformance ?? 0) & SERVICES.set) !== 0;
  const found = list.find((each) =>
    each.attributes.some(({ id, mode }) => id === 1 && !rightsOf(mode, version).write),
  );
  if (!offered || !found)
    return { check, outcome: 'skipped', reason: offered ? 'all may be written' : 'SET was not agreed on' };
  const target = { class: found.class, obis: found.obis, id: 1 };
  const outcome = await attempt(run, client.set(target, NULL));
  if (!('error' in outcome)) return failed(check, 'it was written', target);
  return outcome.error instanceof AccessError
    ? passed(check, target)
    : failed(check, outcome.error.message, target);
}

/** A list of two, one of them nowhere, has a result for each. */
async function checkLists(client: DlmsClient, run: Run): Promise<Verdict> {
  const check = 'a GET with a list has a result for each';
  if (!((client.agreement?.conformance ?? 0) & SERVICES.lists))
    return { check, outcome: 'skipped', reason: 'lists were not agreed on' };
  const own = { ...OBJECT_LIST, id: 1 };
  const outcome = await attempt(run, client.getList([own, NOWHERE]));
  if ('error' in outcome) return failed(check, outcome.error.message);
  const [first, second] = outcome.value;
  return first.data && !second.data
    ? passed(check)
    : failed(check, `results ${first.result} and ${second.result}`);
}

/** A block that was never begun is refused. */
async function checkBlocks(
  client: DlmsClient,
  run: Run,
  listBytes: number,
  blocks: number,
): Promise<Verdict[]> {
  const check = 'what is longer than an APDU comes in blocks';
  const size = client.agreement?.pduSize ?? 0;
  const isLong = size > 0 && listBytes > size;
  const long: Verdict = isLong
    ? blocks > 0
      ? passed(check, OBJECT_LIST)
      : failed(check, `${listBytes} bytes in one APDU of at most ${size}`, OBJECT_LIST)
    : { check, ...place(OBJECT_LIST), outcome: 'skipped', reason: 'the object list fits into one APDU' };
  const next = 'a block of what was never begun is refused';
  const outcome = await attempt(run, askNext(client));
  return [
    long,
    'error' in outcome || outcome.value !== 'block' ? passed(next) : failed(next, 'a block came'),
  ];
}

function* askNext(client: DlmsClient): Exchange<string> {
  return (yield* client.ask(Buffer.from('c002c100000009', 'hex'))).kind;
}

export interface Report {
  readonly objects: number;
  readonly attributes: number;
  readonly verdicts: readonly Verdict[];
}

/** What a check may be told besides. */
export interface CheckOptions {
  /** Hears how many attributes of how many are done. */
  readonly onDone?: (done: number, all: number) => void;
  /** Profile that the meter is held against, and the number of the client who asks. */
  readonly profile?: { readonly companion: Companion; readonly client: number };
}

/** Checks an open association. */
export async function checkMeter(
  client: DlmsClient,
  run: Run,
  progress: { onProgress?: (bytes: number) => void },
  { onDone = () => {}, profile }: CheckOptions = {},
): Promise<Report> {
  let blocks = 0;
  progress.onProgress = () => blocks++;
  const data = await run(client.get(OBJECT_LIST));
  progress.onProgress = undefined;
  const list = objectList(data);
  const version = associationVersion(list);
  const judge = profile && new CompanionJudge(profile.companion, profile.client, version);
  const against = judge && { judge, values: new Map<string, Data>() };
  const verdicts: Verdict[] = [
    ...listFaults(list),
    ...(await checkBlocks(client, run, lengthOf(data), blocks)),
  ];
  const all = list.flatMap((of) =>
    of.attributes.map(({ id, mode }) => ({ of, id, readable: mayRead(mode, version) })),
  );
  for (const [i, { of, id, readable }] of all.entries()) {
    verdicts.push(await checkAttribute(client, run, of, id, readable, against));
    onDone(i + 1, all.length);
  }
  verdicts.push(
    ...(await checkNegatives(client, run, list)),
    await checkReadOnly(client, run, list),
    await checkLists(client, run),
    ...(against ? checkCompanion(against, list) : []),
  );
  return { objects: list.length, attributes: all.length, verdicts };
}
