// Rapid voltage changes: a voltage that was steady is not, and stays between dip and swell until it is again (IEC 61000-4-30, 5.11).
// Legally relevant (IR46). Changes alter the software identification.
import { EVENT_RAPID_CHANGE } from '../../../shared-protocol/generated/assembly/protocol';
import { enterEvent } from './event-log';
import { isSteady, meanOfSecond, resetSteady, steadyHalfCycles, takeHalfCycle } from './steady-voltage';

const PHASES: i32 = 3;
/** 5 % of the nominal voltage; while a change is under way half of it (hysteresis). */
const THRESHOLD: i32 = 500;
/** Beyond these it is a dip or a swell, and no rapid change. */
const DIP: i32 = 9000;
const SWELL: i32 = 11_000;

@unmanaged
class Change {
  start: u64;
  /** Mean of the steady second before, 1e-4 of the nominal voltage, and the largest departure from it. */
  before: i32;
  departure: i32;
  isSteady: i32;
  /** 1: a change is under way; 0: none was, or it was a dip or a swell. */
  isChange: i32;
}

// @ts-ignore: decorator
@lazy const CHANGES = memory.data(PHASES * offsetof<Change>(), 8);

function change(phase: i32): Change {
  return changetype<Change>(CHANGES + phase * offsetof<Change>());
}

export function resetRapidChanges(nominal_mHz: u32): void {
  memory.fill(CHANGES, 0, PHASES * offsetof<Change>());
  resetSteady(nominal_mHz);
}

function begin(c: Change, start: u64, before: i32): void {
  c.isSteady = 0;
  c.isChange = 1;
  c.start = start;
  c.before = before;
  c.departure = 0;
}

/** The change ended as its last second began. */
function end(c: Change, phase: i32, now: u64, halfCycle: u64): void {
  const second = halfCycle * <u64>steadyHalfCycles();
  c.isSteady = 1;
  if (!c.isChange) return;
  c.isChange = 0;
  enterEvent(EVENT_RAPID_CHANGE, phase + 1, c.start, max(c.start + 1, now > second ? now - second : 0), meanOfSecond(phase) - c.before, c.departure);
}

function depart(c: Change, share: i32): void {
  const departure = share - c.before;
  if (abs(departure) > abs(c.departure)) c.departure = departure;
  if (share < DIP || share > SWELL) c.isChange = 0;
}

/**
 * Judges Urms(1/2) of a phase 0..2, 1e-4 of the nominal voltage, whose half cycle of so many samples ended at a sample of
 * the meter's life. A change is entered when the voltage is steady again, so its end lies a second before.
 */
export function judgeRapidChange(phase: i32, share: i32, now: u64, halfCycle: u64): void {
  const c = change(phase);
  const before = meanOfSecond(phase);
  takeHalfCycle(phase, share);
  const steady = isSteady(phase, c.isSteady ? THRESHOLD : THRESHOLD / 2);
  if (c.isSteady && !steady) begin(c, now > halfCycle ? now - halfCycle : 0, before);
  if (!c.isSteady) depart(c, share);
  if (!c.isSteady && steady) end(c, phase, now, halfCycle);
}
