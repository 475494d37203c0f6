// One DMA channel: addresses, count, control word and the moving of data (RP2350 datasheet 12.6).
import type {
  AccessSize,
  BusMaster,
  DmaRequest,
  Scheduler,
  ScheduledEvent,
} from '../registers/peripheral.ts';
import { swapBytes, type DmaSniffer } from './dma-sniffer.ts';
import { DmaSide, offRegister, onRegister } from './dma-side.ts';
import { PacedRequest, type DmaPacer } from './paced-request.ts';

/** CTRL */
const EN = 1 << 0;
const INCR_READ = 1 << 4;
const INCR_READ_REV = 1 << 5;
const INCR_WRITE = 1 << 6;
const INCR_WRITE_REV = 1 << 7;
const RING_SEL = 1 << 12;
const IRQ_QUIET = 1 << 23;
const BSWAP = 1 << 24;
const SNIFF_EN = 1 << 25;
const BUSY = 1 << 26;
const WRITABLE = 0x03ffffff;
const TREQ_PERMANENT = 63;
/** TRANS_COUNT.MODE */
const MODE_TRIGGER_SELF = 1;
const MODE_ENDLESS = 0xf;
const NOBODY = () => {};

/** What a channel needs of the controller. */
export interface DmaController {
  readonly scheduler: Scheduler;
  readonly bus: BusMaster;
  readonly sniffer: DmaSniffer;
  request(treq: number): DmaRequest | undefined;
  /** Cycles of virtual time one unpaced transfer takes. */
  transfer_cycles(): number;
  interruptWanted(channel: number): boolean;
  raise(channel: number): void;
  trigger(channel: number): void;
}

function has(word: number, bit: number): boolean {
  return (word & bit) !== 0;
}

export class DmaChannel implements DmaPacer {
  readonly readSide: DmaSide;
  readonly writeSide: DmaSide;
  busy = false;
  /** TRANS_COUNT as written: the value a trigger loads. */
  reload = 0;
  /** Transfers left; Infinity in endless mode. */
  remaining = 0;
  private control = 0;
  private size: AccessSize = 1;
  private request: DmaRequest | undefined;
  private completion: ScheduledEvent | undefined;
  private pumping = false;
  private grew = false;
  private readonly pumpCallback = () => this.pump();

  constructor(
    readonly index: number,
    private readonly owner: DmaController,
  ) {
    this.readSide = new DmaSide(owner.bus, false);
    this.writeSide = new DmaSide(owner.bus, true);
    this.control = index << 13; // CHAIN_TO resets to the channel itself: no chain
  }

  reset(): void {
    this.abort();
    this.control = this.index << 13;
    this.reload = this.remaining = this.readSide.address = this.writeSide.address = 0;
  }

  get ctrl(): number {
    return (this.control | (this.busy ? BUSY : 0)) >>> 0;
  }

  set ctrl(value: number) {
    const stalled = this.busy && !(this.control & EN);
    this.control = value & WRITABLE;
    if (stalled && this.control & EN) this.resume();
  }

  get transCount(): number {
    if (this.remaining === Infinity) return this.reload;
    return ((this.reload & 0xf0000000) | this.remaining) >>> 0;
  }

  get quiet(): boolean {
    return (this.control & IRQ_QUIET) !== 0;
  }

  private get chainTo(): number {
    return (this.control >>> 13) & 0xf;
  }

  private get countMode(): number {
    return this.reload >>> 28;
  }

  get endIsNoticed(): boolean {
    if (this.chainTo !== this.index || this.countMode !== 0) return true;
    return !this.quiet && this.owner.interruptWanted(this.index);
  }

  /** Interrupt enables changed: a peripheral that computes late must know. */
  noticeChanged(): void {
    if (this.request instanceof PacedRequest) this.request.setPacer(this);
  }

  settle(): void {
    if (this.request instanceof PacedRequest) this.request.settle();
  }

  /** Starts the channel, unless it is disabled or running already. */
  trigger(): void {
    if (this.busy || !(this.control & EN)) return;
    const { control } = this;
    this.busy = true;
    this.remaining = this.countMode === MODE_ENDLESS ? Infinity : this.reload & 0x0fffffff;
    this.size = (1 << Math.min(2, (control >>> 2) & 3)) as AccessSize;
    const ring = (control >>> 8) & 0xf;
    const ringWrites = (control & RING_SEL) !== 0;
    const { size, remaining, readSide, writeSide } = this;
    readSide.begin(
      size,
      has(control, INCR_READ),
      has(control, INCR_READ_REV),
      ringWrites ? 0 : ring,
      remaining,
    );
    writeSide.begin(
      size,
      has(control, INCR_WRITE),
      has(control, INCR_WRITE_REV),
      ringWrites ? ring : 0,
      remaining,
    );
    this.resume();
  }

