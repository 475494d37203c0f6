// The metering of one sample set after the other: channels, elements, window, energy, pulses, hot record.
// Legally relevant (IR46). Changes alter the software identification.
import { SAMPLE_FLAG_INVALID, Status } from '../../shared-protocol/generated/assembly/protocol';
import { accumulateChannel, channel, INPUTS, openChannelWindows, resetChannels } from './channel';
import { accumulateElement, openElementWindows } from './element';
import { accrueWindow, openRegisters, resetEnergy } from './energy';
import { hotRecord, restoreHotRecord, writeHotRecord } from './hot-record';
import { SAMPLES, SET_BYTES } from './memory';
import { cosine_Q24, sine_Q24, startOscillator, stepOscillator } from './oscillator';
import { loadParameters, parameters } from './parameters';
import { firePulses, resetPulses } from './pulse-output';
import { measureWindow, resetQuantities } from './quantities';
import { frequency_mHz, openWindow, resetWindow, windowCloses, windowSamples } from './window';

/** The oscillator's frequency until the first window told better. */
const NOMINAL_mHz: u32 = 50_000;
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
  openChannelWindows();
  openElementWindows();
  openWindow();
  startOscillator(frequency_mHz ? frequency_mHz : NOMINAL_mHz, parameters().sampling_rate_mHz);
}

/**
 * Restores parameters and registers and opens the first window. After a fault the AFE has gone on: the first
 * block then tells where, and only what is missing after it counts as missed.
 */
export function startMetering(afterFault: bool): void {
  loadParameters();
  const rate_mHz = <u64>parameters().sampling_rate_mHz;
  resetChannels(rate_mHz);
  resetWindow(rate_mHz);
  resetQuantities();
  resetEnergy();
  resetPulses();
  restoreHotRecord();
  sampleIndex = 0;
  missedSamples = 0;
  invalidSamples = 0;
  samplesPerSecond = <i32>(rate_mHz / 1000);
  untilHotRecord = samplesPerSecond;
  startWindow();
  adoptIndex = afterFault;
  started = true;
}

function closeWindow(): void {
  measureWindow(sampleIndex);
  accrueWindow(windowSamples);
  firePulses(sampleIndex, windowSamples);
  startWindow();
}

function meterSet(set: usize): bool {
  const cosine = cosine_Q24();
  const sine = sine_Q24();
  for (let i: i32 = 0; i < INPUTS; i++) accumulateChannel(channel(i), <i64>load<i32>(set + (i << 2)), cosine, sine);
  stepOscillator();
  accumulateElement(0);
  accumulateElement(1);
  accumulateElement(2);
  return windowCloses(channel(0).value);
}

function saveEachSecond(): void {
  if (--untilHotRecord > 0) return;
  untilHotRecord = samplesPerSecond;
  writeHotRecord(openRegisters(windowSamples), hotRecord().sample_index + samplesPerSecond);
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
    if (closes) closeWindow();
    saveEachSecond();
  }
  return missing ? Status.SEQUENCE_GAP : Status.OK;
}

/** Registers at the last sample, the open window included. */
export function registersNow(): usize {
  return openRegisters(windowSamples);
}
