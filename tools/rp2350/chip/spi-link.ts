// The SPI wires between two boards: the other board runs up to an instant before a word reaches it there.
import type { Scheduler } from '../registers/peripheral.ts';
import type { SpiSlave } from '../peripherals/spi-slave.ts';
import type { SpiDevice, SpiMode } from '../wires/wires.ts';

/** The board behind the link, run on demand. */
export interface LinkedBoard {
  readonly scheduler: Pick<Scheduler, 'now'>;
  /** Runs the board until its time is at least `time`; nothing to do when it is there already. */
  runUntil(time: number): void;
}

/** Put on the master's bus like any device; `quietWords` keeps runs of DMA-fed words cheap. */
export class SpiLink implements SpiDevice {
  constructor(
    private readonly port: SpiSlave,
    private readonly board: LinkedBoard,
  ) {}

  select(selected: boolean, time: number): void {
    this.bring(time);
    this.port.select(selected);
  }

  exchange(value: number, bits: number, mode: SpiMode, time: number): number {
    if (this.port.quietWords() < 1) this.bring(time);
    return this.port.exchange(value, bits, mode);
  }

  quietWords(): number {
    return this.port.quietWords();
  }

  private bring(time: number): void {
    if (this.board.scheduler.now < time) this.board.runUntil(time);
  }
}
