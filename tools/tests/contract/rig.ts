// What the contract of the porting layer runs on: a board that hears letters and answers with lines, its storage kept.
import type { StorageCut } from '../../cores/core-runner.ts';
import type { NorImage } from '../../rp2350/chips/nor-image.ts';

export interface Rig {
  /** Sends a letter. */
  say(letter: string): void;
  /** Gives the board a little time. */
  advance(): Promise<void>;
  /** Virtual time since power-on, s. */
  readonly now_s: number;
  /** Whole lines heard so far, taken by the caller. */
  readonly lines: string[];
  /** False once its supply went. */
  readonly powered: boolean;
  close(): Promise<void>;
}

/** A place to run the contract: boards of it, one after the other, on the same storage. */
export interface Stand {
  readonly name: string;
  /** Cells of the NOR, between boards. */
  readonly nor: NorImage;
  /** Powers a board on; `cut`: where its supply goes. */
  start(cut?: StorageCut): Promise<Rig>;
  remove(): void;
}
