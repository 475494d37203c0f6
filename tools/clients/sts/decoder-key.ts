// How the key of one meter follows from a vending key (IEC 62055-41 6.5.3): algorithm 02 by DES, algorithm 04 by HMAC-SHA-256.
//
// A vending key opens every meter of its supply group: it belongs into a security module, and these functions are for test keys.
import { createCipheriv, createHmac } from 'node:crypto';
import { TokenRangeError } from './errors.ts';
import { type BaseYear } from './identifier.ts';

/** What a decoder key is made for. */
export interface KeyPlace {
  /** Issuer identification number, 4 or 6 digits. */
  readonly iin: string;
  /** Decoder reference number, 11 or 13 digits: with the issuer's 17 in all. */
  readonly drn: string;
  readonly sgc: number;
  /** 0 to 99. */
  readonly ti: number;
  /** 1 to 9. */
  readonly krn: number;
  /** 0 DITK, 1 DDTK, 2 DUTK, 3 DCTK. */
  readonly kt: number;
}

const decimal = (value: number, digits: number, name: string) => {
  if (!Number.isInteger(value) || value < 0 || value >= 10 ** digits)
    throw new TokenRangeError(`${name} has ${digits} digits: ${value}`);
  return String(value).padStart(digits, '0');
};

/** ISO/IEC 7812-1: each second digit from the right counts twice. */
function luhnDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** Meter primary account number: 18 digits. */
export function meterPan({ iin, drn }: Pick<KeyPlace, 'iin' | 'drn'>): string {
  if (!/^\d{17}$/.test(iin + drn)) throw new TokenRangeError(`'${iin}' and '${drn}' make no 17 digits`);
  return iin + drn + luhnDigit(iin + drn);
}

const DES_BYTES = 8;

/** One DES, which Node still has as triple DES with the same key three times. */
function des(key: Buffer, block: Buffer): Buffer {
  const cipher = createCipheriv('des-ede3', Buffer.concat([key, key, key]), null);
  return cipher.setAutoPadding(false).update(block);
}

const xor = (a: Uint8Array, b: Uint8Array) => Buffer.from(a.map((byte, i) => byte ^ b[i]));

/** DKGA02: 8 bytes. */
export function decoderKey02(vendingKey: Uint8Array, place: KeyPlace): Buffer {
  if (vendingKey.length !== DES_BYTES) throw new TokenRangeError('a vending key of DKGA02 has 8 bytes');
  const key = Buffer.from(vendingKey);
  const pan = (place.iin + place.drn).slice(1);
  meterPan(place);
  const [sgc, ti, krn] = [
    decimal(place.sgc, 6, 'sgc'),
    decimal(place.ti, 2, 'ti'),
    decimal(place.krn, 1, 'krn'),
  ];
  const control = `${decimal(place.kt, 1, 'kt')}${sgc}${ti}${krn}FFFFFF`;
  const input = xor(Buffer.from(pan, 'hex'), Buffer.from(control, 'hex'));
  return xor(xor(des(key, input), input), key);
}

const counted = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);

/** DKGA04: 16 bytes for encryption algorithm 11, 8 for 07. */
export function decoderKey04(vendingKey: Uint8Array, place: KeyPlace, base: BaseYear, ea: 7 | 11): Buffer {
  if (vendingKey.length !== 20) throw new TokenRangeError('a vending key of DKGA04 has 20 bytes');
  const bytes = ea === 11 ? 16 : 8;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes * 8);
  const context = [decimal(base % 100, 2, 'base date'), decimal(ea, 2, 'ea'), decimal(place.ti, 2, 'ti')].map(
    counted,
  );
  const whose = [
    decimal(place.sgc, 6, 'sgc'),
    decimal(place.kt, 1, 'kt'),
    decimal(place.krn, 1, 'krn'),
    meterPan(place),
  ].map(counted);
  const separator = Buffer.from([0]);
  const input = Buffer.concat([
    Buffer.from([4]),
    counted('04'),
    ...context,
    separator,
    Buffer.from([4]),
    ...whose,
    length,
  ]);
  return createHmac('sha256', vendingKey).update(input).digest().subarray(0, bytes);
}
