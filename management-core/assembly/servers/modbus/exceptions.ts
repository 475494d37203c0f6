// Exceptions of Modbus (application protocol 1.1b3, 7), and words of its frames.

export const ILLEGAL_FUNCTION: i32 = 1;
export const ILLEGAL_ADDRESS: i32 = 2;
export const ILLEGAL_VALUE: i32 = 3;
export const DEVICE_FAILURE: i32 = 4;
export const DEVICE_BUSY: i32 = 6;

/** Sixteen bits, the high byte first. */
export function wordAt(at: usize): i32 {
  return bswap<u16>(load<u16>(at));
}
