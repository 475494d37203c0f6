// The ADS131M08 analog front end at its SPI and /DRDY pins (TI SBAS950): frames, commands, registers, CRC.
import type { Scheduler } from '../registers/peripheral.ts';
import { SkewedBits, type SpiDevice, type SpiMode } from '../wires/wires.ts';
import { calibrated } from './ads131m08-channel.ts';
import { DrdyOutput, type DrdyWire } from './ads131m08-drdy.ts';
import * as reg from './ads131m08-registers.ts';
import { BitBuffer } from './bit-buffer.ts';
import { Conversions, type SampleSet } from './conversions.ts';
import { crc16 } from './crc16.ts';

const SPI_MODE = 1;
const COMMAND = { RESET: 0x0011, STANDBY: 0x0022, WAKEUP: 0x0033, LOCK: 0x0555, UNLOCK: 0x0655 } as const;
const RREG = 0b101;
const WREG = 0b011;
const RESET_ACKNOWLEDGE = 0xff28;
/** Bytes of a device word by MODE.WLENGTH. */
const WORD_BYTES = [2, 3, 4, 4];
const SIGN_EXTENDED = 3;
const TIMEOUT_CLKIN = 32768;
/** A /SYNC/RESET low for at least this long resets; shorter, it synchronizes. */
const RESET_CLKIN = 2048;
/** Longest frame: 64 registers, acknowledge and CRC, in words of four bytes. */
const FRAME_BYTES = 4 * (reg.REGISTERS + 2);

/** What follows the command in the next frame: STATUS and data, a 16-bit answer and data, or registers. */
type Response = 'status' | number | { first: number; count: number };

export interface Ads131m08Options {
  readonly scheduler: Scheduler;
  /** The /DRDY output. */
  readonly drdy: DrdyWire;
  /** Its own crystal. */
  readonly clock_Hz?: number;
  /** When the sampled signal begins: at the first WAKEUP out of STANDBY, or with the power. */
  readonly signalBegins?: 'wakeup' | 'power-up';
  /** Called before a conversion, so that a lazily computed SPI transfer catches up first. */
  readonly settle?: () => void;
}

export class Ads131m08 implements SpiDevice {
  readonly registers = new Uint16Array(reg.REGISTERS);
  readonly conversions: Conversions;
  /** Words exchanged in a wrong SPI mode. */
  skewedWords = 0;

  private readonly out = new BitBuffer(FRAME_BYTES);
  private readonly in = new BitBuffer(FRAME_BYTES);
  private readonly mosi = new SkewedBits();
  private readonly miso = new SkewedBits();
  private readonly clkin_cycles: number;
  private readonly drdy: DrdyOutput;
  private response: Response = RESET_ACKNOWLEDGE;
  private latched = 0;
  private selected = false;
  private selectedAt = 0;
  private words = 0;
  private wordBytes = 3;
  private dataEnd_bits = 0;
  private crcError = false;
  private locked = false;
  private resynced = false;
  private standby = false;
  private flips: number[] = [];
  private resetPinFell: number | undefined;

  constructor(private readonly options: Ads131m08Options) {
    const { scheduler, clock_Hz = 8_192_000 } = options;
    this.clkin_cycles = scheduler.cyclesPerSecond / clock_Hz;
    this.drdy = new DrdyOutput(options.drdy, scheduler, this.clkin_cycles, () => this.registers[reg.MODE]);
    this.conversions = new Conversions(scheduler, () => this.drdy.resultReady(), options.settle);
    this.conversions.feeding = options.signalBegins === 'power-up';
    this.reset();
  }

  /** The sample sets to convert, one each conversion from the beginning of the signal on. */
  feed(source: Iterable<SampleSet>): void {
    this.conversions.feed(source);
  }

  /** Inverts one bit (0 = first) of the frame that the chip starts to send next. */
  flipNextFrame(bit: number): void {
    this.flips.push(bit);
  }

