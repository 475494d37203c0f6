// What stands in the slot towards the premises, as the management board's FRAM has it.
import {
  DOWNLINK_MODBUS,
  DOWNLINK_P1,
  DOWNLINK_P1_BE,
  DOWNLINK_P1_SE,
  DOWNLINK_PUSH_10,
  DOWNLINK_PUSH_5,
  DOWNLINK_READER,
  DOWNLINK_SETTINGS_MAGIC,
  FRAM_DOWNLINK_SETTINGS_A,
  FRAM_DOWNLINK_SETTINGS_B,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { putBanked } from './banked.ts';

/** Modules by the protocol they speak. */
export const DOWNLINK_MODULES = {
  'iec62056-21': DOWNLINK_READER,
  modbus: DOWNLINK_MODBUS,
  p1: DOWNLINK_P1,
  'p1-be': DOWNLINK_P1_BE,
  'p1-se': DOWNLINK_P1_SE,
  'push-5': DOWNLINK_PUSH_5,
  'push-10': DOWNLINK_PUSH_10,
} as const;
export type DownlinkModule = keyof typeof DOWNLINK_MODULES;

/** Tells a management board before it starts which module it has. */
export function withDownlink(fram: Uint8Array, module: DownlinkModule): Uint8Array {
  const banks = [FRAM_DOWNLINK_SETTINGS_A, FRAM_DOWNLINK_SETTINGS_B] as const;
  const values = { module: DOWNLINK_MODULES[module], reserved: [] };
  putBanked(fram, 'downlink_settings', DOWNLINK_SETTINGS_MAGIC, banks, values);
  return fram;
}
