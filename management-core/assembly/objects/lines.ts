// Provider: which protocol answers at a port, read and set.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { lineSetting, setLineProtocol } from '../access/lines';
import { stagedNumber } from './staging';

/** LINE_*; the entry is the number of the port. */
export function lineProtocol(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, lineSetting(entry));
}

export function commitLineProtocol(row: ObjectRow, entry: i32, place: i32): i32 {
  return setLineProtocol(entry, <i32>stagedNumber());
}
