// What must hold of a metering core after a start behind any cut: registers, events, parameters, flags, starts.
import {
  AUDIT_ACKNOWLEDGED,
  AUDIT_REGISTERS_LOST,
  AUDIT_SEALED,
  EVENT_RING,
  FRAM_CLOCK_STATE_A,
  FRAM_CLOCK_STATE_B,
  FRAM_EVENTS_A,
  FRAM_EVENTS_B,
  FRAM_HOT_A,
  FRAM_HOT_B,
  FRAM_LEGAL_LINE_A,
  FRAM_LEGAL_LINE_B,
  FRAM_LOCAL_TIME_A,
  FRAM_LOCAL_TIME_B,
  FRAM_PARAMETERS_A,
  FRAM_PARAMETERS_B,
  FRAM_RING_HEADS_A,
  FRAM_RING_HEADS_B,
  FRAM_SESSION_A,
  FRAM_SESSION_B,
  LAYOUTS,
  METERING_FLAG_PARAMETERS_DEFAULT,
  METERING_FLAG_REGISTERS_LOST,
  METERING_FLAG_RESTORED,
  METERING_FLAG_STORAGE_FAILED,
  RINGS,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { MeterEvent } from '../../records/events.ts';
import { CLOCK_INVARIANTS } from './clock-invariants.ts';
import type { Cut, Invariant } from './cutting.ts';
import { RATE_Hz } from './metering-board.ts';
import type { MeteringStanding } from './metering-standing.ts';

type MeteringCut = Cut<MeteringStanding>;

/** Load that a cut may cost: a second, and 20 ms where the comparator found the supply failing. */
const WITHOUT_COMPARATOR = RATE_Hz;
const WITH_COMPARATOR = RATE_Hz / 50;

/** The last standing of this life that is so many samples old at a sample, or the first. */
function standingAt(cut: MeteringCut, sample: number): MeteringStanding {
  if (cut.inStart) return cut.first;
  const { life } = cut.earlier.at(-1)!;
  const old = cut.earlier.filter((told) => told.life === life && told.standing.sample <= sample);
  return old.at(-1)?.standing ?? cut.first;
}

/** Sample at which the board wrote its record in the life that was cut. */
function foundFailingAt({ place, earlier, way, after }: MeteringCut): number | undefined {
  if (way === 'comparator') return after.sample;
  const { foundFailing } = place;
  if (foundFailing === undefined || earlier[foundFailing]?.life !== earlier.at(-1)?.life) return undefined;
  return earlier[foundFailing].standing.sample;
}

/** What the registers must have at least. */
function least(cut: MeteringCut): MeteringStanding {
  const { after } = cut;
  const failing = foundFailingAt(cut);
  const sample = Math.max(
    after.sample - WITHOUT_COMPARATOR,
    failing === undefined ? 0 : failing - WITH_COMPARATOR,
  );
  return standingAt(cut, sample);
}

const registersHold: Invariant<MeteringStanding> = (found, cut) => {
  const from = least(cut).registers;
  const to = (cut.inStart ? cut.first : cut.after).registers;
  return found.registers.flatMap((value, n) =>
    value < from[n] || value > to[n] ? [`register ${n} is ${value}, not ${from[n]} to ${to[n]}`] : [],
  );
};

/** What makes an event the one it is. */
const identity = ({ sequence, event, scope, start, limit, starts }: MeterEvent) =>
  `${sequence} ${event} ${scope} from ${start} (${limit}, ${starts})`;

/** Events told before which the cut part did not push out. */
function toldAndHeld({ before, after }: MeteringCut): MeterEvent[] {
  const held = new Set(after.events.map(({ sequence }) => sequence));
  return (before?.events ?? []).filter(({ sequence }) => held.has(sequence));
}

/** Newest events of a kind that no other pushes out of a full log. */
const KEPT = 4;

/** The events that a start tells push old ones out of a full log, as any do. */
function wasPushedOut(told: MeterEvent, { events }: MeteringStanding, { before }: MeteringCut): boolean {
  const newer = events.filter(({ event, sequence }) => event === told.event && sequence > told.sequence);
  const older = before!.events.filter(
    ({ event, sequence }) => event === told.event && sequence <= told.sequence,
  );
  const since = events.filter(({ sequence }) => sequence > before!.newest);
  return events.length === EVENT_RING && newer.length >= KEPT && older.length <= since.length;
}

const eventsOutlive: Invariant<MeteringStanding> = (found, cut) => {
  const kept = new Map(found.events.map((event) => [event.sequence, event]));
  return toldAndHeld(cut).flatMap((told) => {
    const event = kept.get(told.sequence);
    if (!event) return wasPushedOut(told, found, cut) ? [] : [`event ${identity(told)} is gone`];
    if (identity(event) !== identity(told)) return [`event ${identity(told)} is now ${identity(event)}`];
    const ended = told.end !== undefined && (event.end !== told.end || event.extreme !== told.extreme);
    return ended ? [`event ${identity(told)} ended at ${told.end}, now ${event.end}`] : [];
  });
};

const numbersAreNew: Invariant<MeteringStanding> = (found, { before, earlier }) => {
  const told = new Map<number, string>();
  for (const { events } of [
    ...earlier.slice(-1).map(({ standing }) => standing),
    ...(before ? [before] : []),
  ])
    for (const event of events) told.set(event.sequence, identity(event));
  const again = found.events.filter((event) => {
    const known = told.get(event.sequence);
    return known !== undefined && known !== identity(event);
  });
  const reset = found.events.some(
    ({ event, sequence }) => event === 'reset' && sequence > (before?.newest ?? 0),
  );
  return [
    ...again.map(
      (event) => `number ${event.sequence} was ${told.get(event.sequence)}, is ${identity(event)}`,
    ),
    ...(reset ? [] : [`no start is told behind event ${before?.newest ?? 0}`]),
  ];
};

/** What a start tells besides what was under way. */
const OF_A_START = ['reset', 'power_off'];
const {
  clock_state,
  event_record,
  hot_record,
  legal_line,
  local_time,
  parameters,
  ring_head,
  session_record,
} = LAYOUTS;
type Banks = readonly [number, number, number];
/** What it tells where a write was under way: two banks each, and their bytes. */
const OF_A_TORN_WRITE: readonly (readonly [event: string, banks: Banks])[] = [
  ['log_damaged', [FRAM_EVENTS_A, FRAM_EVENTS_B, EVENT_RING * event_record.bytes]],
  ['records_damaged', [FRAM_RING_HEADS_A, FRAM_RING_HEADS_B, RINGS * ring_head.bytes]],
  ['register_bank_damaged', [FRAM_HOT_A, FRAM_HOT_B, hot_record.bytes]],
  ['sealed_record_damaged', [FRAM_PARAMETERS_A, FRAM_PARAMETERS_B, parameters.bytes]],
  ['storage_damaged', [FRAM_CLOCK_STATE_A, FRAM_CLOCK_STATE_B, clock_state.bytes]],
  ['storage_damaged', [FRAM_LEGAL_LINE_A, FRAM_LEGAL_LINE_B, legal_line.bytes]],
  ['storage_damaged', [FRAM_LOCAL_TIME_A, FRAM_LOCAL_TIME_B, local_time.bytes]],
  ['storage_damaged', [FRAM_SESSION_A, FRAM_SESSION_B, session_record.bytes]],
];

/** Events that tell of what a cut may have torn. */
function ofTornWrites({ behind, place }: MeteringCut): string[] {
  const writing = [...behind, place].flatMap(({ writing }) => writing ?? []);
  return OF_A_TORN_WRITE.flatMap(([event, [a, b, bytes]]) =>
    writing.some((at) => [a, b].some((bank) => at >= bank && at < bank + bytes)) ? [event] : [],
  );
}

const nothingIsMadeUp: Invariant<MeteringStanding> = (found, cut) => {
  const { before, after } = cut;
  const real = new Set([...OF_A_START, ...ofTornWrites(cut), ...after.events.map(({ event }) => event)]);
  return found.events
    .filter(({ sequence, event }) => sequence > (before?.newest ?? 0) && !real.has(event))
    .map((event) => `event ${identity(event)} never happened`);
};

const eventNamed = (found: MeteringStanding, event: string, extreme: number) =>
  found.events.some((each) => each.event === event && each.extreme === extreme);

/** Sequences of sealed records by the CRC of the parameters, as told in this run; 0 for what no sealing made. */
function sequenceOf(crc: number, { earlier, after, before }: MeteringCut): number {
  const standings = [...earlier.map(({ standing }) => standing), ...(before ? [before] : []), after];
  const first = standings.find(({ parametersCrc }) => parametersCrc === crc);
  const told = first?.events.filter(({ event }) => event === 'calibration_changed').at(-1);
  return told?.extreme ?? 0;
}

const parametersComeWithTheirEvent: Invariant<MeteringStanding> = (found, cut) => {
  const { before, after } = cut;
  const crc = found.parametersCrc;
  if (crc !== before?.parametersCrc && crc !== after.parametersCrc)
    return [`parameters ${crc} were never sealed`];
  const sequence = sequenceOf(crc, cut);
  if (sequence > 0 && !eventNamed(found, 'calibration_changed', sequence))
    return [`parameters ${sequence} are in force without their event`];
  return [];
};

const ratiosComeWithTheirEvent: Invariant<MeteringStanding> = (found, cut) => {
  const { before, after } = cut;
  const changed = found.ratios !== (before ?? after).ratios;
  const last = found.ratioChanges[0];
  if (changed && last?.newRatios !== found.ratios)
    return [`the registers up to the change to ${found.ratios} are not kept`];
  if (last && !eventNamed(found, 'ratio_changed', last.sequence))
    return [`change ${last.sequence} has no event`];
  return [];
};

const startsGoOn: Invariant<MeteringStanding> = (found, { before }) =>
  found.starts > (before?.starts ?? 0) ? [] : [`${found.starts} starts, ${before?.starts} had been told`];

const flagsSayWhatIs: Invariant<MeteringStanding> = (found, { before, after }) => {
  const of = (flag: number) => (flags: number | undefined) => Boolean((flags ?? flag) & flag);
  const isDefault = of(METERING_FLAG_PARAMETERS_DEFAULT);
  const said = [];
  if (found.flags & METERING_FLAG_STORAGE_FAILED) said.push('the storage failed');
  if (before && !(found.flags & METERING_FLAG_RESTORED)) said.push('no registers were restored');
  if (isDefault(found.flags) && !isDefault(before?.flags) && !isDefault(after.flags))
    said.push('the parameters are lost');
  return said;
};

/** A record that was told is there, the same; what was under way may be. */
const recordsOutlive: Invariant<MeteringStanding> = (found, { before }) =>
  [...(before?.records ?? [])].flatMap(([name, text]) => {
    const [ring, sequence] = name.split(' ').map(Number);
    const { newest } = found.rings[ring];
    if (newest < sequence) return [`ring ${ring} ends at ${newest}, record ${sequence} had been told`];
    const now = found.records.get(name);
    return now !== undefined && now !== text ? [`record ${sequence} of ring ${ring} is another one`] : [];
  });

const recordsAreSound: Invariant<MeteringStanding> = (found) =>
  [...found.records].flatMap(([name, text]) => (text.length > 20 ? [] : [`record ${name} is ${text}`]));

const eventOfKind = (found: MeteringStanding, event: string) =>
  found.events.some((each) => each.event === event);

const lossIsMarked: Invariant<MeteringStanding> = (found, { before, after }) => {
  const of = ({ flags }: MeteringStanding) => (flags & METERING_FLAG_REGISTERS_LOST) !== 0;
  const [was, is, next] = [of(before ?? after), of(found), of(after)];
  if (is !== was && is !== next)
    return [is ? 'registers are marked as lost' : 'the mark of lost registers is gone'];
  if (is && !eventOfKind(found, 'registers_lost'))
    return ['registers are marked as lost, and no event says so'];
  if (was && !is && !eventOfKind(found, 'loss_acknowledged'))
    return ['the mark is gone, and no event says who took it'];
  return [];
};

const hasEntry = ({ trail }: MeteringStanding, kind: number, now?: number) =>
  trail.some((entry) => entry.kind === kind && (now === undefined || entry.new === now));

/** What is not as it was told before has its entry in the audit trail. */
const actsComeWithTheirEntry: Invariant<MeteringStanding> = (found, { before, after }) => {
  const was = before ?? after;
  const isLost = ({ flags }: MeteringStanding) => (flags & METERING_FLAG_REGISTERS_LOST) !== 0;
  const said = [];
  if (found.parametersCrc !== was.parametersCrc && !hasEntry(found, AUDIT_SEALED, found.parametersCrc))
    said.push(`parameters ${found.parametersCrc} are in force without their entry`);
  if (isLost(found) && !hasEntry(found, AUDIT_REGISTERS_LOST)) said.push('lost registers have no entry');
  if (isLost(was) && !isLost(found) && !hasEntry(found, AUDIT_ACKNOWLEDGED))
    said.push('the loss is acknowledged without an entry');
  return said;
};

/** Entries have the numbers they were told with, and follow each other. */
const trailGoesOn: Invariant<MeteringStanding> = ({ trail }, { before }) => {
  const told = new Map(before?.trail.map((entry) => [entry.sequence, JSON.stringify(entry)]));
  const gaps = trail.filter(({ sequence }, n) => n > 0 && sequence !== trail[n - 1].sequence + 1);
  const other = trail.filter(
    (entry) => (told.get(entry.sequence) ?? JSON.stringify(entry)) !== JSON.stringify(entry),
  );
  const newest = before?.trail.at(-1)?.sequence ?? 0;
  const gone = (trail.at(-1)?.sequence ?? 0) < newest ? [`the trail ends before entry ${newest}`] : [];
  return [...gaps, ...other].map(({ sequence }) => `entry ${sequence} is another one`).concat(gone);
};

export const METERING_INVARIANTS: Readonly<Record<string, Invariant<MeteringStanding>>> = {
  'at most 20 ms of load are lost with the comparator, 1 s without, and no register jumps or goes back':
    registersHold,
  'an event once told outlives any cut': eventsOutlive,
  'no number of an event is used twice': numbersAreNew,
  'no event is told that never happened': nothingIsMadeUp,
  'sealed parameters are the old ones, or the new ones with their event': parametersComeWithTheirEvent,
  'new ratios come with the registers up to them, and their event': ratiosComeWithTheirEvent,
  'a start that was told is counted': startsGoOn,
  'flags say what is': flagsSayWhatIs,
  'a record once told outlives any cut': recordsOutlive,
  'every record that is there is whole, and chained to the one before it': recordsAreSound,
  'what was done is in the audit trail': actsComeWithTheirEntry,
  'an entry of the audit trail once told outlives any cut': trailGoesOn,
  'registers that were lost are marked, with their event, until it is acknowledged': lossIsMarked,
  ...CLOCK_INVARIANTS,
};
