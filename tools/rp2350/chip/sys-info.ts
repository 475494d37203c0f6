// The boot ROM's get_sys_info: chip identity and how this boot came about (datasheet 5.4.8.17).
import { GuestError } from '../registers/peripheral.ts';

const CHIP_INFO = 0x01;
const BOOT_RANDOM = 0x10;
const BOOT_INFO = 0x40;
const KNOWN = CHIP_INFO | BOOT_RANDOM | BOOT_INFO;

export interface SysInfoValues {
  /** 1: RP2350A with 30 GPIOs, 0: RP2350B with 48. */
  readonly packageSelect: number;
  /** 64-bit device id, low word first. */
  readonly deviceId: readonly [number, number];
  /** 128 bits that differ from boot to boot. */
  readonly bootRandom: readonly number[];
}

/** Partition numbers of boot_info where there is no partition table. */
const NO_PARTITION = 0xff;

/**
 * The words the ROM writes: first which of the asked groups follow, then the groups in the order of their bits.
 * Groups this model does not know fail the run.
 */
export function sysInfoWords(flags: number, values: SysInfoValues): number[] {
  if (flags & ~KNOWN) throw new GuestError('boot ROM', `get_sys_info of flags 0x${flags.toString(16)}`);
  const words = [flags];
  if (flags & CHIP_INFO) words.push(values.packageSelect, ...values.deviceId);
  if (flags & BOOT_RANDOM) words.push(...values.bootRandom);
  // A normal boot (type 0) from no partition, nothing to diagnose, no reboot parameters.
  if (flags & BOOT_INFO) words.push(NO_PARTITION | (NO_PARTITION << 16), 0, 0, 0);
  return words;
}
