// CRC-32 (IEEE 802.3, reflected): the check of link frames, storage records and parameters.

/** Two shifts of four bits a byte: sixteen entries instead of 256, because a frame is short and RAM is dear. */
// @ts-ignore: decorator
@lazy const NIBBLES = memory.data<u32>([
  0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
  0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
]);

// @ts-ignore: decorator
@inline
function shiftNibble(crc: u32): u32 {
  return (crc >> 4) ^ load<u32>(NIBBLES + ((crc & 15) << 2));
}

/** CRC-32 of length bytes, continued from an earlier result (0 to begin): crc("123456789") = 0xCBF43926. */
export function crc32(pointer: usize, length: i32, seed: u32 = 0): u32 {
  let crc = ~seed;
  for (let i: i32 = 0; i < length; i++) {
    crc = shiftNibble(shiftNibble(crc ^ load<u8>(pointer + i)));
  }
  return ~crc;
}
