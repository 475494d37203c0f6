// The two 16-bit CRCs an ADS131M08 can put on its frames (datasheet 8.5.1.10), seed 0xFFFF, MSB first.

const POLYNOMIAL = { ccitt: 0x1021, ansi: 0x8005 } as const;
export type Crc16Type = keyof typeof POLYNOMIAL;

function table(polynomial: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ polynomial : crc << 1;
    return crc;
  });
}

const TABLES = { ccitt: table(POLYNOMIAL.ccitt), ansi: table(POLYNOMIAL.ansi) };

/** The CRC over the first `length` bytes. */
export function crc16(bytes: Uint8Array, length: number, type: Crc16Type = 'ccitt'): number {
  const step = TABLES[type];
  let crc = 0xffff;
  for (let i = 0; i < length; i++) crc = ((crc << 8) & 0xffff) ^ step[(crc >>> 8) ^ bytes[i]];
  return crc;
}
