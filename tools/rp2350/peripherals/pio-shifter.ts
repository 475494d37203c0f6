// Input and output shift register of a PIO state machine with the FIFOs behind them (RP2350 datasheet 11.4.7 and 11.5.4).
import { GuestError } from '../registers/peripheral.ts';
import {
  AUTOPULL,
  AUTOPUSH,
  count32,
  field,
  FJOIN_RX,
  FJOIN_RX_GET,
  FJOIN_RX_PUT,
  FJOIN_TX,
  IN_SHIFTDIR_RIGHT,
  mask,
  OUT_SHIFTDIR_RIGHT,
} from './pio-fields.ts';
import { WordFifo } from './word-fifo.ts';

const FIFO_DEPTH = 4;
const JOINED_DEPTH = 8;

/** Told when a FIFO changed, and when one holds the machine up (or loses what is pushed). */
export interface FifoEvents {
  changed(): void;
  stalled(what: 'tx' | 'rx'): void;
}

export class PioShifter {
  tx = new WordFifo(FIFO_DEPTH);
  rx = new WordFifo(FIFO_DEPTH);
  /** SHIFTCTRL as last written. */
  control = 0xc0000;
  isr = 0;
  isrCount = 0;
  osr = 0;
  /** Bits shifted out: at 32 the register counts as empty. */
  osrCount = 32;
  private readonly events: FifoEvents;

  constructor(events: FifoEvents) {
    this.events = events;
  }

  reset(): void {
    this.control = 0xc0000;
    this.restart();
    this.osr = 0;
    this.join();
    this.tx.clear();
    this.rx.clear();
  }

  restart(): void {
    this.isr = this.isrCount = 0;
    this.osrCount = 32;
  }

  /** SHIFTCTRL was written: a change of FJOIN empties both FIFOs. */
  join(): void {
    if (this.control & (FJOIN_RX_GET | FJOIN_RX_PUT))
      throw new GuestError('PIO', 'FJOIN_RX_GET and FJOIN_RX_PUT are not modelled');
    const tx = this.control & FJOIN_TX ? JOINED_DEPTH : this.control & FJOIN_RX ? 0 : FIFO_DEPTH;
    const rx = this.control & FJOIN_RX ? JOINED_DEPTH : this.control & FJOIN_TX ? 0 : FIFO_DEPTH;
    if (tx === this.tx.depth && rx === this.rx.depth) return;
    this.tx = new WordFifo(tx);
    this.rx = new WordFifo(rx);
  }

  private get pushThreshold(): number {
    return count32(field(this.control, 20, 5));
  }

  private get pullThreshold(): number {
    return count32(field(this.control, 25, 5));
  }

  /** Fewer bits were shifted out than the threshold asks for. */
  get osrHasMore(): boolean {
    return this.osrCount < this.pullThreshold;
  }

  /** IN: shifts bits in, and pushes at the threshold. Returns false when it stalls. */
  in(value: number, bits: number): boolean {
    const full = Math.min(this.isrCount + bits, 32) >= this.pushThreshold;
    const pushes = (this.control & AUTOPUSH) !== 0 && full;
    if (pushes && this.rx.length === this.rx.depth) return this.stalls('rx');
    const added = (value & mask(bits)) >>> 0;
    if (bits === 32) this.isr = added;
    else if (this.control & IN_SHIFTDIR_RIGHT)
      this.isr = ((this.isr >>> bits) | (added << (32 - bits))) >>> 0;
    else this.isr = ((this.isr << bits) | added) >>> 0;
    this.isrCount = Math.min(this.isrCount + bits, 32);
    if (pushes) this.push();
    return true;
  }

  /** OUT: the bits shifted out; undefined when it stalls. */
  out(bits: number): number | undefined {
    const automatic = (this.control & AUTOPULL) !== 0;
    if (automatic && !this.osrHasMore) {
      if (this.tx.length === 0) {
        this.stalls('tx');
        return undefined;
      }
      this.pull();
    }
    const right = (this.control & OUT_SHIFTDIR_RIGHT) !== 0;
    const value = (right ? this.osr & mask(bits) : this.osr >>> (32 - bits)) >>> 0;
    this.osr = bits === 32 ? 0 : (right ? this.osr >>> bits : this.osr << bits) >>> 0;
    this.osrCount = Math.min(this.osrCount + bits, 32);
    if (automatic && !this.osrHasMore && this.tx.length > 0) this.pull();
    return value;
  }

  /** PULL; an empty FIFO gives `instead` when it does not block. Returns false when it stalls. */
  pullNow(ifEmpty: boolean, blocks: boolean, instead: number): boolean {
    if (ifEmpty && this.osrHasMore) return true;
    if (this.tx.length > 0) this.pull();
    else if (blocks) return this.stalls('tx');
    else [this.osr, this.osrCount] = [instead, 0];
    return true;
  }

  /** PUSH; into a full FIFO the word is lost when it does not block. Returns false when it stalls. */
  pushNow(ifFull: boolean, blocks: boolean): boolean {
    if (ifFull && this.isrCount < this.pushThreshold) return true;
    if (this.rx.length < this.rx.depth) {
      this.push();
      return true;
    }
    this.stalls('rx');
    if (!blocks) this.isr = this.isrCount = 0;
    return !blocks;
  }

  private push(): void {
    this.rx.push(this.isr);
    this.isr = this.isrCount = 0;
    this.events.changed();
  }

  private pull(): void {
    this.osr = this.tx.pop();
    this.osrCount = 0;
    this.events.changed();
  }

  private stalls(what: 'tx' | 'rx'): false {
    this.events.stalled(what);
    return false;
  }
}
