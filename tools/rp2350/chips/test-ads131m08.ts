// For specs of the ADS131M08: the chip in virtual time, and frames as a host exchanges them.
import { TestPin, TestTime } from '../registers/test-chip.ts';
import type { SpiMode } from '../wires/wires.ts';
import { Ads131m08 } from './ads131m08.ts';

export const NULL = 0x0000;
export const [RESET, STANDBY, WAKEUP, LOCK, UNLOCK] = [0x0011, 0x0022, 0x0033, 0x0555, 0x0655];
export const rreg = (address: number, count = 1) => 0xa000 | (address << 7) | (count - 1);
export const wreg = (address: number, count = 1) => 0x6000 | (address << 7) | (count - 1);
export const PERIOD = 37_500; // 4 kHz in cycles of 150 MHz

export interface FrameOptions {
  length?: number;
  wordBytes?: number;
  mode?: SpiMode;
}

export class AfeRig {
  readonly time = new TestTime();
  readonly drdy = new TestPin(0, this.time);
  readonly afe: Ads131m08;

  constructor(signalBegins: 'power-up' | 'wakeup' = 'power-up') {
    this.afe = new Ads131m08({ scheduler: this.time, drdy: this.drdy, signalBegins });
  }

  /** Sends 16-bit words left-aligned in device words, `length` device words in all; gives the raw bytes. */
  frame(words: readonly number[], { length = 10, wordBytes = 3, mode = 1 }: FrameOptions = {}): Uint8Array {
    const { afe, time } = this;
    const out = new Uint8Array(length * wordBytes);
    afe.select(true, time.now);
    for (let i = 0; i < out.length; i++) {
      const word = words[Math.floor(i / wordBytes)] ?? 0;
      const byte = i % wordBytes === 0 ? word >>> 8 : i % wordBytes === 1 ? word & 0xff : 0;
      out[i] = afe.exchange(byte, 8, mode, time.now);
    }
    afe.select(false, time.now);
    return out;
  }

  /** What the chip says to a command in the frame after it. */
  answer(command: number): number {
    this.frame([command]);
    return word16(this.frame([NULL]), 0);
  }
}

export const word16 = (bytes: Uint8Array, index: number, wordBytes = 3) =>
  (bytes[index * wordBytes] << 8) | bytes[index * wordBytes + 1];

export const code = (bytes: Uint8Array, channel: number) => {
  const at = 3 * (channel + 1);
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8)) >> 8;
};

export function* ramp() {
  for (let n = 0; ; n++) yield Array.from({ length: 8 }, (_, channel) => 1000 * n - channel);
}
