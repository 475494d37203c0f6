// What a chip is made with.
import type { MemorySizes } from '../processor/memory.ts';
import type { Timing } from '../processor/xip-timing.ts';

export interface Rp2350Options extends MemorySizes {
  /** False takes libunicorn's own store path. Default: TWINMETER_EMULATOR_PATH is not `plain`. */
  readonly fastPath?: boolean;
  /**
   * `cycles` counts misses of the XIP cache too, at a third of the speed or less. Default: TWINMETER_TIMING, or
   * `instructions`.
   */
  readonly timing?: Timing;
  /** Cycles an instruction takes on average; by default 1, or 2 where time is counted in cycles. */
  readonly cyclesPerInstruction?: number;
  /** 64-bit device id, low word first. */
  readonly deviceId?: readonly [number, number];
  /** Rows of OTP, which outlive the chip's supply; blank ones without. */
  readonly fuses?: Uint32Array<ArrayBuffer>;
}
