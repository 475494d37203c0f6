// Frames of Modbus RTU: unit, function, data, CRC-16.

/** Polynomial 8005 reflected, beginning with FFFF (Modbus over serial line 1.02, 6.2.2). */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

export function frame(unit: number, code: number, data: Uint8Array): Uint8Array {
  const body = Uint8Array.of(unit, code, ...data);
  const crc = crc16(body);
  return Uint8Array.of(...body, crc & 255, crc >> 8);
}
