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
