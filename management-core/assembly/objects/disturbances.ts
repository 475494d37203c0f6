// Provider: how many dips, swells and failures there were.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { failures, longFailures, sagsOf, swellsOf } from '../registers/disturbances';

const C_ABSTRACT: u8 = 96;
/** D of dips; swells have another. */
const D_SAGS: u8 = 32;
/** E of all failures; long ones have another. */
const E_ALL: u8 = 21;

export function disturbanceCount(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (row.c == C_ABSTRACT) return setNumber(value, row.e == E_ALL ? failures() : longFailures());
  return setNumber(value, row.d == D_SAGS ? sagsOf(entry) : swellsOf(entry));
}
