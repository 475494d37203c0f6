// The multi-function output of DL/T 645-2007 (1DH) on the kvarh output: seconds, the demand period, or what is sealed.
// Legally relevant (IR46). Changes alter the software identification.
import { PULSE_REACTIVE, PULSE_SOURCE_SECONDS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { localOffset_s } from '../clock/local-time';
import { clock_s } from '../clock/rtc';
import { lastSecond } from '../clock/seconds';
import { fireAlone, giveInstead, giveSealed } from '../energy/pulse-output';

/** Signals as they are asked for. */
export namespace Signal645 {
  export const SECONDS: i32 = 0;
  export const DEMAND: i32 = 1;
  /** Ours: back to what is sealed; so it is after a start and after a sealing, too. */
  export const SEALED: i32 = 0xff;
}
const PERIOD_s: i64 = 900;

let demand: bool = false;
/** Demand period under way. */
let period: i64 = 0;

function periodNow(): i64 {
  return (<i64>clock_s + localOffset_s(<i64>clock_s)) / PERIOD_s;
}

export function resetOutput(): void {
  demand = false;
  period = 0;
}

/** Returns OK, OUT_OF_RANGE for a signal that there is not, or what the board says. */
export function chooseSignal(signal: i32): i32 {
  if (signal != Signal645.SECONDS && signal != Signal645.DEMAND && signal != Signal645.SEALED) return Status.OUT_OF_RANGE;
  demand = signal == Signal645.DEMAND;
  period = periodNow();
  if (signal == Signal645.SEALED) return giveSealed(PULSE_REACTIVE);
  return giveInstead(PULSE_REACTIVE, signal == Signal645.SECONDS ? PULSE_SOURCE_SECONDS : 0);
}

/** Call behind each block: gives the pulse of a demand period where one began in it. */
export function followPeriod(): void {
  if (!demand || clock_s == 0 || periodNow() == period) return;
  period = periodNow();
  fireAlone(PULSE_REACTIVE, lastSecond());
}
