// Provider: what stands in the slot towards the premises.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { downlinkModule as moduleInSlot, setDownlinkModule } from '../access/downlink';
import { stagedNumber } from './staging';

/** DOWNLINK_* */
export function downlinkModule(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, moduleInSlot());
}

export function commitDownlinkModule(row: ObjectRow, entry: i32, place: i32): i32 {
  return setDownlinkModule(<i32>stagedNumber());
}
