// The /DRDY output of the ADS131M08: low while a result waits, or a pulse; driven or open (SBAS950 8.5.1.5, MODE).
import type { Scheduler } from '../registers/peripheral.ts';
import * as reg from './ads131m08-registers.ts';

/** Low pulse and the high time before an unread result is replaced, in CLKIN periods. */
const PULSE_CLKIN = 4;

/** The wire at the output. */
export interface DrdyWire {
  drive(level: boolean | undefined): void;
}

export class DrdyOutput {
  private low = false;

  /** `mode` gives the MODE register as it stands. */
  constructor(
    private readonly wire: DrdyWire,
    private readonly scheduler: Scheduler,
    private readonly clkin_cycles: number,
    private readonly mode: () => number,
  ) {}

  /** A conversion is complete. */
  resultReady(): void {
    if (this.low) this.drive(true); // an unread result: high for four CLKIN, seen here as an edge
    this.drive(false);
    if (!(this.mode() & reg.MODE_DRDY_FMT)) return;
    this.scheduler.at(this.scheduler.now + PULSE_CLKIN * this.clkin_cycles, () => this.drive(true));
  }

  /** Nothing waits to be read. */
  release(): void {
    this.drive(true);
  }

  private drive(level: boolean): void {
    this.low = !level;
    const isOpen = level && this.mode() & reg.MODE_DRDY_HIZ;
    this.wire.drive(isOpen ? undefined : level);
  }
}
