// The events of the metering side: when signals are taken and judged, and what the core itself has to report.
// Legally relevant (IR46). Changes alter the software identification.
import {
  COVER_LATCH_LOST, COVER_LATCH_OPENED, COVER_WITHOUT_POWER, EVENT_CLOCK_SET, EVENT_FAULT, EVENT_LOCAL_TIME_SET, EVENT_MAIN_COVER_OPEN,
  EVENT_POWER_FAIL, EVENT_POWER_OFF, EVENT_RESET, EVENT_STORAGE_FAILED, RESET_FAULT, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { localTime } from '../clock/local-time';
import { change_s, changedBy, changeWasTold, clock_s, clockStopped } from '../clock/rtc';
import { lifeSamples, sampleIndex } from '../clock/sample-clock';
import { openAfeWatch } from '../inputs/afe-watch';
import { detectFast, detectSilence, detectSlow, detectSwitches, resetDetector } from './event-detector';
import { closeEvent, damageOfLog, eventsUnstored, holdsEvent, loadEvents, noteEvent, openEvent, setStarts } from './event-log';
import { halfCycleSignals, resetSignals, signalValue, silenceSignal, switchSignals, windowSignals } from './event-signals';
import { Signal } from './event-table';
import { judgeRapidChange } from './rapid-change';
import { tellOfSealedBanks, tellOfStorage } from './storage-state';
import { ELEMENTS } from '../inputs/element';
import { cycleSamples, halfCycleEnd_Q16, halfCyclesAreWhole } from '../windows/half-cycle';
import { hotRecord, savedClock_s, writeFailed } from '../energy/hot-record';
import { parameters } from '../parameters/parameters';
import { elementInUse } from '../parameters/wiring';
import { changedAt } from '../surroundings/switches';
import { closedLength_Q16, endOfLast_Q16, openLength_Q16 } from '../windows/window';

/** Share of the nominal voltage from which on a voltage is one, 1e-4: where a loss of it ends. */
const SEEN: i32 = 8500;

let storageFailed: bool = false;
/** The half cycles have a frequency, or there is none to be had: a whole window was measured. */
let halvesKnown: bool = false;
/** Event of the supply that fails, 0 while it does not. */
let powerEvent: u32 = 0;
/** Time at which the supply went, as far as it was saved; 0 when there is nothing to tell, or it was told. */
let offSince_s: u64 = 0;

/** Loads the log and reports the start and what it found. */
export function startEvents(resetCause: i32): void {
  loadEvents(lifeSamples);
  setStarts(hotRecord().starts);
  resetDetector();
  resetSignals();
  tellOfStorage();
  storageFailed = false;
  halvesKnown = false;
  powerEvent = 0;
  offSince_s = resetCause == RESET_FAULT ? 0 : savedClock_s;
  noteEvent(EVENT_RESET, 0, lifeSamples, resetCause);
  if (resetCause == RESET_FAULT) noteEvent(EVENT_FAULT, 0, lifeSamples, resetCause);
  tellOfSealedBanks();
}

/** The parameters may be those of another service: what was there before them is not counted. */
export function forgetVoltages(): void {
  hotRecord().voltages_seen = 0;
}

/** An event cannot begin before the meter's life did. */
function before(instant: u64, samples: u64): u64 {
  return instant > samples ? instant - samples : 0;
}

/** Judges the half cycle of a voltage that just ended: what is told does not depend on how samples were cut into blocks. */
export function followHalfCycle(input: i32): void {
  if (!halvesKnown || !elementInUse(input) || !halfCyclesAreWhole()) return;
  halfCycleSignals();
  const end = before(lifeSamples, <u64>((endOfLast_Q16() - halfCycleEnd_Q16(input)) >> 16));
  detectFast(input + 1, before(end, cycleSamples()), end, parameters().sampling_rate_mHz);
  judgeRapidChange(input, signalValue(Signal.HALF_CYCLE, input + 1), end, cycleSamples() >> 1);
}

/** Keeps, over restarts as well, which voltages were there once: no more than a voltage loss away from nominal. */
function seeVoltages(): void {
  for (let e: i32 = 0; e < ELEMENTS; e++) {
    if (elementInUse(e) && signalValue(Signal.VOLTAGE, e + 1) > SEEN) hotRecord().voltages_seen |= 1 << e;
  }
}

/** Judges a whole window that just closed; its end lies before the last sample metered. */
export function followWindow(): void {
  halvesKnown = true;
  const rate_mHz = parameters().sampling_rate_mHz;
  const end = before(lifeSamples, <u64>(openLength_Q16() >> 16));
  const start = before(end, <u64>(closedLength_Q16 >> 16));
  windowSignals();
  seeVoltages();
  detectSlow(start, end, rate_mHz);
  openAfeWatch();
  if ((writeFailed || eventsUnstored) && !storageFailed) {
    storageFailed = true;
    noteEvent(EVENT_STORAGE_FAILED, 0, lifeSamples, 0);
  }
}

/** The sample of the meter's life at one of this run, which may lie before or behind the last one metered. */
function lifeAt(at: i64): u64 {
  return <u64>max<i64>(<i64>lifeSamples + (sampleIndex ? at - <i64>sampleIndex : 0), 0);
}

/** Judges the switches at the sample at which one changed. */
export function followSwitch(): void {
  switchSignals();
  detectSwitches(lifeAt(changedAt), parameters().sampling_rate_mHz);
}

/**
 * Judges the front end at a second of the RTC, which comes without it: half a second without a sample is told while it lasts, and
 * not with the sample that ends it.
 */
export function followSecond(at: i64): void {
  const rate_mHz = parameters().sampling_rate_mHz;
  const overdue = at - <i64>sampleIndex;
  if (sampleIndex == 0 || overdue < <i64>rate_mHz / 2000) return;
  silenceSignal(overdue);
  detectSilence(lifeSamples, lifeAt(at), rate_mHz);
}

/** A failing supply is an event from the comparator's edge on; a start after it ends it like any other under way. */
export function followPower(failing: bool, at: i64): void {
  if (failing && !powerEvent) powerEvent = openEvent(EVENT_POWER_FAIL, 0, lifeAt(at), 0, 0);
  if (failing || !powerEvent) return;
  closeEvent(powerEvent, max<u64>(lifeAt(at), 1), 0);
  powerEvent = 0;
}

/**
 * With the first time after a start the meter knows how long it was off; a clock that had stopped meanwhile tells nothing.
 * What of it was a loss of all voltages the record cannot say: the hold-up is far shorter than the delay of that event.
 */
export function followClock(): void {
  if (clock_s == 0 || offSince_s == 0) return;
  const off = clock_s > offSince_s && !clockStopped ? clock_s - offSince_s : 0;
  offSince_s = 0;
  if (off > 0) noteEvent(EVENT_POWER_OFF, 0, lifeSamples, <i32>min<u64>(off, <u64>i32.MAX_VALUE));
}

/** Tells a change of the clock: the new time is known by its low 32 bits, the old one by the step. */
export function followChange(): void {
  if (changedBy == 0) return;
  const by_s = <i32>max<i64>(min<i64>(change_s, i32.MAX_VALUE), i32.MIN_VALUE);
  closeEvent(openEvent(EVENT_CLOCK_SET, changedBy, lifeSamples, <i32>clock_s, by_s), max<u64>(lifeSamples, 1), by_s);
  changeWasTold();
}

/** Zone, daylight rules or freeze schedule are others from now on. */
export function noteLocalTime(): void {
  noteEvent(EVENT_LOCAL_TIME_SET, 0, lifeSamples, <i32>localTime().sequence);
}

/** Makes up for the event of a record that a cut left in force without it. A log that lost events tells that, and no more. */
export function completeLocalTime(): void {
  const sequence = <i32>localTime().sequence;
  if (sequence != 0 && damageOfLog() <= 0 && !holdsEvent(EVENT_LOCAL_TIME_SET, sequence)) noteLocalTime();
}

/** Enters what the latch of the main cover kept from the time without power; a latch that lost its battery says nothing. */
export function noteCoverLatch(latch: i32): i32 {
  if (latch < 0 || latch > COVER_LATCH_LOST) return Status.OUT_OF_RANGE;
  if (latch == COVER_LATCH_OPENED) noteEvent(EVENT_MAIN_COVER_OPEN, 0, lifeSamples, COVER_WITHOUT_POWER);
  return Status.OK;
}
