// Compact data (class 62): a string of bare values, taken apart by the template that its object tells.
import { decodeData, encodeData, octets, tagOf, type Data } from './axdr.ts';
import { ApduError } from './errors.ts';

/** What a compact buffer holds: the number of its template, and the values of the objects that were captured. */
export interface CompactData {
  readonly template: number;
  readonly values: readonly Data[];
}

/**
 * Takes a compact buffer (attribute 2) apart by its template's description (attribute 5): a compact array of one entry has the
 * same description and the same bytes. Throws ApduError for what does not fit.
 */
export function compactData(buffer: Uint8Array, description: Uint8Array): CompactData {
  // An octet string is a length and its bytes, as is what a compact array has behind its description.
  const contents = encodeData(octets(buffer.subarray(1))).subarray(1);
  const tag = Buffer.from([tagOf('compact-array')]);
  const data = decodeData(Buffer.concat([tag, description, contents]));
  const entries = data.type === 'compact-array' ? data.of : [];
  if (buffer.length === 0 || entries.length !== 1)
    throw new ApduError('compact data: not what its template says', buffer);
  const [entry] = entries;
  return { template: buffer[0], values: 'of' in entry ? entry.of : [entry] };
}
