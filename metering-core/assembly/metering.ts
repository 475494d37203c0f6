// The metering of one sample set after the other: channels, elements, window, energy, pulses, hot record.
// Legally relevant (IR46). Changes alter the software identification.
import { FIRST_CURRENT, INPUTS, NEUTRAL, RESET_FAULT, Status } from '../../shared-protocol/generated/assembly/protocol';
import {
  channel, closeChannelWindow, openChannelPhasor, recallBefore, removeDirect, resetChannels,
} from './inputs/channel';
import {
  adoptSampleIndex, lifeSamples, missSamples, passSamples, sampleIndex, startSampleClock,
} from './clock/sample-clock';
import { lostSamples, resetAfeWatch, watchMissing, watchSets } from './inputs/afe-watch';
import { expectClock } from './clock/rtc';
import { refitSeconds, startSeconds, untilSecond } from './clock/seconds';
import { aggregateHalfCycle } from './intervals/interval-sums';
import { closeTenMinutes, continueIntervals, followWindowOfCycles, startIntervals } from './intervals/ten-minutes';
import { judgeCreep, noteLoads, resetCreep } from './energy/creep';
import { closeElementWindows, resetElements } from './inputs/element';
import { closePairWindow, resetPairs } from './inputs/voltage-pair';
import { accrueWindow, keepOpenWindow, resetEnergy } from './energy/energy';
import { followHalfCycle, followPower, followWindow, startEvents } from './events/event-moments';
import { resetRapidChanges } from './events/rapid-change';
import { makeFilters, retuneFilter, retuneFilters } from './inputs/filter';
import { flickerValueDue } from './flicker/flicker-blocks';
import { followFlicker, resetFlicker } from './flicker/flickermeter';
import { carryHalfCycles, endHalfCycle, halfCycleEnded, resetHalfCycles } from './windows/half-cycle';
import { takeFundamentals } from './windows/fundamental';
import { alignHalfCycles } from './windows/zero-crossings';
import { closeGroups, groupsStep, openGroups, resetGroups } from './harmonics/groups';
import { closeHarmonics, harmonicsStep, openHarmonics, resetHarmonics } from './harmonics/harmonics';
import { hotRecord, restoreHotRecord } from './energy/hot-record';
import { passKept, prepareRegisters, preparingIsDue, resetKeeping, saveRegisters, untilSaved } from './energy/keeping';
import { clearHistory, keepHistory, SAMPLES, SET_BYTES } from './memory';
import { startOscillator } from './math/oscillator';
import { adoptCurrent, resetCurrentTable } from './parameters/current-table';
import { parameters } from './parameters/parameters';
import { loadRatioChanges } from './energy/ratio-change';
import { NETTING_INPUT, netHalfCycle, resetNetting } from './energy/netting';
import { firePulses, pulseWindow, resetPulses } from './energy/pulse-output';
import { measureNetwork, resetNetwork } from './quantities/network';
import { measurePowerQuality, resetPowerQuality } from './quantities/power-quality';
import { addToMinute } from './records/minute-sums';
import { beginSeconds, startRecorder } from './records/recorder';
import { sealRecord } from './records/sealing';
import { dropAssumedVoltage } from './quantities/counted-current';
import { measureWindow, quantities, resetQuantities } from './quantities/quantities';
import { addRawSums, resetRawSums } from './windows/raw-sums';
import { loadParameters, useSealedParameters } from './parameters/sealed-record';
import { adoptTemperature, resetTemperature } from './surroundings/temperature';
import { chooseReference, followReference, referenceBefore_Q6, referenceNow_Q6, resetReference } from './windows/reference-voltage';
import { meterStretch, resetStretch } from './inputs/sample-loop';
import {
  closedCycles, closedLength_Q16, closedWhole, frequency_mHz, openLength_Q16, openWindow, resetWindow, samplesUntilDue,
  settleCrossings, weightBefore_Q30, weightNow_Q30, windowCloses,
} from './windows/window';

/**
 * The window before had a frequency, too. The first one that has begins while the low-passed reference voltage comes to
 * rest: its frequency may be off by 2 %, which is too far for a cycle of harmonics to be folded.
 */
let frequencyWasKnown: bool = false;

