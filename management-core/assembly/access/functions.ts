// Which functions of the meter are switched on: all of them, until one is switched off; kept in two banks of the FRAM.
import { FUNCTION_SETTINGS_BYTES, FunctionSettings } from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_FUNCTION_SETTINGS_A, FRAM_FUNCTION_SETTINGS_B, FUNCTION_SETTINGS_MAGIC,
} from '../../../shared-protocol/generated/assembly/protocol';
import { loadBanked, replaceBanked } from '../storage/banked-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FUNCTION_SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(FUNCTION_SETTINGS_BYTES, 8);

/** A meter that was never told, or whose setting is lost, does all it can. */
export function resetFunctions(): void {
  loadBanked(
    RECORD, SPARE, FUNCTION_SETTINGS_BYTES, FUNCTION_SETTINGS_MAGIC, FRAM_FUNCTION_SETTINGS_A, FRAM_FUNCTION_SETTINGS_B,
  );
}

/** Bit n: FUNCTION_* n is switched off. */
export function functionsOff(): u32 {
  return changetype<FunctionSettings>(RECORD).off;
}

/** True of a FUNCTION_* that is switched on. */
export function functionIsOn(which: i32): bool {
  return ((functionsOff() >> which) & 1) == 0;
}

/** Stored before it is in force. Returns a Status. */
export function setFunctionsOff(off: u32): i32 {
  memory.copy(SPARE, RECORD, FUNCTION_SETTINGS_BYTES);
  changetype<FunctionSettings>(SPARE).off = <u8>off;
  return replaceBanked(
    RECORD, SPARE, FUNCTION_SETTINGS_BYTES, FUNCTION_SETTINGS_MAGIC, FRAM_FUNCTION_SETTINGS_A, FRAM_FUNCTION_SETTINGS_B,
  );
}
