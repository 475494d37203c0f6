// Leads the recording: with each minute of the clock a record and the freezes that are due, one after the other into the NOR.
// Legally relevant (IR46). Changes alter the software identification.
import {
  FREEZE_RECORD_BYTES, FREEZE_RECORD_registers, FreezeRecord, MINUTE_RECORD_BYTES, MINUTE_RECORD_energy, MinuteRecord,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  AUDIT_BY_METER, AUDIT_MODULE_CHANGED, AUDIT_REGISTERS_LOST, EVENT_STORAGE_FAILED, HOT_MARK_LOSS_ENTERED, HOT_MARK_MODULE_ENTERED, RECORD_FLAG_GAP, RECORD_FLAG_LATE, RING_AUDIT, RING_DAY_HEADS, RING_INSTANT,
  RING_MINUTES, RINGS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { clock_s, passSeconds } from '../clock/rtc';
import { lifeSamples, sampleIndex } from '../clock/sample-clock';
import { followEdge, lastSecond, takeSeconds } from '../clock/seconds';
import { slewSecond } from '../clock/setting';
import { openRegisters } from '../energy/energy';
import { hotRecord, isToEnter, markEntered, registersAreLost } from '../energy/hot-record';
import { PER_CENTI_Wh, Register, registerValue, VALUES_BYTES } from '../energy/register-state';
import { noteEvent } from '../events/event-log';
import { followChange } from '../events/event-moments';
import { clockQuality, meteringFlags } from '../events/marks';
import { lostSamples } from '../inputs/afe-watch';
import { followClockSecond } from '../intervals/ten-minutes';
import { copyBytes } from '../math/copy';
import { moduleChanged, ownDigestStart, sealedDigestStart } from '../parameters/module-identity';
import { parameters } from '../parameters/parameters';
import { SCOPES } from '../quantities/quantities';
import { followSecondOfTen } from '../windows/ten-seconds';
import { Allowed, isAllowed, passAllowances, resetAllowances, takeAllowance } from '../proof/allowance';
import { resetSignatures } from '../proof/signatures';
import { auditWaits, enterAudit, writeAudit } from './audit';
import { dayHeadIsWritten, dayHeadToWrite, signDayHead } from './day-heads';
import { resetExport } from './export';
import { resetMarks, takeMarks } from './marks-of-record';
import { openMinute, writeMinuteSums } from './minute-sums';
import { loadRings, ringsSettled } from './ring-recovery';
import { eraseAhead, norEnded, recordsUnstored, resetWriter, writeRecord, writerIsIdle } from './ring-writer';
import { headOf } from './rings';
import { resetScrub, scrubOne } from './scrub';
import { freezeIsDue, isLate, isScheduled } from './schedule';

const MINUTE_s: u64 = 60;
const SCRUBBED_A_SECOND: i32 = 2;
/** Registers of the total in a minute record, and of each phase. */
const OF_TOTAL: i32 = 8;
const OF_PHASE: i32 = 2;

// @ts-ignore: decorator
@lazy const MINUTE = memory.data(MINUTE_RECORD_BYTES, 8);
// @ts-ignore: decorator
@lazy const FREEZE = memory.data(FREEZE_RECORD_BYTES, 8);
/** A freeze on command may come while others are still being written. */
// @ts-ignore: decorator
@lazy const INSTANT = memory.data(FREEZE_RECORD_BYTES, 8);

/** Bit n: a record of ring n waits to be written. */
let due: u32 = 0;
/** Marks of the freeze that waits, of each ring: they share what was frozen. */
// @ts-ignore: decorator
@lazy const MARKS = memory.data(RINGS * 2, 2);
/** Minute under way: of the clock, or of the seconds since the start while no time is known. */
let minute: u64 = 0;
let uptime_s: u64 = 0;
let clockWasKnown: bool = false;
let told: bool = false;
let started: bool = false;
/** The NOR did not take the minute record before. */
let minuteLost: bool = false;
/** The NOR did not take the entry of the audit trail that waits longest: the other records go before it, up to the next second. */
let auditFailed: bool = false;
/** Time of the minute record before; 0 for none. */
let previous_s: u64 = 0;

export function startRecorder(): void {
  due = 0;
  minute = 0;
  uptime_s = 0;
  clockWasKnown = false;
  told = false;
  minuteLost = false;
  auditFailed = false;
  started = true;
  resetAllowances();
  resetSignatures();
  resetExport();
  resetScrub();
  resetWriter();
  resetMarks();
  openMinute();
  loadRings();
  previous_s = headOf(RING_MINUTES).time_s;
  enterFound(registersAreLost(), HOT_MARK_LOSS_ENTERED, AUDIT_REGISTERS_LOST, 0, hotRecord().starts);
  enterFound(moduleChanged, HOT_MARK_MODULE_ENTERED, AUDIT_MODULE_CHANGED, sealedDigestStart(), ownDigestStart());
}

/** What a start finds and the next ones will find again is entered once; what a cut or a full trail left out, with the next start. */
function enterFound(found: bool, mark: u32, kind: i32, before: u64, after: u64): void {
  if (isToEnter(found, mark) && enterAudit(kind, AUDIT_BY_METER, 0, before, after) == Status.OK) markEntered(mark);
}

function writeEnergy(to: usize, registers: usize, scope: i32, register: i32): void {
  const value = registerValue(registers, scope, register) / PER_CENTI_Wh;
  store<u32>(to, <u32>value);
  store<u16>(to, <u16>(value >> 32), 4);
}

function writeEnergies(to: usize, registers: usize): void {
  for (let register: i32 = 0; register < OF_TOTAL; register++) writeEnergy(to + register * 6, registers, 0, register);
  for (let scope: i32 = 1; scope < SCOPES; scope++) {
    const at = to + (OF_TOTAL + (scope - 1) * OF_PHASE) * 6;
    writeEnergy(at, registers, scope, Register.ACTIVE_IMPORT);
    writeEnergy(at + 6, registers, scope, Register.ACTIVE_EXPORT);
  }
}

function makeMinute(registers: usize): void {
  const record = changetype<MinuteRecord>(MINUTE);
  record.time_s = clock_s;
  record.flags = takeMarks(RING_MINUTES);
  if (minuteLost || due & (1 << RING_MINUTES) || (previous_s != 0 && clock_s > previous_s + MINUTE_s)) record.flags |= <u16>RECORD_FLAG_GAP;
  record.quality = <u8>clockQuality();
  record.trust = <u8>meteringFlags();
  record.starts = <u16>hotRecord().starts;
  writeEnergies(MINUTE + MINUTE_RECORD_energy, registers);
  writeMinuteSums(record);
  openMinute();
  minuteLost = false;
  previous_s = clock_s;
}

function makeFreeze(at: usize, registers: usize): void {
  const record = changetype<FreezeRecord>(at);
  record.time_s = clock_s;
  record.quality = <u8>clockQuality();
  record.trust = <u8>meteringFlags();
  record.sample_index = lifeSamples;
  copyBytes(at + FREEZE_RECORD_registers, registers, VALUES_BYTES);
}

function mark(ring: i32, flags: i32): void {
  store<u16>(MARKS + <usize>(ring << 1), takeMarks(ring) | <u16>flags);
  due |= 1 << ring;
}

function freezesWait(): bool {
  for (let ring: i32 = 0; ring < RINGS; ring++) if (isScheduled(ring) && due & (1 << ring)) return true;
  return false;
}

/** The freezes that the clock asks for. While some still wait they keep their moment, and what is due comes late. */
function scheduleFreezes(registers: usize): void {
  if (clock_s == 0 || freezesWait()) return;
  for (let ring: i32 = 0; ring < RINGS; ring++) {
    if (!isScheduled(ring) || !freezeIsDue(ring, clock_s)) continue;
    if (!freezesWait()) makeFreeze(FREEZE, registers);
    mark(ring, isLate(ring, clock_s) ? RECORD_FLAG_LATE : 0);
  }
}

function endMinute(): void {
  const registers = openRegisters();
  makeMinute(registers);
  due |= 1 << RING_MINUTES;
  scheduleFreezes(registers);
}

/** A minute that a time, once known, is found in is not the one before it ended. */
function minuteNow(): u64 {
  return clock_s ? clock_s / MINUTE_s : uptime_s / MINUTE_s;
}

/** Puts the registers as they stand where a freeze is to be; it is stored nowhere. */
export function takeFreeze(at: usize): void {
  makeFreeze(at, openRegisters());
}

/** Freezes all registers at once, on somebody's command. Returns OK, or BUSY while the one before is not stored. */
export function freezeNow(): i32 {
  if (due & (1 << RING_INSTANT)) return Status.BUSY;
  makeFreeze(INSTANT, openRegisters());
  mark(RING_INSTANT, 0);
  return Status.OK;
}

/** The same for somebody who need not say who he is: a few times at once, then once in a while. Returns OK or BUSY. */
export function freezeForAnybody(): i32 {
  if (!isAllowed(Allowed.FREEZE)) return Status.BUSY;
  const status = freezeNow();
  if (status == Status.OK) takeAllowance(Allowed.FREEZE);
  return status;
}

function recordOf(ring: i32): usize {
  if (ring == RING_MINUTES) return MINUTE;
  const at = ring == RING_INSTANT ? INSTANT : FREEZE;
  changetype<FreezeRecord>(at).flags = load<u16>(MARKS + <usize>(ring << 1));
  return at;
}

/** Writes what waits, a step at a time; then erases ahead. */
function serveRecords(): void {
  if (!writerIsIdle() || !ringsSettled()) return;
  if (auditWaits() && !auditFailed) return writeAudit();
  for (let ring: i32 = 0; ring < RING_DAY_HEADS; ring++) {
    if (!(due & (1 << ring))) continue;
    if (writeRecord(ring, recordOf(ring)) == Status.OK) due &= ~(1 << ring);
    return;
  }
  signDayHead();
  const head = dayHeadToWrite();
  if (head == 0) return eraseAhead();
  if (writeRecord(RING_DAY_HEADS, head) == Status.OK) dayHeadIsWritten();
}

/** What is due at the second that begins behind the samples metered: several where some are missing. */
export function beginSeconds(): void {
  const seconds = takeSeconds(sampleIndex);
  if (seconds == 0) return;
  passSeconds(seconds);
  slewSecond();
  followChange();
  passAllowances(seconds);
  uptime_s += <u64>seconds;
  if (clock_s) followClockSecond(clock_s, lastSecond());
  followSecondOfTen(clock_s ? clock_s : uptime_s, parameters().sampling_rate_mHz, lostSamples());
  recordMinute();
  auditFailed = false;
  serveRecords();
  tellUnstored();
  for (let i: i32 = 0; i < SCRUBBED_A_SECOND; i++) scrubOne();
}

/** The RTC's 1 Hz output fell: where the front end stands still, that is all there is to tell the time by. */
export function clockEdge(at_Q16: i64): void {
  followEdge(at_Q16);
  if (started) beginSeconds();
}

/** Where another minute began the registers stand at its first sample. */
function recordMinute(): void {
  const known = clock_s != 0;
  if (known != clockWasKnown) minute = minuteNow();
  clockWasKnown = known;
  if (minuteNow() == minute) return;
  minute = minuteNow();
  endMinute();
}

function tellUnstored(): void {
  if (recordsUnstored && !told) noteEvent(EVENT_STORAGE_FAILED, 0, lifeSamples, 0);
  told = recordsUnstored;
}

/** An operation of the NOR ended; the next one follows at once. A freeze that it did not take is due again with the next minute. */
export function recordEnded(status: i32): void {
  const ring = norEnded(status);
  if (ring == RING_MINUTES && recordsUnstored) minuteLost = true;
  if (ring == RING_AUDIT) auditFailed = recordsUnstored;
  serveRecords();
}
