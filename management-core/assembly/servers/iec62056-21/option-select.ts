// Reads the option select message `ACK V Z Y CR LF` (acknowledgement with protocol, rate and mode).
import { ZERO } from './characters';

/** `Y = 0` under the normal protocol procedure `V = 0`. */
export const OPTION_READOUT: i32 = 0;
/** `Y = 1` under the normal protocol procedure: programming mode. */
export const OPTION_PROGRAMMING: i32 = 2;
/** A well-formed wish for something this meter does not offer here (manufacturer's own). */
export const OPTION_OTHER: i32 = 1;
/** `V = 2`, `Y = 2` at a rate that there is: HDLC, mode E. */
export const OPTION_HDLC: i32 = 3;
/** Not an option select message. */
export const OPTION_INVALID: i32 = -1;

/** Rates of mode C by rate character `0` to `6`, in bauds. */
// prettier-ignore
const RATES = memory.data<i32>([300, 600, 1200, 2400, 4800, 9600, 19200]);
const RATE_COUNT: i32 = 7;
/** The HDLC protocol procedure, and its binary mode. */
export const HDLC: u8 = 0x32;

/** Which option the message selects. */
export function selectedOption(message: usize, length: i32): i32 {
  if (length != 6 || !isDigit(message + 1) || !isDigit(message + 3)) return OPTION_INVALID;
  const procedure = load<u8>(message + 1);
  const mode = load<u8>(message + 3);
  if (procedure == HDLC && mode == HDLC) return rateOf(selectedRateCharacter(message), 0) == 0 ? OPTION_INVALID : OPTION_HDLC;
  if (procedure != ZERO) return OPTION_OTHER;
  if (mode == ZERO) return OPTION_READOUT;
  return mode == ZERO + 1 ? OPTION_PROGRAMMING : OPTION_OTHER;
}

export function selectedRateCharacter(message: usize): u8 {
  return load<u8>(message + 2);
}

/** The rate of a character in bauds; `fallback` for one that mode C does not know. */
export function rateOf(character: u8, fallback: i32): i32 {
  const index = <i32>character - ZERO;
  if (index < 0 || index >= RATE_COUNT) return fallback;
  return load<i32>(RATES + ((<usize>index) << 2));
}

function isDigit(pointer: usize): bool {
  return <u32>(load<u8>(pointer) - ZERO) < 10;
}
