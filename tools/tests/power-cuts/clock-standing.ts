// What a metering core keeps of its clock, as its FRAM has it: how often it was set, and the local time in force.
import {
  CLOCK_STATE_MAGIC,
  FRAM_CLOCK_STATE_A,
  FRAM_CLOCK_STATE_B,
  FRAM_LOCAL_TIME_A,
  FRAM_LOCAL_TIME_B,
  LAYOUTS,
  LOCAL_TIME_MAGIC,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { crc32 } from '../../records/framing.ts';
import { decodeRecord, type RecordValue } from '../../records/records.ts';

export interface ClockStanding {
  /** Commands that set it, counted before they are done. */
  readonly settings: number;
  /** Of the record of zone, daylight rules and freeze schedule in force; 0 for the defaults. */
  readonly localTime: number;
  readonly zone_min: number;
}

/** The newer whole bank of a record. */
function banked(
  fram: Uint8Array,
  name: 'clock_state' | 'local_time',
  magic: number,
  banks: readonly number[],
): Record<string, RecordValue> | undefined {
  const { bytes } = LAYOUTS[name];
  const whole = banks.flatMap((at) => {
    const bank = Buffer.from(fram.subarray(at, at + bytes));
    const isWhole =
      bank.readUInt32LE(0) === magic && bank.readUInt32LE(bytes - 4) === crc32(bank.subarray(0, -4));
    return isWhole ? [decodeRecord(name, bank)] : [];
  });
  return whole.sort((a, b) => Number(b.sequence) - Number(a.sequence))[0];
}

export function clockStanding(fram: Uint8Array): ClockStanding {
  const state = banked(fram, 'clock_state', CLOCK_STATE_MAGIC, [FRAM_CLOCK_STATE_A, FRAM_CLOCK_STATE_B]);
  const local = banked(fram, 'local_time', LOCAL_TIME_MAGIC, [FRAM_LOCAL_TIME_A, FRAM_LOCAL_TIME_B]);
  return {
    settings: Number(state?.settings ?? 0),
    localTime: Number(local?.sequence ?? 0),
    zone_min: Number(local?.zone_min ?? 0),
  };
}
