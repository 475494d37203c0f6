// How many words an SPI port moves by DMA before anybody can notice one without looking at the port.
import type { PacedRequest } from './paced-request.ts';
import type { WordFifo } from './word-fifo.ts';

export const FIFO_DEPTH = 8;

/** The FIFOs, and the request lines of the DMA channels that serve them. */
export interface SpiPace {
  readonly rx: WordFifo;
  readonly tx: WordFifo;
  readonly rxRequest: PacedRequest;
  readonly txRequest: PacedRequest;
}

/** Words from now until the first that is noticed, the one under way included; at least 1. */
export function quietMasterWords({ rx, tx, rxRequest, txRequest }: SpiPace): number {
  const { pacer: rxPacer } = rxRequest;
  const { pacer: txPacer } = txRequest;
  if (!rxPacer) return 1;
  let words = Math.min(1 + tx.length + (txPacer?.remaining ?? 0), rxPacer.remaining - rx.length);
  if (txPacer?.endIsNoticed) words = Math.min(words, txPacer.remaining - (FIFO_DEPTH - tx.length));
  return Math.max(1, words);
}

/** Words that may reach a slave late; none where no channel takes them. */
export function quietSlaveWords({ rx, rxRequest, txRequest }: SpiPace): number {
  const { pacer: rxPacer } = rxRequest;
  const { pacer: txPacer } = txRequest;
  if (!rxPacer) return 0;
  const words = rxPacer.remaining - rx.length - 1;
  return txPacer?.endIsNoticed ? Math.min(words, txPacer.remaining - 1) : words;
}
