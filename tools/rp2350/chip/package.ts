// Which package the chip has, and what the boot ROM knows of it and its memories.
import { FLASH_DEVINFO_ADDRESS } from '../peripherals/bootram.ts';
import type { Bus } from '../processor/bus.ts';
import type { SysInfoValues } from './sys-info.ts';

/** What of the options says which chip it is. */
export interface ChipIdentity {
  readonly psramBytes?: number;
  /** 64-bit device id, low word first. */
  readonly deviceId?: readonly [number, number];
}

/** The board with PSRAM carries an RP2350B. */
export const isPackageB = ({ psramBytes = 0 }: ChipIdentity): boolean => psramBytes > 0;

export const sysInfoOf = (options: ChipIdentity): SysInfoValues => ({
  packageSelect: isPackageB(options) ? 0 : 1,
  deviceId: options.deviceId ?? [0x5eed0001, 0x2350],
  bootRandom: [1, 2, 3, 4],
});

const FLASH_DEVINFO_CS1_SIZE = 0xf000;

/** FLASH_DEVINFO names a memory at the second chip select. */
export const knowsPsram = (bus: Bus): boolean =>
  (bus.read(FLASH_DEVINFO_ADDRESS, 2) & FLASH_DEVINFO_CS1_SIZE) !== 0;
