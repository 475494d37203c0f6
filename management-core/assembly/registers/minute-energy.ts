// The registers that a minute record carries.
import { MINUTE_RECORD_energy } from '../../../shared-protocol/generated/assembly/layouts';

const ENERGY: i32 = 6;

/** Register of a minute record, hundredths of Wh: six bytes. */
export function energyOf(record: usize, quantity: i32): u64 {
  const at = record + MINUTE_RECORD_energy + <usize>(quantity * ENERGY);
  return <u64>load<u32>(at) | (<u64>load<u16>(at, 4) << 32);
}
