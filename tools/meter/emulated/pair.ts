// Both boards with the link's wires between them, run in lock step.
import { LockStep } from '../../rp2350/chip/lock-step.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import { SpiBus } from '../../rp2350/wires/spi-bus.ts';
import { SpiLink } from '../../rp2350/chip/spi-link.ts';
import type { SpiDevice, SpiMode } from '../../rp2350/wires/wires.ts';
import type { ManagementBoard } from './management-board.ts';
import type { MeteringBoard } from './metering-board.ts';

/** Longest time one board runs ahead of the other, in microseconds: READY is seen that late at most. */
const QUANTUM_us = 500;

/** A device on the wires that only listens: what master and slave said in one select. */
export type Transfer = (sent: number[], received: number[]) => void;

/** Passes everything on and remembers both directions of the select under way. */
class Tapped implements SpiDevice {
  #sent: number[] = [];
  #received: number[] = [];
  readonly #device: SpiDevice;
  readonly #onTransfer: Transfer;

  constructor(device: SpiDevice, onTransfer: Transfer) {
    this.#device = device;
    this.#onTransfer = onTransfer;
  }

  select(selected: boolean, time: number): void {
    this.#device.select(selected, time);
    if (!selected && this.#sent.length > 0) this.#onTransfer(this.#sent, this.#received);
    this.#sent = [];
    this.#received = [];
  }

  exchange(value: number, bits: number, mode: SpiMode, time: number): number {
    const received = this.#device.exchange(value, bits, mode, time);
    this.#sent.push(value);
    this.#received.push(received);
    return received;
  }

  quietWords(): number {
    return this.#device.quietWords?.() ?? Infinity;
  }
}

export class BoardPair {
  readonly metering: MeteringBoard;
  readonly management: ManagementBoard;
  readonly #steps: LockStep;

  constructor(metering: MeteringBoard, management: ManagementBoard, onTransfer: Transfer) {
    this.metering = metering;
    this.management = management;
    const { time } = management.chip;
    this.#steps = new LockStep([management, metering], QUANTUM_us);
    const board = { scheduler: metering.chip.time, runUntil: (at: number) => metering.runUntil(at) };
    const link = new SpiLink(metering.linkSpi.slave, board);
    const bus = new SpiBus(time, management.linkSpi);
    bus.attach(new Tapped(link, onTransfer), management.pin('LINK_CS'));
    this.#joinSelect();
    this.#joinReady();
  }

  /** Runs both boards to a virtual time, in microseconds since power-on. Throws EmulatedFaultError. */
  runUntil_us(time_us: number): void {
    this.#steps.run(time_us * CYCLES_PER_US);
  }

  /** The select line is also a GPIO input of the slave, whose edges interrupt it. */
  #joinSelect(): void {
    const select = this.metering.pin('LINK_CS');
    select.drive(true);
    this.management.pin('LINK_CS').watch((level) => {
      if (this.metering.chip.now < this.management.chip.now) this.metering.runUntil(this.management.chip.now);
      select.drive(level);
    });
  }

  #joinReady(): void {
    const ready = this.management.pin('LINK_READY');
    const driver = this.metering.pin('LINK_READY');
    driver.watch((level) => ready.drive(driver.isOutput ? level : undefined));
  }

  close(): void {
    this.metering.close();
    this.management.close();
  }
}
