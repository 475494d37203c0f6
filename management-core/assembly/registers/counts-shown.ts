// What the books had counted when each bank of the mirror came to be shown: a reading that takes minutes adds up with its registers.
import { BANKS, bankIndex, frontBank, Snapshot } from '../link/mirror';
import { books, counts, COUNTS_BYTES } from './books';

// @ts-ignore: decorator
@lazy const KEPT = memory.data(BANKS * COUNTS_BYTES, 8);

/** Bit n: bank n has its counts. */
let known: u32 = 0;
let shown: usize = 0;

export function resetCountsShown(): void {
  known = 0;
  shown = 0;
}

function keptAt(index: i32): usize {
  return KEPT + <usize>(index * COUNTS_BYTES);
}

/** Each tick, behind the link: keeps the counts of a bank that is shown now, whose registers are of the same moment or later. */
export function countsShownTick(): void {
  if (frontBank() == shown) return;
  shown = frontBank();
  const index = bankIndex(shown);
  memory.copy(keptAt(index), counts(), COUNTS_BYTES);
  // Before the first record zeros mean nothing: behind it that bank is told with what is counted then.
  if (books().record == 0) known &= ~(1 << index);
  else known |= 1 << index;
}

/** The counts of a snapshot; without one, or one of which none were kept, those of now. */
export function countsOf(snapshot: usize): usize {
  if (snapshot == 0) return counts();
  const index = bankIndex(changetype<Snapshot>(snapshot).bank);
  return (known >> index) & 1 ? keptAt(index) : counts();
}
