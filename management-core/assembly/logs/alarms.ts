// The registers of errors and alarms: which bit an event sets, which of them are let through, and how they are cleared.
import { CODE_ROWS } from '../../../shared-protocol/generated/assembly/event-logs';
import { draftState } from './state';

/** The bit that an event has, 0 for none. */
export function bitOfCode(code: i32): u32 {
  const bit = <u32>load<u8>(CODE_ROWS + (<usize>code << 1), 1);
  return bit ? <u32>1 << (bit - 1) : 0;
}

/** An event is being logged: its error stands, and its alarm where the filter lets it through. */
export function raise(code: i32): void {
  const bit = bitOfCode(code);
  const state = draftState();
  state.error_register |= bit;
  state.alarm_register |= bit & ~state.alarm_filter;
  state.alarm_descriptor |= bit & ~state.alarm_filter;
}
