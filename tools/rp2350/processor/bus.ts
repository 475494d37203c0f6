// Sends each access of the processor or the DMA to the peripheral behind its address, alias bits decoded.
import { NO_LOAD, type Accounting } from './accounting.ts';
import type { Answers } from './answers.ts';
import type { Memory } from './memory.ts';
import type { AccessMode, AccessSize, BusMaster, Peripheral } from '../registers/peripheral.ts';
import { GuestError, PLAIN, UnmodelledRegister } from '../registers/peripheral.ts';
import { registerNameAt } from '../registers/svd.ts';

interface Place {
  readonly peripheral: Peripheral;
  /** Bytes of the block that repeat; with atomic aliases the block has 4 KB and bits 13:12 are the alias. */
  readonly offsetMask: number;
  readonly hasAliases: boolean;
  /** Bit of RESETS.RESET that holds the block; 0: none does. */
  readonly resetBit: number;
}

/** Blocks are at least 16 KB apart. */
const BLOCK_SHIFT = 14;
const BLOCK_MASK = 2 ** BLOCK_SHIFT - 1;
/** Blocks there may be by their addresses, and in fact. */
const BLOCKS = 2 ** (32 - BLOCK_SHIFT);
const MOST_PLACES = 256;
/** Equal loads of one register in a row that count as polling. */
const POLLS = 8;
/** Cycles skipped at a time where a register may change by itself without an event. */
const UNKNOWN_STEP = 32;

export class Bus implements BusMaster {
  /** Cycles skipped because the processor polled a register that could not change before the next event. */
  polledCycles = 0;
  /** Accesses to blocks held in reset, by the block's name: none of them was answered. */
  readonly unanswered = new Map<string, number>();
  private readonly places: Place[] = [];
  /** 1 + index into `places` by address; 0 where nothing is. */
  private readonly placeAt = new Uint8Array(BLOCKS);
  private readonly memory: Memory;
  private readonly accounting: Accounting;
  private readonly answers: Answers;
  private held = 0;

  constructor(memory: Memory, accounting: Accounting, answers: Answers) {
    this.memory = memory;
    this.accounting = accounting;
    this.answers = answers;
  }

  /** Accesses of the processor to registers. */
  get accesses(): number {
    return this.accounting.accesses;
  }

  /** Holds blocks in reset, by their bit of RESETS.RESET. */
  hold(blocks: number): void {
    this.held = blocks;
    this.answers.hold(blocks);
  }

  /** Attaches a block with the four atomic aliases of datasheet 2.1.3. */
  attach(base: number, peripheral: Peripheral, resetBit = 0): void {
    this.occupy(base, 1, { peripheral, offsetMask: 0xfff, hasAliases: true, resetBit });
    this.letAnswer(base, peripheral, resetBit);
  }

  /** Attaches a block of `length` bytes without aliases, which RESETS does not hold. */
  attachPlain(base: number, length: number, peripheral: Peripheral): void {
    const place = { peripheral, offsetMask: length - 1, hasAliases: false, resetBit: 0 };
    this.occupy(base, length, place);
    this.letAnswer(base, peripheral, 0);
  }

  private occupy(base: number, length: number, place: Place): void {
    if (this.places.push(place) > MOST_PLACES - 1) throw new RangeError('too many blocks on the bus');
    this.placeAt.fill(
      this.places.length,
      base >>> BLOCK_SHIFT,
      (base + length + BLOCK_MASK) / 2 ** BLOCK_SHIFT,
    );
  }

  private letAnswer(base: number, peripheral: Peripheral, resetBit: number): void {
    peripheral.keepAnswers?.((offset) => this.answers.add(base + offset, resetBit));
  }

  peripherals(): Peripheral[] {
    return [...new Set(this.places.map((place) => place.peripheral))];
  }

  private place(address: number, access: 'read' | 'write'): Place {
    const number = this.placeAt[address >>> BLOCK_SHIFT];
    if (number === 0) throw new UnmodelledRegister(registerNameAt(address), access);
    return this.places[number - 1];
  }

