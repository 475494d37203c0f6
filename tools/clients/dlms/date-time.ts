// Dates and times of COSEM: twelve bytes of local time and its deviation from UTC (IEC 62056-6-2, 4.1.6.1).
import { Bytes } from './bytes.ts';

/** An instant as a clock tells it. */
export interface DateTime {
  readonly instant: Date;
  /** Local time less UTC; undefined where it is not told: then the instant is as if it were UTC. */
  readonly deviation_min?: number;
  readonly status: number;
}

const NOT_SPECIFIED = 0x8000;

export function encodeDateTime({ instant, deviation_min, status }: DateTime): Buffer {
  const local = new Date(instant.getTime() + (deviation_min ?? 0) * 60_000);
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16BE(local.getUTCFullYear());
  bytes[2] = local.getUTCMonth() + 1;
  bytes[3] = local.getUTCDate();
  bytes[4] = local.getUTCDay() || 7;
  bytes[5] = local.getUTCHours();
  bytes[6] = local.getUTCMinutes();
  bytes[7] = local.getUTCSeconds();
  bytes[8] = Math.floor(local.getUTCMilliseconds() / 10);
  bytes.writeUInt16BE(deviation_min === undefined ? NOT_SPECIFIED : -deviation_min & 0xffff, 9);
  bytes[11] = status;
  return bytes;
}

/** Throws ApduError for bytes that are none. */
export function decodeDateTime(all: Uint8Array): DateTime {
  const bytes = new Bytes(all);
  const year = bytes.number(2);
  const [month, day, , hour, minute, second, hundredths] = bytes.take(7);
  const deviation = bytes.number(2);
  const status = bytes.byte();
  bytes.end();
  if (year === 0xffff || month > 12 || day > 31) bytes.refuse('no whole date');
  const local = Date.UTC(
    year,
    month - 1,
    day,
    hour,
    minute,
    second,
    hundredths === 255 ? 0 : hundredths * 10,
  );
  if (deviation === NOT_SPECIFIED) return { instant: new Date(local), status };
  const deviation_min = 0 - ((deviation << 16) >> 16);
  return { instant: new Date(local - deviation_min * 60_000), deviation_min, status };
}

const DAYS = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const two = (value: number, any = 0xff): string => (value === any ? '*' : String(value).padStart(2, '0'));

const dateText = (bytes: Buffer): string => {
  const year = bytes.readUInt16BE(0);
  const day = DAYS[bytes[4]];
  const date = `${year === 0xffff ? '*' : String(year).padStart(4, '0')}-${two(bytes[2])}-${two(bytes[3])}`;
  // A day of the week says more only where the date leaves something open.
  return date.includes('*') && day ? `${date} ${day}` : date;
};

const timeText = (bytes: Buffer): string => {
  const [hour, minute, second, hundredths] = bytes;
  const fraction = hundredths === 0xff || hundredths === 0 ? '' : `.${two(hundredths)}`;
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
};

function zoneText(bytes: Buffer): string {
  const deviation = bytes.readInt16BE(9);
  if (deviation === -NOT_SPECIFIED) return '';
  const minutes = Math.abs(deviation);
  return `${deviation > 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** A date-time, date or time with `*` for what is not specified; undefined for bytes of another length. */
export function momentText(all: Uint8Array): string | undefined {
  const bytes = Buffer.from(all);
  if (bytes.length === 5) return dateText(bytes);
  if (bytes.length === 4) return timeText(bytes);
  if (bytes.length !== 12) return undefined;
  return `${dateText(bytes)}T${timeText(bytes.subarray(5, 9))}${zoneText(bytes)}`;
}
