// The 64 bits of a token before they are ciphered: fields from the highest bit down, and a CRC that covers the class too.
import { TokenCrcError, TokenRangeError } from './errors.ts';

/** Name and bits of each field, the CRC not among them: 48 bits. */
export type Layout = readonly (readonly [name: string, bits: number])[];
export type Fields = Readonly<Record<string, number>>;

const CRC_BITS = 16n;

/** CRC-16 of seven bytes (reflected, polynomial A001, start FFFF), low byte first (IEC 62055-41 6.3.7). */
function crcOf(covered: bigint): bigint {
  let crc = 0xffff;
  for (let shift = 48n; shift >= 0n; shift -= 8n) {
    crc ^= Number((covered >> shift) & 0xffn);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return BigInt(((crc & 0xff) << 8) | (crc >>> 8));
}

function packed(layout: Layout, fields: Fields): bigint {
  return layout.reduce((sum, [name, bits]) => {
    const value = fields[name];
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits)
      throw new TokenRangeError(`'${name}' has ${bits} bits: ${value}`);
    return (sum << BigInt(bits)) | BigInt(value);
  }, 0n);
}

export function blockOf(tokenClass: number, layout: Layout, fields: Fields): bigint {
  const content = packed(layout, fields);
  return (content << CRC_BITS) | crcOf((BigInt(tokenClass) << 48n) | content);
}

/** Throws TokenCrcError where the CRC is another. */
export function checkBlock(tokenClass: number, block: bigint): void {
  const crc = block & 0xffffn;
  if (crc !== crcOf((BigInt(tokenClass) << 48n) | (block >> CRC_BITS)))
    throw new TokenCrcError('the CRC is wrong: a wrong digit, or the token of another meter');
}

export function fieldsOf(layout: Layout, block: bigint): Record<string, number> {
  let above = 64n;
  const fields = layout.map(([name, bits]): [string, number] => {
    above -= BigInt(bits);
    return [name, Number((block >> above) & ((1n << BigInt(bits)) - 1n))];
  });
  return Object.fromEntries(fields);
}
