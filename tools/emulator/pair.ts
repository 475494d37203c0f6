// Runs several chips in lock step: each in turn up to the same instant, a quantum at a time.
import type { Rp2350 } from './rp2350.ts';
import { CYCLES_PER_US } from './scheduler.ts';

/**
 * 100 us keeps a board's pins at most that late at the other board, and costs little. Bytes of an SPI link are
 * exact all the same: there the other board is run up to each byte's time (spi-link.ts).
 */
const DEFAULT_QUANTUM_us = 100;

export class LockStep {
  private readonly chips: readonly Rp2350[];
  private readonly quantum: number;
  private time = 0;

  constructor(chips: readonly Rp2350[], quantum_us = DEFAULT_QUANTUM_us) {
    this.chips = chips;
    this.quantum = quantum_us * CYCLES_PER_US;
  }

  /** Virtual time all chips have reached, in cycles. */
  get now(): number {
    return this.time;
  }

  /** True while every chip can go on. */
  get isSound(): boolean {
    return this.chips.every((chip) => chip.fault === undefined);
  }

  /** Runs all chips to `until` cycles, or to the end of the quantum in which one of them failed. */
  run(until: number): void {
    while (this.time < until && this.isSound) {
      this.time = Math.min(this.time + this.quantum, until);
      for (const chip of this.chips) chip.runUntil(this.time);
    }
  }
}
