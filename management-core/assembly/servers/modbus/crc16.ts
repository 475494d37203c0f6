// The CRC of Modbus RTU: CRC-16, polynomial 8005 reflected, beginning with FFFF (Modbus over serial line 1.02, 6.2.2).
const POLYNOMIAL: i32 = 0xa001;

/** Sent low byte first. */
export function crc16(at: usize, length: i32): i32 {
  let crc: i32 = 0xffff;
  for (let i: i32 = 0; i < length; i++) {
    crc ^= load<u8>(at + i);
    for (let bit: i32 = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return crc;
}