  /** The /SYNC/RESET pin. */
  syncReset(level: boolean): void {
    const { now } = this.options.scheduler;
    if (!level) this.resetPinFell ??= now;
    else if (this.resetPinFell !== undefined) {
      const low_CLKIN = (now - this.resetPinFell) / this.clkin_cycles;
      this.resetPinFell = undefined;
      if (low_CLKIN >= RESET_CLKIN) this.reset();
      else this.synchronize();
    }
  }

  select(selected: boolean, time: number): void {
    if (this.selected === selected) return;
    this.selected = selected;
    if (selected) this.beginFrame(time);
    else this.endFrame();
  }

  exchange(value: number, bits: number, mode: SpiMode, time: number): number {
    if (!this.selected || this.timedOut(time)) return 0;
    if (mode === SPI_MODE) return this.shift(value, bits);
    this.skewedWords++;
    return this.miso.pass(this.shift(this.mosi.pass(value, bits), bits), bits);
  }

  private shift(value: number, bits: number): number {
    const sent = this.out.shiftOut(bits);
    this.in.shiftIn(value, bits);
    const wordBits = 8 * this.wordBytes;
    while (this.in.position >= (this.words + 1) * wordBits) this.receiveWord(this.words++);
    if (this.dataEnd_bits && this.out.position >= this.dataEnd_bits) this.dataShiftedOut();
    return sent;
  }

  private timedOut(time: number): boolean {
    if (!(this.registers[reg.MODE] & reg.MODE_TIMEOUT)) return false;
    return (time - this.selectedAt) / this.clkin_cycles > TIMEOUT_CLKIN;
  }

  // --- the frame the chip sends

  private beginFrame(time: number): void {
    this.selectedAt = time;
    this.words = 0;
    this.latched = 0;
    this.wordBytes = WORD_BYTES[(this.registers[reg.MODE] >>> 8) & 3];
    this.in.clear();
    this.out.clear();
    const { response } = this;
    this.response = 'status';
    const crcAt = typeof response === 'object' ? this.putRegisters(response) : this.putData(response);
    this.putWord16(crcAt, crc16(this.out.bytes, crcAt, this.crcType));
    for (const bit of this.flips.splice(0, 1)) this.out.flip(bit);
  }

  private get crcType() {
    return this.registers[reg.MODE] & reg.MODE_CRC_TYPE ? 'ansi' : 'ccitt';
  }

  /** 16-bit contents are left-aligned in the device word. */
  private putWord16(at: number, value: number): number {
    return this.out.put(at, value << (8 * (this.wordBytes - 2)), this.wordBytes);
  }

  private putRegisters({ first, count }: { first: number; count: number }): number {
    this.dataEnd_bits = 0;
    let at = this.putWord16(0, 0xe000 | (first << 7) | (count - 1));
    for (let i = 0; i < count; i++) at = this.putWord16(at, this.readRegister(first + i));
    return at;
  }

  private putData(response: number | 'status'): number {
    let at = this.putWord16(0, response === 'status' ? this.outputStatus() : response);
    const length = (this.registers[reg.MODE] >>> 8) & 3;
    for (let channel = 0; channel < reg.CHANNELS; channel++) {
      const code = calibrated(this.registers, channel, this.conversions.oldest[channel]);
      if (length === 0) at = this.out.put(at, code >> 8, 2);
      else if (length === 1 || length === SIGN_EXTENDED) at = this.out.put(at, code, this.wordBytes);
      else at = this.out.put(at, code << 8, 4);
    }
    this.dataEnd_bits = 8 * at;
    return at;
  }

  private outputStatus(): number {
    const status = this.readRegister(reg.STATUS);
    this.crcError = this.resynced = false;
    return status;
  }

  private readRegister(address: number): number {
    if (address !== reg.STATUS) return this.registers[address] ?? 0;
    const enabled = this.registers[reg.CLOCK] >>> 8;
    return (
      (this.locked ? reg.STATUS_LOCK : 0) |
      (this.resynced ? reg.STATUS_F_RESYNC : 0) |
      (this.crcError ? reg.STATUS_CRC_ERR : 0) |
      (this.registers[reg.MODE] & reg.STATUS_FROM_MODE) |
      (this.conversions.unread ? enabled : 0)
    );
  }

