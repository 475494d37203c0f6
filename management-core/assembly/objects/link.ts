// Providers: how the link to the metering core stands.
import { MESSAGE_READ_REGISTERS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { ageIn } from '../link/mirror';
import { slotOf } from '../link/slots';

/** Age of all values when the reading began, tenths of a second: a reader sees whether the link still lives. */
export function mirrorAge(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const age = ageIn(snapshot, slotOf(MESSAGE_READ_REGISTERS, 0));
  return age < 0 ? Status.OK : setNumber(value, age / 100_000);
}
