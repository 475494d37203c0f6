// Exceptions of Modbus (application protocol 1.1b3, 7), and words of its frames.
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';

export const ILLEGAL_FUNCTION: i32 = 1;
export const ILLEGAL_ADDRESS: i32 = 2;
export const ILLEGAL_VALUE: i32 = 3;
export const DEVICE_FAILURE: i32 = 4;
export const DEVICE_BUSY: i32 = 6;

/** The exception for what became of a writing, 0 where it is in force. */
export function exceptionOf(status: i32): i32 {
  if (status == Status.OK) return 0;
  if (status == Status.TIMEOUT) return DEVICE_BUSY;
  return status == Status.OUT_OF_RANGE ? ILLEGAL_VALUE : DEVICE_FAILURE;
}

/** Sixteen bits, the high byte first. */
export function wordAt(at: usize): i32 {
  return bswap<u16>(load<u16>(at));
}
