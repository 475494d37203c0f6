// The events of the metering side: when signals are taken and judged, and what the core itself has to report.
// Legally relevant (IR46). Changes alter the software identification.
import {
  EVENT_AFE_FROZEN, EVENT_AFE_INVALID, EVENT_AFE_SATURATED, EVENT_CALIBRATION_CHANGED, EVENT_FAULT, EVENT_RESET,
  EVENT_SEALED_RECORD_DAMAGED, EVENT_STORAGE_FAILED, METERING_FLAG_AFE, METERING_FLAG_ALARM,
  METERING_FLAG_BANK_DAMAGED, METERING_FLAG_PARAMETERS_DEFAULT, METERING_FLAG_RESTORED, METERING_FLAG_STORAGE_FAILED,
  METERING_FLAG_UNSEALED, RESET_FAULT,
} from '../../../shared-protocol/generated/assembly/protocol';
import { openAfeWatch } from '../inputs/afe-watch';
import { activeEvents, detectFast, detectSlow, detectSwitches, resetDetector } from './event-detector';
import { eventsUnstored, loadEvents, noteEvent, setStarts } from './event-log';
import { halfCycleSignals, resetSignals, switchSignals, windowSignals } from './event-signals';
import { halfCycles } from '../windows/half-cycle';
import { hotRecord, restored, writeFailed } from '../energy/hot-record';
import { lifeSamples, sampleIndex } from '../metering';
import { parameters, parametersAreDefault } from '../parameters/parameters';
import { damagedBanks } from '../parameters/sealed-record';
import { changedAt, isUnsealed } from '../surroundings/switches';
import { beyondHalf_Q16, closedLength_Q16, frequency_mHz, openLength_Q16 } from '../windows/window';

const AFE_EVENTS: u64 = ((<u64>1) << EVENT_AFE_SATURATED) | ((<u64>1) << EVENT_AFE_FROZEN) | ((<u64>1) << EVENT_AFE_INVALID);

/** The first half cycles after a start are cut while the low-passed reference voltage still comes to rest. */
const SETTLING_HALVES: u32 = 4;

let storageFailed: bool = false;

/** The longest half cycle, which is one without a crossing, is 20 ms. */
const LONGEST_HALF_ms: u64 = 20;

/** Loads the log and reports the start and what it found; life is the life-long count of metered samples. */
export function startEvents(resetCause: i32, life: u64): void {
  loadEvents(life);
  setStarts(hotRecord().starts);
  resetDetector();
  resetSignals();
  storageFailed = false;
  noteEvent(EVENT_RESET, 0, life, resetCause);
  if (resetCause == RESET_FAULT) noteEvent(EVENT_FAULT, 0, life, resetCause);
  if (damagedBanks) noteDamage(life);
}

/** Scope 1 or 2: that bank; 0: no bank is left and the nominal parameters are in use. */
function noteDamage(life: u64): void {
  noteEvent(EVENT_SEALED_RECORD_DAMAGED, parametersAreDefault ? 0 : <i32>damagedBanks, life, <i32>damagedBanks);
}

export function noteCalibration(life: u64): void {
  noteEvent(EVENT_CALIBRATION_CHANGED, 0, life, <i32>parameters().sequence);
}

/** Samples of a cycle at the frequency measured last; without one, of two half cycles that waited for a crossing. */
function cycleSamples(): u64 {
  const rate_mHz = <u64>parameters().sampling_rate_mHz;
  return frequency_mHz ? rate_mHz / frequency_mHz : (2 * LONGEST_HALF_ms * rate_mHz) / 1_000_000;
}

/** An event cannot begin before the meter's life did. */
function before(instant: u64, samples: u64): u64 {
  return instant > samples ? instant - samples : 0;
}

/** Judges the half cycle that just ended: what is told does not depend on how samples were cut into blocks. */
export function followHalfCycle(): void {
  if (halfCycles <= SETTLING_HALVES) return;
  halfCycleSignals();
  const end = before(lifeSamples(), <u64>(beyondHalf_Q16() >> 16));
  detectFast(before(end, cycleSamples()), end, parameters().sampling_rate_mHz);
}

/** Judges a whole window that just closed; its end lies before the last sample metered. */
export function followWindow(): void {
  const rate_mHz = parameters().sampling_rate_mHz;
  const life = lifeSamples();
  const end = before(life, <u64>(openLength_Q16() >> 16));
  const start = before(end, <u64>(closedLength_Q16 >> 16));
  windowSignals();
  detectSlow(start, end, rate_mHz);
  openAfeWatch();
  if ((writeFailed || eventsUnstored) && !storageFailed) {
    storageFailed = true;
    noteEvent(EVENT_STORAGE_FAILED, 0, life, 0);
  }
}

/** Judges the switches at the sample at which one changed, which may lie before or behind the last one metered. */
export function followSwitch(): void {
  const at = <i64>lifeSamples() + (sampleIndex ? changedAt - <i64>sampleIndex : 0);
  switchSignals();
  detectSwitches(<u64>max<i64>(at, 0), parameters().sampling_rate_mHz);
}

/** METERING_FLAG_* of now, for the status and for every reading. */
export function meteringFlags(): u32 {
  return (
    (parametersAreDefault ? METERING_FLAG_PARAMETERS_DEFAULT : 0) |
    (restored ? METERING_FLAG_RESTORED : 0) |
    (writeFailed || eventsUnstored ? METERING_FLAG_STORAGE_FAILED : 0) |
    (damagedBanks && !parametersAreDefault ? METERING_FLAG_BANK_DAMAGED : 0) |
    (isUnsealed() ? METERING_FLAG_UNSEALED : 0) |
    (activeEvents ? METERING_FLAG_ALARM : 0) |
    (activeEvents & AFE_EVENTS ? METERING_FLAG_AFE : 0)
  );
}
