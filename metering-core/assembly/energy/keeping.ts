// When the registers are kept: each second in the FRAM, and many times a second with the board, for a failing supply.
// Legally relevant (IR46). Changes alter the software identification.
import { lifeSamples } from '../clock/sample-clock';
import { openRegisters } from './energy';
import { prepareHotRecord, writeHotRecord } from './hot-record';

/**
 * The record for a failing supply is at most 8 ms older than the block metered last; with the block that fills meanwhile
 * and the time of metering it, less than 20 ms of load is lost where the core does not come round any more.
 */
const PREPARED_A_SECOND: i32 = 125;

/** Samples until the hot record is due. */
export let untilSaved: i32 = 0;
/** Samples until the record for a failing supply is prepared anew; negative when that is overdue. */
let untilPrepared: i32 = 0;
let samplesPerSecond: i32 = 0;

export function resetKeeping(rate_mHz: u64): void {
  samplesPerSecond = <i32>(rate_mHz / 1000);
  untilSaved = samplesPerSecond;
  untilPrepared = 0;
}

/** Some samples were metered. */
export function passKept(count: i32): void {
  untilSaved -= count;
  untilPrepared -= count;
}

/** Saves the registers, the open window included, and the samples of the meter's life. */
export function saveRegisters(): void {
  writeHotRecord(openRegisters(), lifeSamples);
  untilSaved = samplesPerSecond;
}

export function preparingIsDue(): bool {
  return untilPrepared <= 0;
}

/** Has the board keep the same ready for a failing supply. */
export function prepareRegisters(): void {
  prepareHotRecord(openRegisters(), lifeSamples);
  untilPrepared = samplesPerSecond / PREPARED_A_SECOND;
}
