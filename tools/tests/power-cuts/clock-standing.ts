// What a metering core keeps of its clock, as its FRAM has it: how often it was set, and the local time in force.
import {
  CLOCK_STATE_MAGIC,
  FRAM_CLOCK_STATE_A,
  FRAM_CLOCK_STATE_B,
  FRAM_LOCAL_TIME_A,
  FRAM_LOCAL_TIME_B,
  LOCAL_TIME_MAGIC,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { newerBank } from '../../records/banked.ts';

export interface ClockStanding {
  /** Commands that set it, counted before they are done. */
  readonly settings: number;
  /** Of the record of zone, daylight rules and freeze schedule in force; 0 for the defaults. */
  readonly localTime: number;
  readonly zone_min: number;
}

export function clockStanding(fram: Uint8Array): ClockStanding {
  const state = newerBank(fram, 'clock_state', CLOCK_STATE_MAGIC, [FRAM_CLOCK_STATE_A, FRAM_CLOCK_STATE_B]);
  const local = newerBank(fram, 'local_time', LOCAL_TIME_MAGIC, [FRAM_LOCAL_TIME_A, FRAM_LOCAL_TIME_B]);
  return {
    settings: Number(state?.settings ?? 0),
    localTime: Number(local?.sequence ?? 0),
    zone_min: Number(local?.zone_min ?? 0),
  };
}
