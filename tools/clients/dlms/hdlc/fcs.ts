// The frame check sequence of HDLC: CRC-16 of ISO/IEC 13239, low byte first.

function entryOf(byte: number): number {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  return crc;
}

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => entryOf(byte));

/** Over all bytes, as it is sent: two bytes. */
export function fcs(bytes: Uint8Array): Buffer {
  let crc = 0xffff;
  for (const byte of bytes) crc = (crc >> 8) ^ TABLE[(crc ^ byte) & 0xff];
  crc ^= 0xffff;
  return Buffer.from([crc & 0xff, crc >> 8]);
}

/** Whether the last two bytes are the check sequence of those before. */
export const isChecked = (bytes: Uint8Array): boolean =>
  bytes.length >= 2 && fcs(bytes.subarray(0, -2)).equals(bytes.subarray(-2));
