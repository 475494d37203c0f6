// The latch of a board's cover, with a battery of its own: it outlives the board, and is read and armed anew at each start.
import {
  COVER_LATCH_ARMED,
  COVER_LATCH_LOST,
  COVER_LATCH_OPENED,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { Pcf85263a } from '../../rp2350/chips/pcf85263a.ts';

/** Register and value of each write that arms it, as boards/chips/pcf85263a.c makes them. */
const ARMING: readonly (readonly [number, number])[] = [
  [0x01, 0x00],
  [0x27, 0x1f],
  [0x23, 0x01],
  [0x2b, 0x00],
];

export class CoverLatch {
  readonly chip = new Pcf85263a();
  #told = false;

  constructor() {
    this.#arm();
  }

  /** The cover is on or off. */
  setCover(closed: boolean): void {
    this.chip.setPin(!closed);
  }

  /** The board starts anew. */
  started(): void {
    this.#told = false;
  }

  /** What the latch kept, told once a start; it is armed anew then. */
  news(): number | undefined {
    if (this.#told) return undefined;
    this.#told = true;
    const state = this.#state();
    this.#arm();
    return state;
  }

  /** The cover moved while the board saw it: that is told otherwise. */
  seen(): void {
    this.chip.registers[0x2b] = 0;
  }

  #state(): number {
    const { registers } = this.chip;
    if (registers[0x01] & 0x80 || registers[0x27] !== 0x1f) return COVER_LATCH_LOST;
    return registers[0x2b] & 1 ? COVER_LATCH_OPENED : COVER_LATCH_ARMED;
  }

  #arm(): void {
    for (const [register, value] of ARMING) this.chip.registers[register] = value;
  }
}
