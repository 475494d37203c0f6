// The small interfaces through which chips on the board, buses and the chip's serial peripherals talk to each other.

/** SPI mode number, 2 x CPOL + CPHA. */
export type SpiMode = 0 | 1 | 2 | 3;

/** The slave side of an SPI bus, as seen from its four pins. All times are scheduler cycles. */
export interface SpiDevice {
  /** The chip select changed; `selected` is true while the pin is low. */
  select(selected: boolean, time: number): void;
  /** One word of `bits` (4 to 16) went over the wires, its last clock edge at `time`; gives the MISO bits. */
  exchange(value: number, bits: number, mode: SpiMode, time: number): number;
  /** Words that may reach this device late without anybody being able to tell. Absent: any number. */
  quietWords?(): number;
}

/** What an SPI bus needs of its master: to have sent, before a select line moves, all it sent before that. */
export interface SpiMaster {
  device: SpiDevice | undefined;
  settle(): void;
}

/**
 * What a receiver latches that samples on the wrong clock edge: each bit one position late, the first one
 * left over from the word before. Both ends of a wire with different modes see it.
 */
export class SkewedBits {
  private carry = 0;

  pass(value: number, bits: number): number {
    const seen = (this.carry << (bits - 1)) | (value >>> 1);
    this.carry = value & 1;
    return seen;
  }
}

/** The slave side of an I2C bus behind one 7-bit address. Times are scheduler cycles. */
export interface I2cDevice {
  /** A (repeated) start with this device's address; gives the acknowledge. */
  start(reading: boolean, time: number): boolean;
  /** A byte from the master, complete at `time`; gives the acknowledge. */
  write(byte: number, time: number): boolean;
  /** A byte to the master, complete at `time`. */
  read(time: number): number;
  stop(time: number): void;
}

/** A select line of the board: the pin that drives it and the device it reaches. */
export interface SelectPin {
  readonly level: boolean;
  /** What the board does to the wire while the chip does not drive it. */
  drive(level: boolean | undefined): void;
  watch(listener: (level: boolean) => void): void;
}

/** A memory on the QSPI bus, as direct mode reaches it: mode 0, `width` data lines. */
export interface QspiDevice {
  select(selected: boolean, time: number): void;
  /** One byte in both directions; on two or four lines only one side drives. `driven`: the master does. */
  exchange(byte: number, width: 1 | 2 | 4, driven: boolean, time: number): number;
}
