// The hot record: registers in two FRAM banks by turns, each second and when the supply fails, so that a restart goes on
// where it stopped.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { HotRecord, HOT_RECORD_BYTES, HOT_RECORD_registers } from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_HOT_A, FRAM_HOT_B, HOT_MARK_REGISTERS_LOST, HOT_RECORD_MAGIC, POWER_RECORD_WRITTEN, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { clock_s, clockStatus } from '../clock/rtc';
import { copyBytes } from '../math/copy';
import { restoreRegisters } from './energy';
import { ROLL_OVER, VALUES_BYTES } from './register-state';
import { powerPrepare, storageRead, storageWrite } from '../host';

const CRC_OFFSET: i32 = HOT_RECORD_BYTES - 4;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(HOT_RECORD_BYTES, 8);
// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(HOT_RECORD_BYTES, 8);

/** True when a valid record was found at start. */
export let restored: bool = false;
/** True when the last write failed. */
export let writeFailed: bool = false;
/** Bit n: the start found bank n damaged, or empty behind records that must have been there. */
export let damagedRegisterBanks: u32 = 0;

/** Magic of a bank that was never written. */
const BLANK: u32 = 0xffffffff;
const BANKS: i32 = 2;

/** Time of the record a start found, seconds since 1970; 0 when it had none. */
export let savedClock_s: u64 = 0;

/** Sequence of the record the board keeps ready. */
let kept: u32 = 0;

/** The record to be written next, its registers as last prepared or restored. */
export function hotRecord(): HotRecord {
  return changetype<HotRecord>(RECORD);
}

/** A number without a next one is none that this meter gave. */
function isWhole(record: usize): bool {
  const r = changetype<HotRecord>(record);
  if (r.magic != <u32>HOT_RECORD_MAGIC || r.sequence == u32.MAX_VALUE) return false;
  return load<u32>(record + CRC_OFFSET) == crc32(record, CRC_OFFSET);
}

/** What no register can hold is not believed, whatever its CRC says. */
function registersInRange(record: usize): bool {
  for (let at: i32 = 0; at < VALUES_BYTES; at += 8) {
    if (load<u64>(record + HOT_RECORD_registers + at) >= <u64>ROLL_OVER) return false;
  }
  return true;
}

function bankAddress(bank: i32): i32 {
  return bank == 0 ? FRAM_HOT_A : FRAM_HOT_B;
}

/** Takes a bank when it is whole and newer than what was found; returns whether it is blank. */
function tryBank(bank: i32): bool {
  const read = storageRead(bankAddress(bank), CANDIDATE, HOT_RECORD_BYTES);
  if (read == Status.OK && load<u32>(CANDIDATE) == BLANK) return true;
  if (read != Status.OK || !isWhole(CANDIDATE) || !registersInRange(CANDIDATE)) {
    damagedRegisterBanks |= 1 << bank;
    return false;
  }
  if (restored && changetype<HotRecord>(CANDIDATE).sequence <= hotRecord().sequence) return false;
  copyBytes(RECORD, CANDIDATE, HOT_RECORD_BYTES);
  restored = true;
  return false;
}

/** Finds the newer whole bank. The first record of a life has a blank one beside it, no later one has. */
function findRecord(): void {
  let blank: u32 = 0;
  for (let bank: i32 = 0; bank < BANKS; bank++) if (tryBank(bank)) blank |= 1 << bank;
  if (restored && hotRecord().sequence > 1) damagedRegisterBanks |= blank;
}

/** Restores the newer valid bank into the registers; without one they start at zero. */
export function restoreHotRecord(): void {
  memory.fill(RECORD, 0, HOT_RECORD_BYTES);
  restored = false;
  writeFailed = false;
  damagedRegisterBanks = 0;
  findRecord();
  savedClock_s = hotRecord().clock_s;
  if (restored) restoreRegisters(RECORD + HOT_RECORD_registers);
  hotRecord().starts++;
  hotRecord().sequence++;
  kept = 0;
}

/** True when both banks held something, and none of it can be used: no new board has that. */
export function bothBanksAreDamaged(): bool {
  return damagedRegisterBanks == (1 << BANKS) - 1;
}

/** True from a start that lost the registers until somebody inside the seal acknowledged it; the mark goes with them. */
export function registersAreLost(): bool {
  return (hotRecord().marks & HOT_MARK_REGISTERS_LOST) != 0;
}

/** Takes effect over restarts with the record that is written next. */
export function markRegistersLost(lost: bool): void {
  const others = hotRecord().marks & ~HOT_MARK_REGISTERS_LOST;
  hotRecord().marks = lost ? others | HOT_MARK_REGISTERS_LOST : others;
}

/** What a start found, and the audit trail does not say yet by this HOT_MARK; what is as it was needs no mark any more. */
export function isToEnter(found: bool, mark: u32): bool {
  if (!found) hotRecord().marks &= ~mark;
  return found && !(hotRecord().marks & mark);
}

/** The audit trail says so, from the record on that is written next: a cut before that has it told twice. */
export function markEntered(mark: u32): void {
  hotRecord().marks |= mark;
}

/** The bank that is older: a torn write leaves the other one whole. */
function nextBank(): i32 {
  return bankAddress(hotRecord().sequence & 1 ? 0 : 1);
}

/**
 * Hands the registers to the board, which writes them into the older bank when the supply fails. Where it did so with what
 * it had before, that record is now the newest: it keeps its number and its bank, and this one goes into the other.
 */
export function prepareHotRecord(values: usize, sampleIndex: u64): void {
  const record = hotRecord();
  record.magic = HOT_RECORD_MAGIC;
  record.sample_index = sampleIndex;
  // Before the clock's first reading the time saved last is still the last that was known.
  if (clockStatus != Status.NOT_STARTED) record.clock_s = clock_s;
  copyBytes(RECORD + HOT_RECORD_registers, values, VALUES_BYTES);
  if (powerPrepare(nextBank(), RECORD, HOT_RECORD_BYTES) == POWER_RECORD_WRITTEN) {
    record.sequence = max(record.sequence, kept + 1);
    powerPrepare(nextBank(), RECORD, HOT_RECORD_BYTES);
  }
  kept = record.sequence;
}

/**
 * Writes the registers into the older bank. The board has the same bytes for the same bank at hand: a supply that fails
 * within the write leaves them whole, whoever wrote which part. A write that failed may have torn its bank, so its number
 * is used again, and with it the bank: the other one is the last that is whole.
 */
export function writeHotRecord(values: usize, sampleIndex: u64): void {
  prepareHotRecord(values, sampleIndex);
  store<u32>(RECORD + CRC_OFFSET, crc32(RECORD, CRC_OFFSET));
  writeFailed = storageWrite(nextBank(), RECORD, HOT_RECORD_BYTES) != Status.OK;
  if (!writeFailed) hotRecord().sequence++;
}
