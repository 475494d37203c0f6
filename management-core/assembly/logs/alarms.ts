// The registers of errors and alarms: which bit an event sets, and which alarms are let through.
import { CODE_ROWS } from '../../../shared-protocol/generated/assembly/event-logs';
import { draftState, logState } from './state';

/** Of the bit in a row of the codes: what it tells lasts, and ends by itself. */
const LASTS: i32 = 128;

function bitByte(code: i32): i32 {
  return load<u8>(CODE_ROWS + (<usize>code << 1), 1);
}

/** The bit that an event has, 0 for none. */
export function bitOfCode(code: i32): u32 {
  const bit = bitByte(code) & ~LASTS;
  return bit ? <u32>1 << (bit - 1) : 0;
}

/** Bits of the alarms that are let through: all, until somebody says otherwise. */
export function alarmsLetThrough(): u32 {
  return ~logState().alarm_filter;
}

/** An event is being logged: its error stands, its alarm where that is let through; what lasts is no momentary alarm. */
export function raise(code: i32): void {
  const bit = bitOfCode(code);
  const state = draftState();
  const alarm = bit & ~state.alarm_filter;
  state.error_register |= bit;
  state.alarm_descriptor |= alarm;
  if ((bitByte(code) & LASTS) == 0) state.alarm_register |= alarm;
}
