// The parity of characters, made in software: ports are opened with eight bits and none.

/** 1 when the number of ones in the low 8 bits of `value` is odd: the even-parity bit. */
export function evenParity(value: number): 0 | 1 {
  let folded = value & 0xff;
  folded ^= folded >> 4;
  folded ^= folded >> 2;
  folded ^= folded >> 1;
  return (folded & 1) as 0 | 1;
}

/** Seven bits and even parity as the eight bits of 8N1: bit-identical on the wire to 7E1. */
export function toWire(characters: Uint8Array): Uint8Array {
  return characters.map((character) => (character & 0x7f) | (evenParity(character & 0x7f) << 7));
}

/** The characters of `bytes` with right parity, and how many had not. */
export function fromWire(bytes: Uint8Array): { characters: Uint8Array; parityErrors: number } {
  const right = bytes.filter((byte) => evenParity(byte) === 0);
  return { characters: right.map((byte) => byte & 0x7f), parityErrors: bytes.length - right.length };
}
