// SSPSR of a PL022, and until when a load of it gives the same: a driver that polls it need not ask the model each time.
import { NO_ANSWER, type RegisterAnswer } from '../registers/peripheral.ts';
import type { WordFifo } from './word-fifo.ts';

const TFE = 1 << 0;
const TNF = 1 << 1;
const RNE = 1 << 2;
const RFF = 1 << 3;
const BSY = 1 << 4;

export class SpiStatus {
  /** Where a chip answers loads by itself. */
  answer: RegisterAnswer = NO_ANSWER;

  constructor(
    private readonly rx: WordFifo,
    private readonly tx: WordFifo,
  ) {}

  /** What a load gives now, and until then unless `changed` is called. */
  read(busy: boolean, until: number): number {
    const { rx, tx } = this;
    const transmit = (tx.length === 0 ? TFE : 0) | (tx.length < tx.depth ? TNF : 0);
    const receive = (rx.length > 0 ? RNE : 0) | (rx.length === rx.depth ? RFF : 0);
    const value = transmit | receive | (busy ? BSY : 0);
    this.answer.give(value, until);
    return value;
  }

  /** A word went into a FIFO or out of it, or the port was set anew. */
  changed(): void {
    this.answer.forget();
  }
}
