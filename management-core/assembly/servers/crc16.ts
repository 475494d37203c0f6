// CRC-16, polynomial 8005 reflected: of Modbus beginning with FFFF (over serial line 1.02, 6.2.2), of P1 with 0 (ARC).
const POLYNOMIAL: i32 = 0xa001;
export const MODBUS_FIRST: i32 = 0xffff;
export const ARC_FIRST: i32 = 0;

/** The CRC of bytes behind those of which it was `first`. */
export function crc16(at: usize, length: i32, first: i32): i32 {
  let crc = first;
  for (let i: i32 = 0; i < length; i++) {
    crc ^= load<u8>(at + i);
    for (let bit: i32 = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return crc;
}
