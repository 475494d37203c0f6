// Turns characters into the bits of an asynchronous serial frame and back, as a UART does.
import { evenParity } from '../clients/parity.ts';

export { evenParity };

/** Data bits, parity (None or Even), stop bits. */
export type SerialFormat = '8N1' | '7E1' | '8E1';

/** The bits between start bit and idle: data LSB first, parity if any, one stop bit. */
export interface Frame {
  readonly bits: number;
  readonly length: number;
}

/** What a receiver makes of a frame. */
export type Reception =
  | { readonly kind: 'character'; readonly value: number }
  | { readonly kind: 'parity error' | 'framing error' };

const DATA_BITS: Readonly<Record<SerialFormat, number>> = { '8N1': 8, '7E1': 7, '8E1': 8 };
const START_BITS = 1;

const hasParity = (format: SerialFormat): boolean => format[1] === 'E';

/** Bits of one character on the wire, start bit included: 10 for 8N1 and 7E1, 11 for 8E1. */
export function bitsPerCharacter(format: SerialFormat): number {
  return START_BITS + DATA_BITS[format] + (hasParity(format) ? 1 : 0) + 1;
}

/** Encodes the low 7 or 8 bits of `value`; a 7-bit format cuts the eighth bit off, as a UART does. */
export function encodeFrame(format: SerialFormat, value: number): Frame {
  const dataBits = DATA_BITS[format];
  const data = value & ((1 << dataBits) - 1);
  const parity = hasParity(format) ? evenParity(data) : 1; // without parity this place is the stop bit
  const length = bitsPerCharacter(format) - START_BITS;
  return { bits: data | (parity << dataBits) | (1 << (length - 1)), length };
}

/** Decodes a frame the way a receiver set to `format` samples it; beyond its end the line is idle (ones). */
export function decodeFrame(format: SerialFormat, frame: Frame): Reception {
  const sampled = frame.bits | (~0 << frame.length);
  const dataBits = DATA_BITS[format];
  const value = sampled & ((1 << dataBits) - 1);
  const stopPlace = dataBits + (hasParity(format) ? 1 : 0);
  if (((sampled >> stopPlace) & 1) === 0) return { kind: 'framing error' };
  if (hasParity(format) && ((sampled >> dataBits) & 1) !== evenParity(value)) return { kind: 'parity error' };
  return { kind: 'character', value };
}
