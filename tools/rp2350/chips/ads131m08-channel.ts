// A channel of the ADS131M08 between its input and the frame: multiplexer, offset and gain registers (SBAS950 8.3.9).
import * as reg from './ads131m08-registers.ts';

const TEST_SIGNAL = Math.round((2 / 15) * 2 ** 23);
const UNITY_GAIN = 0x800000;

/** The code the channel's input gives at its multiplexer setting. */
function selected(input: number, code: number): number {
  if (input === 1) return 0;
  if (input === 2) return TEST_SIGNAL;
  return input === 3 ? -TEST_SIGNAL : code;
}

/** What the chip sends of a converted code; 0 for a channel that is switched off. */
export function calibrated(registers: Uint16Array, channel: number, converted: number): number {
  if (!(registers[reg.CLOCK] & (0x100 << channel))) return 0;
  const base = reg.CH0_CFG + reg.CHANNEL_STRIDE * channel;
  const code = selected(registers[base] & 3, converted);
  const offset = ((registers[base + 1] << 16) | registers[base + 2]) >> 8;
  const gain = registers[base + 3] * 256 + (registers[base + 4] >>> 8);
  if (offset === 0 && gain === UNITY_GAIN) return code;
  return Math.max(-0x800000, Math.min(0x7fffff, Math.floor(((code - offset) * gain) / UNITY_GAIN)));
}