/** The frequency measured last, or the nominal one: a mains that comes back has most likely the one it had. */
let known_mHz: u32 = 0;

let started: bool = false;
let adoptIndex: bool = false;
let closes: bool = false;

function startWindow(): void {
  openWindow();
  if (frequency_mHz) known_mHz = frequency_mHz;
  startOscillator(known_mHz, parameters().sampling_rate_mHz);
  for (let i: i32 = 0; i < INPUTS; i++) openChannelPhasor(channel(i), weightBefore_Q30, weightNow_Q30);
  openHarmonics(frequency_mHz != 0 && frequencyWasKnown, weightBefore_Q30, weightNow_Q30);
  openGroups(frequency_mHz != 0 && frequencyWasKnown, weightBefore_Q30, weightNow_Q30);
  frequencyWasKnown = frequency_mHz != 0;
}

/** Fits everything that measures to the parameters in use, and opens a window; the registers stay as they are. */
function configure(): void {
  const rate_mHz = <u64>parameters().sampling_rate_mHz;
  resetChannels();
  resetCurrentTable();
  resetStretch();
  makeFilters();
  resetElements();
  resetPairs();
  resetReference(rate_mHz);
  resetWindow(rate_mHz);
  resetQuantities();
  resetPowerQuality();
  resetNetwork();
  known_mHz = parameters().nominal_frequency_mHz;
  resetHalfCycles(rate_mHz, known_mHz);
  resetRapidChanges(known_mHz);
  resetHarmonics(rate_mHz);
  resetGroups(rate_mHz);
  resetCreep();
  resetNetting();
  resetRawSums();
  resetPulses();
  resetFlicker();
  startIntervals(sampleIndex, rate_mHz, lostSamples());
  resetKeeping(rate_mHz);
  refitSeconds(rate_mHz);
  startWindow();
}

/**
 * Seals a new record and goes on with it: the open window is counted as it stands, then all corrections are made
 * anew. Returns OK, or why nothing was changed (sealRecord).
 */
export function replaceParameters(record: usize): i32 {
  const status = sealRecord(record);
  if (status != Status.OK) return status;
  keepOpenWindow();
  useSealedParameters();
  configure();
  return Status.OK;
}

/**
 * Restores parameters and registers and opens the first window. After a fault the AFE has gone on: the first
 * block then tells where, and only what is missing after it counts as missed.
 */
export function startMetering(resetCause: i32): void {
  resetTemperature();
  loadParameters();
  clearHistory();
  resetEnergy();
  restoreHotRecord();
  expectClock(hotRecord().clock_s);
  loadRatioChanges();
  startSampleClock(hotRecord().sample_index);
  resetAfeWatch();
  startSeconds(parameters().sampling_rate_mHz);
  configure();
  startEvents(resetCause);
  adoptIndex = resetCause == RESET_FAULT;
  started = true;
  startRecorder();
  prepareRegisters();
}

/** A window that is no whole number of cycles is counted, but it shows nothing: the quantities stay as they were. */
function evaluateWindow(): void {
  if (!closedWhole) {
    dropAssumedVoltage();
    return noteLoads(closedLength_Q16 >> 16);
  }
  measureWindow();
  measurePowerQuality();
  measureNetwork();
  followWindowOfCycles(sampleIndex, lostSamples());
  judgeCreep();
  addToMinute();
  addRawSums(closedLength_Q16);
  for (let i: i32 = 0; i < INPUTS; i++) removeDirect(channel(i), closedLength_Q16);
  followWindow();
}

/** Fits gain and delay of each current to what it was in the window just measured. */
function followCurrents(): void {
  for (let input: i32 = FIRST_CURRENT; input < INPUTS; input++) {
    const scope = input == NEUTRAL ? 0 : input - FIRST_CURRENT + 1;
    if (adoptCurrent(input, quantities(scope).current_uA)) retuneFilter(input);
  }
}

