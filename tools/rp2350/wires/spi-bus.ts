// One SPI bus of the board: a master, and the devices that its select lines choose.
import type { Scheduler } from '../registers/peripheral.ts';
import type { SelectPin, SpiDevice, SpiMaster, SpiMode } from './wires.ts';

interface Branch {
  readonly device: SpiDevice;
  selected: boolean;
}

/**
 * Joins several devices to one master. A MISO that nobody drives reads as `idle` (the pad's pull-down: 0);
 * two selected devices pull each other low.
 */
export class SpiBus implements SpiDevice {
  private readonly branches: Branch[] = [];
  private selected: SpiDevice[] = [];
  /** A fault of the board: what MISO stays at; the devices hear the master all the same. */
  stuckMiso: 0 | 1 | undefined;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly master: SpiMaster,
    private readonly idle: 0 | 0xffff = 0,
  ) {
    master.device = this;
  }

  /** Joins a device whose active-low select is driven by `pin`; a pull-up keeps it high before that. */
  attach(device: SpiDevice, pin: SelectPin): void {
    const branch: Branch = { device, selected: false };
    this.branches.push(branch);
    const follow = (level: boolean) => this.choose(branch, !level);
    pin.drive(true);
    pin.watch(follow);
    follow(pin.level);
  }

  /** The master's own frame signal; devices here are chosen by GPIO, so it selects nothing. */
  select(): void {}

  exchange(value: number, bits: number, mode: SpiMode, time: number): number {
    const mask = (1 << bits) - 1;
    const miso = this.selected.length === 0 ? this.idle & mask : this.answer(mask, value, bits, mode, time);
    return this.stuckMiso === undefined ? miso : this.stuckMiso * mask;
  }

  private answer(mask: number, value: number, bits: number, mode: SpiMode, time: number): number {
    const { selected } = this;
    if (selected.length === 1) return selected[0].exchange(value, bits, mode, time) & mask;
    let miso = mask;
    for (const device of selected) miso &= device.exchange(value, bits, mode, time);
    return miso;
  }

  quietWords(): number {
    let words = Infinity;
    for (const device of this.selected) words = Math.min(words, device.quietWords?.() ?? Infinity);
    return words;
  }

  private choose(branch: Branch, selected: boolean): void {
    if (branch.selected === selected) return;
    this.master.settle();
    branch.selected = selected;
    this.selected = this.branches.filter((each) => each.selected).map((each) => each.device);
    branch.device.select(selected, this.scheduler.now);
  }
}
