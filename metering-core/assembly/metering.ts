// The metering of one sample set after the other: channels, elements, window, energy, pulses, hot record.
// Legally relevant (IR46). Changes alter the software identification.
import { SAMPLE_FLAG_INVALID, Status } from '../../shared-protocol/generated/assembly/protocol';
import {
  accumulateChannel, channel, closeChannelWindow, INPUTS, openChannelPhasor, recallBefore, removeDirect, resetChannels,
} from './channel';
import { judgeCreep, resetCreep } from './creep';
import { accumulateElement, closeElementWindows, resetElements } from './element';
import { accrueWindow, openRegisters, resetEnergy } from './energy';
import { makeFilters, retuneFilters } from './filter';
import { closeHarmonics, harmonicsStep, openHarmonics, resetHarmonics } from './harmonics';
import { hotRecord, restoreHotRecord, writeHotRecord } from './hot-record';
import { clearHistory, keepHistory, SAMPLES, SET_BYTES } from './memory';
import { cosine_Q24, sine_Q24, startOscillator, stepOscillator } from './oscillator';
import { parameters } from './parameters';
import { firePulses, pulseWindow, resetPulses } from './pulse-output';
import { measureWindow, resetQuantities } from './quantities';
import { loadParameters } from './sealed-record';
import { adoptTemperature, resetTemperature } from './temperature';
import { chooseReference, referenceValue_Q8, resetReference } from './reference-voltage';
import {
  closedLength_Q16, closedWhole, frequency_mHz, losePhase, openLength_Q16, openWindow, resetWindow, weightBefore_Q30,
  weightNow_Q30, windowCloses, windowSamples,
} from './window';

const FLAGS_OFFSET: i32 = INPUTS << 2;

/** Samples metered since start; the next block must begin here. */
export let sampleIndex: u64 = 0;
/** Samples that never arrived, and AFE frames that failed their check, since start. */
export let missedSamples: u32 = 0;
export let invalidSamples: u32 = 0;

let started: bool = false;
let adoptIndex: bool = false;
let untilHotRecord: i32 = 0;
let samplesPerSecond: i32 = 0;

function startWindow(): void {
  openWindow();
  const known_mHz = frequency_mHz ? frequency_mHz : parameters().nominal_frequency_mHz;
  startOscillator(known_mHz, parameters().sampling_rate_mHz);
  for (let i: i32 = 0; i < INPUTS; i++) openChannelPhasor(channel(i), weightBefore_Q30, weightNow_Q30);
  openHarmonics(frequency_mHz != 0, weightBefore_Q30, weightNow_Q30);
}

/**
 * Restores parameters and registers and opens the first window. After a fault the AFE has gone on: the first
 * block then tells where, and only what is missing after it counts as missed.
 */
export function startMetering(afterFault: bool): void {
  resetTemperature();
  loadParameters();
  const rate_mHz = <u64>parameters().sampling_rate_mHz;
  clearHistory();
  resetChannels();
  makeFilters();
  resetElements();
  resetReference(rate_mHz);
  resetWindow(rate_mHz);
  resetQuantities();
  resetHarmonics(rate_mHz);
  resetEnergy();
  resetCreep();
  restoreHotRecord();
  resetPulses();
  sampleIndex = 0;
  missedSamples = 0;
  invalidSamples = 0;
  samplesPerSecond = <i32>(rate_mHz / 1000);
  untilHotRecord = samplesPerSecond;
  startWindow();
  adoptIndex = afterFault;
  started = true;
}

/** A window that is no whole number of cycles is counted, but it shows nothing: the quantities stay as they were. */
function evaluateWindow(): void {
  if (!closedWhole) return;
  measureWindow(sampleIndex);
  judgeCreep();
  for (let i: i32 = 0; i < INPUTS; i++) removeDirect(channel(i), closedLength_Q16);
}

function closeWindow(set: usize): void {
  for (let i: i32 = 0; i < INPUTS; i++) {
    recallBefore(channel(i), set);
    closeChannelWindow(channel(i), weightBefore_Q30, weightNow_Q30);
  }
  closeElementWindows(weightBefore_Q30, weightNow_Q30);
  closeHarmonics(closedWhole, closedLength_Q16, weightBefore_Q30, weightNow_Q30);
  evaluateWindow();
  accrueWindow(closedLength_Q16);
  pulseWindow((<i64>(sampleIndex - 1) << 16) + 0x8000 - openLength_Q16(), closedLength_Q16);
  if (adoptTemperature(parameters().reference_temperature_mC)) retuneFilters();
  if (chooseReference(closedLength_Q16)) losePhase();
  startWindow();
}

function meterSet(set: usize): bool {
  const cosine = cosine_Q24();
  const sine = sine_Q24();
  // Unrolled: seven times the loop's own steps are a tenth of the whole under an interpreter.
  accumulateChannel(channel(0), set, cosine, sine);
  accumulateChannel(channel(1), set, cosine, sine);
  accumulateChannel(channel(2), set, cosine, sine);
  accumulateChannel(channel(3), set, cosine, sine);
  accumulateChannel(channel(4), set, cosine, sine);
  accumulateChannel(channel(5), set, cosine, sine);
  accumulateChannel(channel(6), set, cosine, sine);
  stepOscillator();
  accumulateElement(0);
  accumulateElement(1);
  accumulateElement(2);
  harmonicsStep();
  return windowCloses(referenceValue_Q8());
}

function saveEachSecond(): void {
  if (--untilHotRecord > 0) return;
  untilHotRecord = samplesPerSecond;
  writeHotRecord(openRegisters(openLength_Q16()), hotRecord().sample_index + samplesPerSecond);
}

/**
 * Meters count sample sets from the sample buffer, each exactly once and in order: results do not depend on how
 * samples were cut into blocks. Returns OK, or SEQUENCE_GAP when samples before firstIndex are missing (they are
 * counted, the given ones are metered), or OUT_OF_RANGE for samples seen already (nothing is metered).
 */
export function meterBlock(firstIndex: u64, count: i32): i32 {
  if (!started) return Status.NOT_STARTED;
  if (adoptIndex) sampleIndex = firstIndex;
  adoptIndex = false;
  if (firstIndex < sampleIndex) return Status.OUT_OF_RANGE;
  const missing = firstIndex - sampleIndex;
  missedSamples += <u32>missing;
  sampleIndex = firstIndex;
  for (let i: i32 = 0; i < count; i++) {
    const set = SAMPLES + i * SET_BYTES;
    if (load<u32>(set + FLAGS_OFFSET) & SAMPLE_FLAG_INVALID) invalidSamples++;
    const closes = meterSet(set);
    sampleIndex++;
    if (closes) closeWindow(set);
    saveEachSecond();
  }
  keepHistory(count);
  firePulses(sampleIndex);
  return missing ? Status.SEQUENCE_GAP : Status.OK;
}

/** Registers at the last sample, the open window included. */
export function registersNow(): usize {
  return openRegisters(openLength_Q16());
}