  private dataShiftedOut(): void {
    this.dataEnd_bits = 0;
    this.conversions.markRead();
    if (this.conversions.unread === 0) this.drdy.release();
  }

  // --- the frame the chip receives

  private receiveWord(index: number): void {
    const word = this.in.word16(index * this.wordBytes);
    if (index === 0) this.latched = word;
    else if (this.latched >>> 13 === WREG && index <= this.writeCount) this.writeRegister(index - 1, word);
  }

  private get writeCount(): number {
    return (this.latched & 0x7f) + 1;
  }

  private writeRegister(index: number, value: number): void {
    const address = ((this.latched >>> 7) & 0x3f) + index;
    if (this.locked || address >= reg.REGISTERS) return;
    const before = this.registers[address];
    const mask = reg.WRITABLE[address];
    this.registers[address] = (before & ~mask) | (value & mask);
    if (address === reg.MODE && !(value & reg.MODE_RESET)) this.registers[address] &= ~reg.MODE_RESET;
    const timing = reg.CLOCK_TBM | 0x1f;
    if (address === reg.CLOCK && (before ^ value) & timing && !this.standby) this.startConverting();
  }

  private endFrame(): void {
    if (this.words === 0) return;
    if (this.registers[reg.MODE] & reg.MODE_RX_CRC_EN && !this.inputCrcMatches()) {
      this.crcError = true;
      return;
    }
    this.execute(this.latched);
  }

  /** The CRC word follows the command, or the data of a WREG (datasheet 8.5.1.10.1). */
  private inputCrcMatches(): boolean {
    const covered = this.latched >>> 13 === WREG ? 1 + this.writeCount : 1;
    if (this.words <= covered) return false;
    const length = covered * this.wordBytes;
    return crc16(this.in.bytes, length, this.crcType) === this.in.word16(length);
  }

  private execute(command: number): void {
    if (command >>> 13 === RREG) this.respondRegisters((command >>> 7) & 0x3f, (command & 0x7f) + 1);
    else if (command >>> 13 === WREG) this.acknowledgeWrite(command);
    else if (command === COMMAND.UNLOCK) this.acknowledge(command, () => (this.locked = false));
    else if (this.locked) return;
    else if (command === COMMAND.RESET) this.resetCommand();
    else if (command === COMMAND.STANDBY) this.acknowledge(command, () => this.enterStandby());
    else if (command === COMMAND.WAKEUP) this.acknowledge(command, () => this.wakeUp());
    else if (command === COMMAND.LOCK) this.acknowledge(command, () => (this.locked = true));
  }

  private acknowledge(command: number, action: () => void): void {
    this.response = command;
    action();
  }

  private respondRegisters(first: number, count: number): void {
    this.response = count === 1 ? this.readRegister(first) : { first, count };
  }

  private acknowledgeWrite(command: number): void {
    if (this.locked) return;
    const written = Math.max(1, Math.min(this.words - 1, this.writeCount));
    this.response = 0x4000 | (command & 0x1f80) | (written - 1);
  }

  /** Only a complete frame resets; otherwise the answer is the command itself (datasheet 8.5.1.11.2). */
  private resetCommand(): void {
    if (this.words >= reg.CHANNELS + 2) this.reset();
    else this.response = COMMAND.RESET;
  }

  // --- life

  private reset(): void {
    this.registers.set(reg.RESET_VALUES);
    this.locked = this.crcError = this.resynced = this.standby = false;
    this.response = RESET_ACKNOWLEDGE;
    this.startConverting();
  }

  private synchronize(): void {
    this.resynced = true;
    if (!this.standby) this.startConverting();
  }

  private enterStandby(): void {
    this.standby = true;
    this.conversions.stop();
  }

  private wakeUp(): void {
    if (!this.standby) return;
    this.standby = false;
    this.conversions.feeding = true;
    this.startConverting();
  }

  private startConverting(): void {
    const modulatorClocks = reg.oversampling(this.registers[reg.CLOCK]);
    this.conversions.restart(2 * modulatorClocks * this.clkin_cycles);
    this.drdy.release();
  }
}