  abort(): void {
    if (!this.busy) return;
    this.busy = false;
    if (this.completion) this.owner.scheduler.cancel(this.completion);
    this.completion = undefined;
    this.release();
  }

  private resume(): void {
    const treq = (this.control >>> 17) & 0x3f;
    if (this.remaining === 0) return this.completeAt(1);
    if (treq === TREQ_PERMANENT) return this.moveAll();
    this.request = this.owner.request(treq);
    if (!this.request) return; // a DREQ that nothing asserts: the channel waits for ever
    this.request.notify = this.pumpCallback;
    if (this.request instanceof PacedRequest) {
      this.readSide.connect(this.request.port);
      this.writeSide.connect(this.request.port);
    }
    this.pump();
    if (this.busy && this.request instanceof PacedRequest) this.request.setPacer(this);
  }

  private release(): void {
    this.readSide.finish();
    this.writeSide.finish();
    const { request } = this;
    this.request = undefined;
    if (!request || request.notify !== this.pumpCallback) return;
    request.notify = NOBODY;
    if (request instanceof PacedRequest) request.setPacer(undefined);
  }

  /** Moves what the peripheral can take or give now; a notification meanwhile means that it grew again. */
  private pump(): void {
    const { request } = this;
    this.grew = true;
    if (this.pumping || !this.busy || !request || !(this.control & EN)) return;
    this.pumping = true;
    while (this.grew && this.remaining > 0) {
      this.grew = false;
      for (let count = Math.min(request.available, this.remaining); count > 0; count--) this.moveOne();
    }
    this.pumping = false;
    if (this.remaining === 0) this.complete();
  }

  private moveOne(): void {
    const value = this.passing(this.readSide.load(this.size));
    this.writeSide.store(value, this.size);
    this.writeSide.advance();
  }

  /** What becomes of a word between both sides; the side it comes from goes on. */
  private passing(word: number): number {
    const { size, control } = this;
    const value = control & BSWAP ? swapBytes(word, size) : word;
    this.readSide.advance();
    this.remaining--;
    if (control & SNIFF_EN && this.owner.sniffer.observes(this.index)) this.owner.sniffer.take(value, size);
    return value;
  }

  private get canMove(): boolean {
    return this.busy && !this.pumping && this.remaining > 0 && has(this.control, EN);
  }

  get canFetch(): boolean {
    return this.writeSide.isConnected && this.canMove;
  }

  get canDeliver(): boolean {
    return this.readSide.isConnected && this.canMove;
  }

  fetch(): number {
    const value = this.passing(this.readSide.load(this.size));
    return onRegister(value, this.size);
  }

  deliver(word: number): void {
    this.writeSide.store(this.passing(offRegister(word, this.size)), this.size);
    this.writeSide.advance();
  }

  moved(): void {
    if (this.remaining === 0) this.complete();
  }

  private moveAll(): void {
    const count = this.remaining;
    if (count === Infinity) return this.moveEndlessly();
    if (!this.copyStraight(count)) while (this.remaining > 0) this.moveOne();
    this.completeAt(count);
  }

  /** An unpaced endless channel would never let the bus go: no driver means it. */
  private moveEndlessly(): never {
    throw new RangeError(`DMA channel ${this.index}: endless transfer without a DREQ`);
  }

  private copyStraight(count: number): boolean {
    if (this.control & (BSWAP | SNIFF_EN)) return false;
    const from = this.readSide.straight(this.size, count);
    const to = this.writeSide.straight(this.size, count);
    if (!from || !to || from.buffer === to.buffer) return this.copyWithin(from, to, count);
    to.set(from);
    return this.skip(count);
  }

  /** Inside one memory only when copying upwards would not read what it has just written. */
  private copyWithin(from: Uint8Array | undefined, to: Uint8Array | undefined, count: number): boolean {
    if (!from || !to) return false;
    const overlaps = to.byteOffset > from.byteOffset && to.byteOffset < from.byteOffset + from.length;
    if (overlaps) return false;
    to.set(from);
    return this.skip(count);
  }

  private skip(count: number): boolean {
    this.readSide.skip(count * this.size);
    this.writeSide.skip(count * this.size);
    this.remaining = 0;
    return true;
  }

  private completeAt(transfers: number): void {
    const { scheduler } = this.owner;
    const due = scheduler.now + transfers * this.owner.transfer_cycles();
    this.completion = scheduler.at(due, () => {
      this.completion = undefined;
      this.complete();
    });
  }

  private complete(): void {
    this.busy = false;
    this.release();
    if (!this.quiet) this.owner.raise(this.index);
    if (this.countMode === MODE_TRIGGER_SELF) this.trigger();
    else if (this.chainTo !== this.index) this.owner.trigger(this.chainTo);
  }

  /** A zero written to a trigger register: no start, but the interrupt of IRQ_QUIET mode. */
  nullTrigger(): void {
    if (this.quiet) this.owner.raise(this.index);
  }
}
