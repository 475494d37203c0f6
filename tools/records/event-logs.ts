// Event logs of the management core as a meter gives them: the buffer of a profile in A-XDR into entries with names.
import { decodeData, type Data } from '../clients/dlms/axdr.ts';
import {
  CODE_LOG_CLEARED,
  CODE_WRITTEN,
  EVENT_CODES,
  EVENT_LOGS,
} from '../../shared-protocol/generated/ts/event-logs.ts';

export interface LoggedEvent {
  /** Local time with its deviation from UTC; undefined where the meter knew none. */
  readonly time: string | undefined;
  /** The time is that at which the meter learnt of it. */
  readonly doubtful: boolean;
  readonly code: number;
  readonly name: string;
  readonly scope: number;
  /** What it captured: a number, or the CRC-32 of a value that was written, in eight hexadecimal digits. */
  readonly value: number | string;
  /** The object it is about, with attribute or method. */
  readonly object: string | undefined;
  readonly sequence: number;
}

const DOUBTFUL = 2;
const NONE = 0xff;
const two = (value: number) => String(value).padStart(2, '0');

/** A date-time of COSEM as 2026-11-28T10:30:00+01:00. */
function timeOf(bytes: Uint8Array): string | undefined {
  if (bytes[2] === NONE) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const date = `${view.getUint16(0)}-${two(bytes[2])}-${two(bytes[3])}`;
  const ahead_min = -view.getInt16(9) || 0;
  const zone = `${ahead_min < 0 ? '-' : '+'}${two(Math.floor(Math.abs(ahead_min) / 60))}:${two(Math.abs(ahead_min) % 60)}`;
  return `${date}T${two(bytes[5])}:${two(bytes[6])}:${two(bytes[7])}${zone}`;
}

const objectOf = ([a, b, c, d, e, f, attribute]: Uint8Array) => `${a}-${b}:${c}.${d}.${e}.${f}#${attribute}`;

const nameOf = (code: number) =>
  code === CODE_LOG_CLEARED ? 'log_cleared' : (EVENT_CODES.get(code)?.name ?? `code_${code}`);

/** The field of a code holds a CRC as a signed number. */
const valueOf = (code: number, value: number): number | string =>
  code === CODE_WRITTEN ? (value >>> 0).toString(16).padStart(8, '0') : value;

const fieldsOf = (data: Data): readonly Data[] => ('of' in data ? data.of : []);
const numberOf = (data: Data): number => ('value' in data ? Number(data.value) : 0);
const bytesOf = (data: Data): Uint8Array => ('bytes' in data ? data.bytes : new Uint8Array());

/** How a log is called in programming mode. */
export const logIdentifier = (name: string): string => EVENT_LOGS[name].obis.replace(/\.255$/, '*255');

/** Entries of a buffer, the oldest first; one that is damaged in the meter is left out. */
export function loggedEvents(buffer: Uint8Array): LoggedEvent[] {
  return fieldsOf(decodeData(buffer)).flatMap((entry) => {
    const [clock, code, scope, value, object, sequence] = fieldsOf(entry);
    const time = bytesOf(clock);
    if (time.length === 0) return [];
    return {
      time: timeOf(time),
      doubtful: (time[11] & DOUBTFUL) !== 0 && time[2] !== NONE,
      code: numberOf(code),
      name: nameOf(numberOf(code)),
      scope: numberOf(scope),
      value: valueOf(numberOf(code), numberOf(value)),
      object: bytesOf(object).length > 0 ? objectOf(bytesOf(object)) : undefined,
      sequence: numberOf(sequence),
    };
  });
}
