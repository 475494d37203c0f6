// What a test can do to a pair of emulated boards: their supply, their wires, the chips on them, bits of their memories.
import type { Role } from '../../cores/core-runner.ts';
import { CALENDAR_REGISTERS } from '../../rp2350/chips/ds3231-calendar.ts';
import { DS3231_ADDRESS } from '../../rp2350/chips/ds3231.ts';
import type { FaultReport } from '../../rp2350/processor/fault.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import { SLOT_NAMES } from '../conductor/surroundings.ts';
import { DISPLAY_ADDRESS } from './board.ts';
import type { BoardPair } from './pair.ts';

const SPI_BITS = 8;
const LINK_MODE = 3;
const DS3231_REGISTERS = 0x13;
const BITS_OF_BABBLE = 10;
/** Instants within a step of the pair: the select line moves this often at most. */
const SHORTEST_STORM_us = 1;

/** Buses on which MISO may stay at a level. */
export type FaultyBus = 'sensor' | 'storage';
/** Wires that may stay at a level, each with the board whose input it is. */
const WIRES = {
  AFE_DRDY: 'metering',
  RTC_1HZ: 'metering',
  LINK_CS: 'metering',
  LINK_READY: 'management',
} as const satisfies Record<string, Role>;
export type FaultyWire = keyof typeof WIRES;

export class Faults {
  readonly #pair: BoardPair;

  constructor(pair: BoardPair) {
    this.#pair = pair;
  }

  // --- supply

  /**
   * Ends a board now, or so many instructions into the block of code that comes next; its memories of other kinds than RAM keep
   * what they have.
   */
  cutPower(role: Role, instructions = 0): void {
    const { chip, storage } = this.#pair[role];
    chip.powerOff(instructions, () => storage.powerOff());
  }

  /** As `cutPower`, at the first block of code at or after an instant of virtual time in microseconds. */
  cutPowerAt(role: Role, at_us: number, instructions = 0): void {
    const { chip } = this.#pair[role];
    chip.time.at(at_us * CYCLES_PER_US, () => this.cutPower(role, instructions));
  }

  restorePower(role: Role): void {
    this.#pair[role].storage.powerOn();
    this.#pair[role].chip.powerOn();
  }

  brownOut(role: Role): void {
    this.#pair[role].storage.powerOff();
    this.#pair[role].storage.powerOn();
    this.#pair[role].chip.brownOut();
  }

  // --- wires

  /** MISO of a bus stays at a level; undefined mends it. */
  stickMiso(bus: FaultyBus, level: 0 | 1 | undefined): void {
    const { metering, management } = this.#pair;
    (bus === 'sensor' ? metering.sensorBus : management.storageBus).stuckMiso = level;
  }

  /** An input stays at a level; undefined mends it. */
  stick(wire: FaultyWire, level: boolean | undefined): void {
    this.#pair[WIRES[wire]].pin(wire).stick(level);
  }

  /** Words on SCK and MOSI of the link while nobody is selected. Gives what stood on MISO. */
  clockWithoutSelect(words: readonly number[]): number[] {
    const { slave } = this.#pair.metering.linkSpi;
    return words.map((word) => slave.exchange(word, SPI_BITS, LINK_MODE));
  }

  /** The select of the link at the metering board falls and rises, as often as this, for this long. */
  selectStorm(period_us: number, duration_us: number): void {
    const { chip } = this.#pair.metering;
    const half = (Math.max(period_us, SHORTEST_STORM_us) / 2) * CYCLES_PER_US;
    const end = chip.now + duration_us * CYCLES_PER_US;
    const { slave } = this.#pair.metering.linkSpi;
    const pin = this.#pair.metering.pin('LINK_CS');
    const toggle = (level: boolean, at: number): void => {
      const last = at >= end;
      slave.select(!level && !last);
      pin.stick(last ? undefined : level);
      if (!last) chip.time.at(at + half, () => toggle(!level, at + half));
    };
    chip.time.at(chip.now + half, () => toggle(false, chip.now));
  }

  /** A chip on I2C no longer acknowledges its address, or does again. */
  silence(what: 'clock' | 'display', silent: boolean): void {
    const { metering, management } = this.#pair;
    const [{ silent: addresses }, address] =
      what === 'clock' ? [metering.clockBus, DS3231_ADDRESS] : [management.displayBus, DISPLAY_ADDRESS];
    if (silent) addresses.add(address);
    else addresses.delete(address);
  }

  /** The modules of both slots send without a pause, whatever their ports are set to, for so long at this rate. */
  babble(duration_us: number, baud = 115_200): void {
    const { slots } = this.#pair.management;
    const count = Math.floor((duration_us * baud) / (BITS_OF_BABBLE * 1e6));
    for (const name of SLOT_NAMES) {
      this.#pair.management.setModule(name, true);
      slots[name].setOutside(baud);
      slots[name].send(Uint8Array.from({ length: count }, (_, i) => (i * 167 + (i >> 8)) & 0xff));
    }
  }

  // --- chips

  /** The clock stands: no edge of its output comes, and its registers keep what they had. */
  stopClock(): void {
    this.stick('RTC_1HZ', true);
  }

  /** Every register of the clock holds what no clock would. */
  spoilClock(byte = 0xff): void {
    const { rtc } = this.#pair.metering;
    rtc.registers.fill(byte, 0, DS3231_REGISTERS);
    rtc.show(new Uint8Array(CALENDAR_REGISTERS).fill(byte));
  }

  /** Turns a bit of a board's flash, RAM or PSRAM over. */
  flipBit(role: Role, address: number, bit: number): void {
    this.#pair[role].chip.memory.flipBit(address, bit);
  }

  /** From now on a fault of a processor locks it up until its watchdog resets it. Gives where such faults are written. */
  lockUps(role: Role): readonly FaultReport[] {
    return (this.#pair[role].chip.lockUps ??= []);
  }
}
