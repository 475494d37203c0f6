// Runs several chips or boards in lock step: each in turn up to the same instant, a quantum at a time.
import { CYCLES_PER_US } from '../processor/scheduler.ts';

/** A chip, or a board with a chip on it. */
export interface Stepped {
  /** Why it cannot go on; a board that throws at a fault has none. */
  readonly fault?: unknown;
  /** Runs to a virtual time in cycles, by at most one block longer; nothing to do when it is there already. */
  runUntil(time: number): void;
}

/**
 * 100 us keeps a board's pins at most that late at the other board, and costs little. Bytes of an SPI link are
 * exact all the same: there the other board is run up to each byte's time (spi-link.ts).
 */
const DEFAULT_QUANTUM_us = 100;

export class LockStep {
  private readonly parties: readonly Stepped[];
  private readonly quantum: number;
  private time = 0;

  constructor(parties: readonly Stepped[], quantum_us = DEFAULT_QUANTUM_us) {
    this.parties = parties;
    this.quantum = quantum_us * CYCLES_PER_US;
  }

  /** Virtual time all have reached, in cycles. */
  get now(): number {
    return this.time;
  }

  /** True while every one of them can go on. */
  get isSound(): boolean {
    return this.parties.every(({ fault }) => fault === undefined);
  }

  /** Runs all of them to `until` cycles, or to the end of the quantum in which one of them failed. */
  run(until: number): void {
    while (this.time < until && this.isSound) {
      this.time = Math.min(this.time + this.quantum, until);
      for (const party of this.parties) party.runUntil(this.time);
    }
  }
}
