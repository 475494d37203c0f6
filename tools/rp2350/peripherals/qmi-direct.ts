// Direct mode of the QMI: two FIFOs of four and the shifter between them.
import { GuestError, type ScheduledEvent, type Scheduler } from '../registers/peripheral.ts';
import { WordFifo } from './word-fifo.ts';

const DEPTH = 4;
/** DIRECT_TX */
const DWIDTH_16 = 1 << 18;
const OE = 1 << 19;
const NOPUSH = 1 << 20;
/** DIRECT_CSR */
const BUSY = 1 << 1;
const TXFULL = 1 << 10;
const TXEMPTY = 1 << 11;
const RXEMPTY = 1 << 16;
const RXFULL = 1 << 17;

export interface QmiWires {
  byte_cycles(width: number): number;
  exchange(byte: number, width: 1 | 2 | 4, driven: boolean, time: number): number;
  /** Busy began or ended, for the automatic chip selects. */
  selectAutomatically(selected: boolean): void;
}

export class QmiDirect {
  private readonly tx = new WordFifo(DEPTH);
  private readonly rx = new WordFifo(DEPTH);
  private event: ScheduledEvent | undefined;
  private enabled = false;
  private busy = false;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly wires: QmiWires,
  ) {}

  get flags(): number {
    const { tx, rx } = this;
    const transmit = (tx.length === DEPTH ? TXFULL : 0) | (tx.length === 0 ? TXEMPTY : 0) | (tx.length << 12);
    const receive = (rx.length === DEPTH ? RXFULL : 0) | (rx.length === 0 ? RXEMPTY : 0) | (rx.length << 18);
    return (this.busy ? BUSY : 0) | transmit | receive;
  }

  reset(): void {
    if (this.event) this.scheduler.cancel(this.event);
    this.event = undefined;
    this.enabled = this.busy = false;
    this.tx.clear();
    this.rx.clear();
  }

  enable(on: boolean): void {
    this.enabled = on;
    this.begin();
  }

  push(word: number): void {
    if (word & DWIDTH_16) throw new GuestError('QMI', 'sixteen-bit words of direct mode are not modelled');
    this.tx.push(word);
    this.begin();
  }

  /** What an earlier user left unread is gone. */
  drain(): void {
    this.rx.clear();
    this.begin();
  }

  pop(): number {
    const word = this.rx.pop();
    this.begin();
    return word;
  }

  /** The shifter stalls, selected, while there is no room for what it would receive. */
  private begin(): void {
    if (!this.enabled || this.event || this.tx.length === 0) return;
    if (!this.busy) this.wires.selectAutomatically(true);
    this.busy = true;
    if (this.rx.length === DEPTH) return;
    const word = this.tx.pop();
    const width = widthOf(word);
    const due = this.scheduler.now + this.wires.byte_cycles(width);
    this.event = this.scheduler.at(due, () => this.finish(word, width));
  }

  private finish(word: number, width: 1 | 2 | 4): void {
    this.event = undefined;
    const driven = width === 1 || (word & OE) !== 0;
    const received = this.wires.exchange(word & 0xff, width, driven, this.scheduler.now);
    if (!(word & NOPUSH)) this.rx.push(received);
    this.begin();
    if (this.event || this.tx.length > 0) return;
    this.busy = false;
    this.wires.selectAutomatically(false);
  }
}

function widthOf(word: number): 1 | 2 | 4 {
  const code = (word >>> 16) & 3;
  return code === 2 ? 4 : code === 1 ? 2 : 1;
}
