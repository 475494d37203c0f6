// Values of COSEM as a person reads them: numbers with scaler and unit, times, texts, lists in brackets.
import { momentText, scaledText, unitText, type Data, type ScalerUnit } from '../../clients/dlms/index.ts';

export interface Shown {
  readonly text: string;
  readonly unit: string;
}

const isPlain = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A time, where twelve bytes can be one; else letters, where all are; else digits. */
function octetText(bytes: Uint8Array): string {
  const isTime =
    bytes.length === 12 && (bytes[2] <= 12 || bytes[2] >= 0xfd) && (bytes[5] <= 23 || bytes[5] === 0xff);
  if (isTime) return momentText(bytes)!;
  return isPlain(bytes) ? Buffer.from(bytes).toString('latin1') : hex(bytes);
}

const bitText = (bytes: Uint8Array, bits: number): string =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, bits);

/** The value alone. */
export function dataText(data: Data): string {
  if (data.type === 'null') return '-';
  if ('value' in data) return data.type === 'boolean' ? String(data.value !== 0n) : String(data.value);
  if ('number' in data) return String(data.number);
  if ('of' in data) return `{${data.of.map(dataText).join(', ')}}`;
  if (data.type === 'bit-string') return bitText(data.bytes, data.bits);
  if (!('bytes' in data)) return '*';
  if (data.type === 'octet-string') return octetText(data.bytes);
  const isText = data.type === 'visible-string' || data.type === 'utf8-string';
  return isText ? Buffer.from(data.bytes).toString('utf8') : momentText(data.bytes)!;
}

/** With scaler and unit, where it is a number that has them. */
export function shown(data: Data, by?: ScalerUnit): Shown {
  if (!by || !('value' in data)) return { text: dataText(data), unit: '' };
  return { text: scaledText(data.value, by.scaler), unit: unitText(by) };
}
