// Values of DL/T 645-2007: BCD with its lowest digits first, a sign in the top bit, texts from their end.

/** How a value is carried, as the meter's catalogue says. */
export interface Kind645 {
  readonly type: 'bcd' | 'signed' | 'binary' | 'digits' | 'bcds' | 'ascii' | 'octets';
  readonly bytes: number;
  readonly decimals: number;
  /** Of several numbers: bytes of each. */
  readonly each: number;
}

/** A value: its text, and a number where it is one. */
export interface Value645 {
  readonly text: string;
  readonly value: number | string | number[] | null;
}

/** The bytes are not what the kind of value can be. */
export class ValueError extends Error {
  override name = 'ValueError';
}

const isNone = (bytes: Uint8Array): boolean => bytes.length > 0 && bytes.every((byte) => byte === 0xff);

/** Digits, the highest first. Throws ValueError. */
export function bcdDigits(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).reverse().toString('hex');
  if (!/^\d*$/.test(text)) throw new ValueError(`${text} is no BCD`);
  return text;
}

/** Bytes of digits, the lowest first. Throws ValueError. */
export function bcdBytes(digits: string): Uint8Array {
  if (!/^(?:\d\d)+$/.test(digits)) throw new ValueError(`'${digits}' are no pairs of digits`);
  return Uint8Array.from(Buffer.from(digits, 'hex').reverse());
}

function decimal(digits: string, decimals: number, negative: boolean): string {
  const whole = digits.slice(0, digits.length - decimals);
  const sign = negative ? '-' : '';
  return decimals ? `${sign}${whole}.${digits.slice(digits.length - decimals)}` : `${sign}${whole}`;
}

function signed(bytes: Uint8Array): { digits: string; negative: boolean } {
  const magnitude = bytes.slice();
  magnitude[magnitude.length - 1] &= 0x7f;
  return { digits: bcdDigits(magnitude), negative: (bytes.at(-1)! & 0x80) !== 0 };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function number(text: string): Value645 {
  return { text, value: Number(text) };
}

/** Reads a value; one of all ones is none. Throws ValueError. */
export function decodeValue({ type, decimals, each }: Kind645, bytes: Uint8Array): Value645 {
  if (type === 'octets') return { text: hex(bytes), value: hex(bytes) };
  if (isNone(bytes)) return { text: '-', value: null };
  if (type === 'ascii') {
    const text = Buffer.from(bytes).reverse().toString('latin1').replace(/\0+$/, '');
    return { text, value: text };
  }
  if (type === 'binary') {
    const count = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
    return { text: `0x${count.toString(16).padStart(2 * bytes.length, '0')}`, value: count };
  }
  if (type === 'digits') return { text: bcdDigits(bytes), value: bcdDigits(bytes) };
  if (type === 'bcds') {
    const parts = Array.from({ length: bytes.length / each }, (_, i) =>
      bytes.slice(i * each, (i + 1) * each),
    );
    const values = parts.map((part) => Number(bcdDigits(part)));
    return { text: values.join(' '), value: values };
  }
  if (type === 'bcd') return number(decimal(bcdDigits(bytes), decimals, false));
  const { digits, negative } = signed(bytes);
  return number(decimal(digits, decimals, negative));
}

/** Writes a number as it is carried. Throws ValueError where it does not fit. */
export function encodeNumber({ type, bytes, decimals }: Kind645, value: number): Uint8Array {
  const scaled = Math.round(Math.abs(value) * 10 ** decimals);
  const digits = String(scaled).padStart(2 * bytes, '0');
  if (digits.length > 2 * bytes || (value < 0 && type !== 'signed'))
    throw new ValueError(`${value} does not fit`);
  const carried = bcdBytes(digits);
  if (type === 'signed' && carried[bytes - 1] > 0x79) throw new ValueError(`${value} does not fit`);
  if (value < 0) carried[bytes - 1] |= 0x80;
  return carried;
}
