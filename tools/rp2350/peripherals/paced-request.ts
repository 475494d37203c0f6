// A DREQ line whose peripheral computes late: what it and the DMA controller tell each other about that.
import type { DmaRequest } from '../registers/peripheral.ts';

/** A channel that stands on the data register behind its line, and so moves a word without asking it for levels. */
export interface DirectChannel {
  /** Whether the next transfer can be made this way, now: one to the register, one from it. */
  readonly canFetch: boolean;
  readonly canDeliver: boolean;
  /** The next word for the register, as a store would bring it. `moved` has to follow. */
  fetch(): number;
  /** Takes a word that the register has given. `moved` has to follow. */
  deliver(word: number): void;
  /** The end of such a transfer. */
  moved(): void;
}

/** The DMA channel that serves a line. */
export interface DmaPacer extends DirectChannel {
  /** Transfers the channel will still make by itself. */
  readonly remaining: number;
  /** Whether the end of the channel's transfers does anything by itself: interrupt, chain or restart. */
  readonly endIsNoticed: boolean;
}

/** The data register behind a line, reached without the way over the bus. */
export interface DataPort {
  readonly address: number;
  read(): number;
  write(word: number): void;
}

/**
 * A peripheral that moves many words by DMA need not stop the processor for each: it computes them when
 * somebody looks (`settle`), or at the first instant something would be noticed without looking.
 */
export class PacedRequest implements DmaRequest {
  notify: () => void = () => {};
  private channel: DmaPacer | undefined;

  constructor(
    private readonly count: () => number,
    /** Brings the peripheral up to the present. */
    readonly settle: () => void,
    private readonly paceChanged: () => void,
    /** Absent where the register does more than take or give a word. */
    readonly port?: DataPort,
  ) {}

  get available(): number {
    return this.count();
  }

  get pacer(): DmaPacer | undefined {
    return this.channel;
  }

  /** The channel, where it can bring a word at once. */
  get bringer(): DirectChannel | undefined {
    return this.channel?.canFetch ? this.channel : undefined;
  }

  /** The channel, where it can take a word at once. */
  get taker(): DirectChannel | undefined {
    return this.channel?.canDeliver ? this.channel : undefined;
  }

  /** Called by the DMA controller when a channel takes up the line, leaves it, or is noticed differently. */
  setPacer(channel: DmaPacer | undefined): void {
    this.channel = channel;
    this.paceChanged();
  }
}