function closeWindow(set: usize): void {
  for (let i: i32 = 0; i < INPUTS; i++) {
    recallBefore(channel(i), set);
    closeChannelWindow(channel(i), weightBefore_Q30, weightNow_Q30);
  }
  carryHalfCycles();
  closeElementWindows(weightBefore_Q30, weightNow_Q30);
  closePairWindow(weightBefore_Q30, weightNow_Q30);
  takeFundamentals(closedCycles, closedLength_Q16);
  alignHalfCycles(parameters().sampling_rate_mHz);
  closeHarmonics(closedWhole, closedLength_Q16, weightBefore_Q30, weightNow_Q30);
  closeGroups(closedCycles, closedLength_Q16, weightBefore_Q30, weightNow_Q30);
  evaluateWindow();
  closeTenMinutes(sampleIndex, lostSamples());
  accrueWindow(closedLength_Q16);
  pulseWindow((<i64>(sampleIndex - 1) << 16) + 0x8000 - openLength_Q16(), closedLength_Q16);
  if (adoptTemperature(parameters().reference_temperature_mC)) retuneFilters();
  if (closedWhole) followCurrents();
  if (chooseReference(closedLength_Q16)) settleCrossings();
  startWindow();
}

/** Number of samples from an address to the end of a window, count at most; `closes` tells which. */
function untilWindowEnd(set: usize, count: i32): i32 {
  let taken: i32 = 0;
  while (taken < count) {
    const some = followReference(set + taken * SET_BYTES, min(count - taken, samplesUntilDue()));
    taken += some;
    closes = windowCloses(some, referenceBefore_Q6, referenceNow_Q6);
    if (closes) return taken;
  }
  return count;
}

/** Ends the half cycles of the voltages that ended within the stretch just metered, in the order in which they did. */
function closeHalfCycles(count: i32): void {
  for (let input = halfCycleEnded(); input >= 0; input = halfCycleEnded()) {
    endHalfCycle(input, count);
    if (input == NETTING_INPUT) netHalfCycle(count);
    followHalfCycle(input);
    aggregateHalfCycle();
  }
}

/**
 * The supply fails at a sample, or is whole again. The board has written what was prepared; what was metered since is
 * written now, into the other bank, for as long as the supply lasts.
 */
export function powerChanged(failing: bool, at: i64): i32 {
  if (!started) return Status.NOT_STARTED;
  if (failing) saveRegisters();
  followPower(failing, at);
  return Status.OK;
}

/** Feeds the flickermeter; with each of its values the publishing of an interval goes on by a piece. */
function meterFlicker(count: i32): void {
  let from: i32 = 0;
  while (from < count) {
    from = followFlicker(from, count);
    if (flickerValueDue) continueIntervals();
  }
}

/** Meters count sets in stretches that end where a window ends, the hot record is due, or a second begins. */
function meterSets(set: usize, count: i32): void {
  while (count > 0) {
    const stretch = untilWindowEnd(set, min(count, min(untilSaved, max(untilSecond(sampleIndex), 1))));
    meterStretch(set, stretch);
    watchSets(set, stretch);
    meterFlicker(stretch);
    harmonicsStep(stretch);
    groupsStep(stretch);
    passSamples(stretch);
    passKept(stretch);
    set += stretch * SET_BYTES;
    count -= stretch;
    closeHalfCycles(stretch);
    if (closes) closeWindow(set - SET_BYTES);
    if (untilSaved == 0) saveRegisters();
    beginSeconds();
  }
}

/** Goes on where the AFE went on after a fault. */
function adopt(firstIndex: u64): void {
  adoptIndex = false;
  adoptSampleIndex(firstIndex);
  startIntervals(sampleIndex, parameters().sampling_rate_mHz, lostSamples());
}

/**
 * Meters count sample sets from the sample buffer, each exactly once and in order: results do not depend on how
 * samples were cut into blocks. Returns OK, or SEQUENCE_GAP when samples before firstIndex are missing (they are
 * counted, the given ones are metered), or OUT_OF_RANGE for samples seen already (nothing is metered).
 */
export function meterBlock(firstIndex: u64, count: i32): i32 {
  if (!started) return Status.NOT_STARTED;
  if (adoptIndex) adopt(firstIndex);
  if (firstIndex < sampleIndex) return Status.OUT_OF_RANGE;
  const missing = missSamples(firstIndex);
  if (missing) watchMissing(missing);
  meterSets(SAMPLES, count);
  keepHistory(count);
  firePulses(sampleIndex);
  if (preparingIsDue()) prepareRegisters();
  return missing ? Status.SEQUENCE_GAP : Status.OK;
}
