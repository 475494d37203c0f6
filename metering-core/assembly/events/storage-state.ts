// What a start finds of the storage and tells: registers and events that are lost or damaged, a sealing that was cut off.
// Legally relevant (IR46). Changes alter the software identification.
import {
  EVENT_CALIBRATION_CHANGED, EVENT_LOG_DAMAGED, EVENT_LOSS_ACKNOWLEDGED, EVENT_RATIO_CHANGED, EVENT_REGISTER_BANK_DAMAGED,
  EVENT_MODULE_CHANGED, EVENT_MODULE_COPY, EVENT_REGISTERS_LOST, EVENT_SEALED_RECORD_DAMAGED, EVENT_STORAGE_DAMAGED, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { lifeSamples } from '../clock/sample-clock';
import {
  bothBanksAreDamaged, damagedRegisterBanks, markRegistersLost, registersAreLost, restored, writeFailed,
} from '../energy/hot-record';
import { saveRegisters } from '../energy/keeping';
import { lastRatioChange } from '../energy/ratio-change';
import { isMarkedUsed, markUsed } from '../energy/used-mark';
import { moduleChanged, moduleCopy } from '../parameters/module-identity';
import { parameters, parametersAreDefault } from '../parameters/parameters';
import { damagedBanks, finishSealing, sealingIsUnfinished } from '../parameters/sealed-record';
import { Found } from '../storage/banked-record';
import { clearDamage, damageOfLog, eventsUnstored, holdsEvent, holdsKind, newestEvent, noteEvent } from './event-log';

/**
 * Tells what is not as it was left, and makes up for it. The first record of a new board is written before all else: from
 * then on it has registers that can be lost. What was lost is told before the record that takes its place.
 */
export function tellOfStorage(): void {
  noteStateOfRegisters();
  saveRegisters();
  markUsed();
  noteStateOfLog();
  completeSealing();
}

/** Tells of a record whose first bank has this address and of which a bank is not as it was left, by its Found bits. */
export function tellOfBanks(address: i32, found: i32): void {
  if (found & Found.DAMAGED) noteEvent(EVENT_STORAGE_DAMAGED, found & Found.DAMAGED, lifeSamples, address);
}

/** The same of one that is written so often that a cut may well tear a bank: where nothing is left of it. */
export function tellOfLoss(address: i32, found: i32): void {
  if (!(found & Found.WHOLE)) tellOfBanks(address, found);
}

/** A meter that has counted and has no registers has lost them: zero is not what it counted. */
function registersWentMissing(): bool {
  if (restored) return false;
  return bothBanksAreDamaged() || isMarkedUsed() || newestEvent > 0 || lastRatioChange() > 0;
}

/** Tells of registers that were lost, and of a bank that was not whole. */
function noteStateOfRegisters(): void {
  if (registersWentMissing()) {
    markRegistersLost(true);
    return noteEvent(EVENT_REGISTERS_LOST, 0, lifeSamples, <i32>damagedRegisterBanks);
  }
  if (restored && damagedRegisterBanks) {
    noteEvent(EVENT_REGISTER_BANK_DAMAGED, <i32>damagedRegisterBanks, lifeSamples, 0);
  }
}

function noteStateOfLog(): void {
  const lost = damageOfLog();
  if (lost < 0) return;
  noteEvent(EVENT_LOG_DAMAGED, 0, lifeSamples, lost);
  clearDamage();
}

/**
 * Tells of a sealing that a cut left without its events, and only then ends it. A damaged bank is none of one: the events of the
 * record in use were stored before its second bank was written, or a newer one's first.
 */
function completeSealing(): void {
  if (!sealingIsUnfinished || damagedBanks) return;
  const sequence = parameters().sequence;
  const change = lastRatioChange();
  if (!holdsEvent(EVENT_CALIBRATION_CHANGED, <i32>sequence)) noteSealing(sequence, 0);
  if (change > 0 && !holdsEvent(EVENT_RATIO_CHANGED, <i32>change)) noteRatioChange(change);
  finishSealing(changetype<usize>(parameters()));
}

/** Somebody inside the seal saw that registers were lost. Returns OK, NOT_FOUND when none are, or STORAGE_FAILED. */
export function acknowledgeRegisters(): i32 {
  if (!registersAreLost()) return Status.NOT_FOUND;
  noteEvent(EVENT_LOSS_ACKNOWLEDGED, 0, lifeSamples, 0);
  if (eventsUnstored) return Status.STORAGE_FAILED;
  markRegistersLost(false);
  saveRegisters();
  if (writeFailed) markRegistersLost(true);
  return writeFailed ? Status.STORAGE_FAILED : Status.OK;
}

/** A record was sealed, and both its banks are as if none ever was. */
function sealedRecordIsGone(): bool {
  return parametersAreDefault && !damagedBanks && holdsKind(EVENT_CALIBRATION_CHANGED);
}

/** What the seal was put on and is not as it was: the module, a bank of the record; scope 0: no bank is left, the nominal parameters are in use. */
export function tellOfSealedBanks(): void {
  if (moduleCopy > 0) noteEvent(EVENT_MODULE_COPY, 0, lifeSamples, moduleCopy);
  if (moduleChanged) noteEvent(EVENT_MODULE_CHANGED, 0, lifeSamples, 0);
  if (!damagedBanks && !sealedRecordIsGone()) return;
  noteEvent(EVENT_SEALED_RECORD_DAMAGED, parametersAreDefault ? 0 : <i32>damagedBanks, lifeSamples, <i32>damagedBanks);
}

/** The number of the registers that were kept tells which change it was. */
function noteRatioChange(change: u32): void {
  noteEvent(EVENT_RATIO_CHANGED, 0, lifeSamples, <i32>change);
}

/** Tells of a record that was sealed, and of the change of the ratios that came with it; 0 for none. */
export function noteSealing(sequence: u32, change: i32): void {
  noteEvent(EVENT_CALIBRATION_CHANGED, 0, lifeSamples, <i32>sequence);
  if (change > 0) noteRatioChange(change);
}