  /** A load by the processor. Polling skips time in which nothing can change; native/registers.c does the same up to there. */
  processorRead(address: number, size: AccessSize): number {
    const { accounting } = this;
    accounting.countAccess();
    const value = this.readRegister(address, size);
    if (address === accounting.polledAddress && value === accounting.polledValue) this.repeated(address);
    else this.changed(address, value);
    return value;
  }

  /** A loop that was caught polling stays caught when its register moves on, as a timer does each microsecond. */
  private changed(address: number, value: number): void {
    const { accounting } = this;
    accounting.repeats = address === accounting.polledAddress && accounting.repeats >= POLLS ? POLLS - 1 : 0;
    accounting.polledAddress = address;
    accounting.polledValue = value;
  }

  private repeated(address: number): void {
    const { accounting } = this;
    // Loads of one block are unrolled code, not a loop.
    if (accounting.repeatsInBlock()) return;
    if (++accounting.repeats >= POLLS && accounting.limit > accounting.now) this.skip(address);
  }

  private skip(address: number): void {
    const { accounting } = this;
    const { peripheral, offsetMask } = this.place(address, 'read');
    const stable = peripheral.stableUntil?.(address & offsetMask) ?? -1;
    if (stable < 0) return;
    const until = Math.min(accounting.limit, stable === 0 ? accounting.now + UNKNOWN_STEP : stable);
    if (until <= accounting.now) return;
    this.polledCycles += until - accounting.now;
    accounting.now = until;
  }

  processorWrite(address: number, value: number, size: AccessSize): void {
    this.accounting.countAccess();
    this.accounting.polledAddress = NO_LOAD;
    this.writeRegister(address, value, size);
  }

  private readRegister(address: number, size: AccessSize): number {
    const { peripheral, offsetMask, resetBit } = this.place(address, 'read');
    if (resetBit & this.held) return this.unansweredBy(peripheral);
    return peripheral.read(address & offsetMask, size) >>> 0;
  }

  private writeRegister(address: number, value: number, size: AccessSize): void {
    const { peripheral, offsetMask, hasAliases, resetBit } = this.place(address, 'write');
    if (resetBit & this.held) return void this.unansweredBy(peripheral);
    const mode = hasAliases ? (((address >>> 12) & 3) as AccessMode) : PLAIN;
    peripheral.write(address & offsetMask, value, size, mode);
  }

  /** A block held in reset reads as 0, and what is written to it is lost. */
  private unansweredBy({ name }: Peripheral): 0 {
    this.unanswered.set(name, (this.unanswered.get(name) ?? 0) + 1);
    return 0;
  }

  read(address: number, size: AccessSize): number {
    const bytes = this.memory.view(address, size, false);
    if (!bytes) return this.readElsewhere(address, size);
    if (size === 1) return bytes[0];
    const low = bytes[0] | (bytes[1] << 8);
    return size === 2 ? low : (low | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
  }

  private readElsewhere(address: number, size: AccessSize): number {
    this.rejectMemory(address);
    return this.readRegister(address, size);
  }

  write(address: number, value: number, size: AccessSize): void {
    const bytes = this.memory.view(address, size, true);
    if (!bytes) {
      this.rejectMemory(address);
      return this.writeRegister(address, value, size);
    }
    for (let i = 0; i < size; i++) bytes[i] = value >>> (8 * i);
    this.memory.written(address, size);
  }

  private rejectMemory(address: number): void {
    if (address < 0x40000000 && address >>> 26 !== 0x18000000 >>> 26)
      throw new GuestError('DMA', `0x${address.toString(16)}: ${this.memory.explain(address)}`);
  }

  view(address: number, length: number, forWriting: boolean): Uint8Array | undefined {
    return this.memory.view(address, length, forWriting);
  }

  written(address: number, length: number): void {
    this.memory.written(address, length);
  }
}
