// Reads the option select message `ACK V Z Y CR LF` (acknowledgement with protocol, rate and mode).
import { ZERO } from './characters';

/** `Y = 0` under the normal protocol procedure `V = 0`. */
export const OPTION_READOUT: i32 = 0;
/** `Y = 1` under the normal protocol procedure: programming mode. */
export const OPTION_PROGRAMMING: i32 = 2;
/** A well-formed wish for something this meter does not offer here (binary, manufacturer's own). */
export const OPTION_OTHER: i32 = 1;
/** Not an option select message. */
export const OPTION_INVALID: i32 = -1;

/** Rates of mode C by rate character `0` to `6`, in bauds. */
// prettier-ignore
const RATES = memory.data<i32>([300, 600, 1200, 2400, 4800, 9600, 19200]);
const RATE_COUNT: i32 = 7;

/** Which option the message selects. */
export function selectedOption(message: usize, length: i32): i32 {
  if (length != 6 || !isDigit(message + 1) || !isDigit(message + 3)) return OPTION_INVALID;
  const procedure = load<u8>(message + 1);
  const mode = load<u8>(message + 3);
  if (procedure != ZERO) return OPTION_OTHER;
  if (mode == ZERO) return OPTION_READOUT;
  return mode == ZERO + 1 ? OPTION_PROGRAMMING : OPTION_OTHER;
}

/** The rate the message selects in bauds; `fallback` for a rate character that mode C does not know. */
export function selectedRate(message: usize, fallback: i32): i32 {
  const index = <i32>load<u8>(message + 2) - ZERO;
  if (index < 0 || index >= RATE_COUNT) return fallback;
  return load<i32>(RATES + ((<usize>index) << 2));
}

function isDigit(pointer: usize): bool {
  return <u32>(load<u8>(pointer) - ZERO) < 10;
}
