// A minute record as bills are made from it: its time, its registers, and what it says of the minutes before it.
import { LAYOUTS, QUALITY_DAYLIGHT } from '../../shared-protocol/generated/ts/protocol.ts';

/** Registers of the total: active import, export, reactive QI to QIV, apparent import, export. */
export const QUANTITIES = 8;
const ENERGY_BYTES = 6;

export interface Minute {
  /** Seconds since 1970, UTC; 0 while no time was known. */
  readonly time_s: number;
  readonly sequence: number;
  readonly flags: number;
  readonly quality: number;
  readonly daylight: boolean;
  /** Hundredths of Wh. */
  readonly energy: readonly bigint[];
}

const offsetOf = (name: string) => LAYOUTS.minute_record.fields.find((field) => field.name === name)!.offset;
const [TIME, SEQUENCE, FLAGS, QUALITY, ENERGY] = ['time_s', 'sequence', 'flags', 'quality', 'energy'].map(
  offsetOf,
);

/** Takes the bytes of a minute record apart. */
export function minuteOf(bytes: Uint8Array): Minute {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const quality = view.getUint8(QUALITY);
  return {
    time_s: Number(view.getBigUint64(TIME, true)),
    sequence: view.getUint32(SEQUENCE, true),
    flags: view.getUint16(FLAGS, true),
    quality,
    daylight: (quality & QUALITY_DAYLIGHT) !== 0,
    energy: Array.from({ length: QUANTITIES }, (_, i) => {
      const at = ENERGY + i * ENERGY_BYTES;
      return BigInt(view.getUint32(at, true)) + (BigInt(view.getUint16(at + 4, true)) << 32n);
    }),
  };
}
