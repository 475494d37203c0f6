// A change of the transformers' ratios ends a period: the registers up to it are kept, with the ratios of both sides.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import {
  Parameters, RATIO_CHANGE_BYTES, RATIO_CHANGE_new_ratios,
  RATIO_CHANGE_old_ratios, RATIO_CHANGE_registers, RatioChange,
} from '../../../shared-protocol/generated/assembly/layouts';
import { FRAM_RATIO_CHANGES, RATIO_CHANGES, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { storageRead, storageWrite } from '../host';
import { parameters, parametersAreDefault } from '../parameters/parameters';
import { openRegisters } from './energy';

const CRC_OFFSET: i32 = RATIO_CHANGE_BYTES - 4;
/** Primary and secondary of current and of voltage. */
const RATIO_BYTES: i32 = 16;
const KEPT_REGISTER_BYTES: i32 = 64;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(RATIO_CHANGE_BYTES, 8);

/** Sequence of the last change; 0 for none. */
let newest: u32 = 0;

function ratiosOf(p: Parameters): usize {
  return changetype<usize>(p) + offsetof<Parameters>('current_ratio_primary');
}

function addressOf(sequence: u32): i32 {
  return FRAM_RATIO_CHANGES + <i32>(sequence % <u32>RATIO_CHANGES) * RATIO_CHANGE_BYTES;
}

/** Reads a slot into RECORD; true when it is whole. */
function readSlot(address: i32): bool {
  if (storageRead(address, RECORD, RATIO_CHANGE_BYTES) != Status.OK) return false;
  return load<u32>(RECORD + CRC_OFFSET) == crc32(RECORD, CRC_OFFSET);
}

/**
 * Finds the last change. What was kept before a sealing that then failed, or was cut off, is no change: its new ratios
 * are not those in use.
 */
export function loadRatioChanges(): void {
  let last: u32 = 0;
  for (let slot: u32 = 0; slot < <u32>RATIO_CHANGES; slot++) {
    if (readSlot(addressOf(slot))) last = max(last, changetype<RatioChange>(RECORD).sequence);
  }
  newest = last;
  if (last == 0 || parametersAreDefault || !readSlot(addressOf(last))) return;
  if (memory.compare(RECORD + RATIO_CHANGE_new_ratios, ratiosOf(parameters()), RATIO_BYTES) != 0) newest--;
}

/** Number of the change that brought the ratios in use; 0 when they never changed. */
export function lastRatioChange(): u32 {
  return newest;
}

/** True when a record about to be sealed has other ratios than the one in use. */
export function changesRatios(next: Parameters): bool {
  return memory.compare(ratiosOf(parameters()), ratiosOf(next), RATIO_BYTES) != 0;
}

/**
 * Keeps the total's registers before a record with other ratios is sealed. Returns its sequence, or STORAGE_FAILED:
 * then nothing may be sealed.
 */
export function keepBeforeChange(next: Parameters, life: u64): i32 {
  const record = changetype<RatioChange>(RECORD);
  record.sample_index = life;
  record.sequence = newest + 1;
  copyBytes(RECORD + RATIO_CHANGE_old_ratios, ratiosOf(parameters()), RATIO_BYTES);
  copyBytes(RECORD + RATIO_CHANGE_new_ratios, ratiosOf(next), RATIO_BYTES);
  copyBytes(RECORD + RATIO_CHANGE_registers, openRegisters(), KEPT_REGISTER_BYTES);
  record.crc = crc32(RECORD, CRC_OFFSET);
  if (storageWrite(addressOf(newest + 1), RECORD, RATIO_CHANGE_BYTES) != Status.OK) return Status.STORAGE_FAILED;
  return <i32>++newest;
}

/** Puts the change before the last by so many; NOT_FOUND for none or one that is damaged. */
export function copyRatioChange(index: u32, to: usize): i32 {
  if (index >= <u32>RATIO_CHANGES || index >= newest) return Status.NOT_FOUND;
  if (!readSlot(addressOf(newest - index)) || changetype<RatioChange>(RECORD).sequence != newest - index) return Status.NOT_FOUND;
  copyBytes(to, RECORD, RATIO_CHANGE_BYTES);
  return RATIO_CHANGE_BYTES;
}
