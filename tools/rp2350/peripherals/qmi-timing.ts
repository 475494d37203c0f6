// How long a line of the XIP cache takes over the QSPI bus, from the QMI's timing and format registers (datasheet 12.14).
import type { LineCost } from '../registers/peripheral.ts';

const LINE_BITS = 64;
const ADDRESS_BITS = 24;

/** Data lines by the value of a width field: single, dual, quad. */
const LINES = [1, 2, 4];

/** What the boot ROM leaves in M0 when it has found the image: EBh quad read without continuous mode, SCK = clk_sys / 3. */
export const BOOT_TIMING = 0x60007203;
export const BOOT_READ_FORMAT = 0x000492a8;
export const BOOT_READ_COMMAND = 0x000000eb;

/** Periods of SCK before the data of a transfer with this Mn_RFMT or Mn_WFMT. */
function headClocks(format: number): number {
  const lines = (at: number) => LINES[(format >>> at) & 3] ?? 1;
  const prefix = (format >>> 12) & 1 ? 8 / lines(0) : 0;
  const suffix = (format >>> 14) & 3 ? 8 / lines(4) : 0;
  const dummy = (((format >>> 16) & 7) * 4) / lines(6);
  return prefix + ADDRESS_BITS / lines(2) + suffix + dummy;
}

const dataClocks = (format: number) => LINE_BITS / (LINES[(format >>> 8) & 3] ?? 1);

/** In cycles of clk_sys. */
export function lineCost(timing: number, readFormat: number, writeFormat: number): LineCost {
  const divisor = timing & 0xff || 256;
  return {
    first: (headClocks(readFormat) + dataClocks(readFormat)) * divisor,
    next: dataClocks(readFormat) * divisor,
    write: (headClocks(writeFormat) + dataClocks(writeFormat)) * divisor,
    deselect: ((timing >>> 12) & 0x1f) + Math.ceil(divisor / 2),
    cooldown: (timing >>> 30) * 64,
  };
}

/** The same in cycles that are `cycle` of those. */
export const scaled = (cost: LineCost, cycle: number): LineCost => ({
  first: cost.first * cycle,
  next: cost.next * cycle,
  write: cost.write * cycle,
  deselect: cost.deselect * cycle,
  cooldown: cost.cooldown * cycle,
});
