// A reading that takes minutes: its rates are those of its registers, whatever is booked meanwhile.
import { beginFilling, flipBanks, holdBank, releaseBank, resetMirror, Snapshot } from '../../link/mirror';
import { books, bookTo, ofRate, totalOf } from '../books';
import { countsOf, countsShownTick, resetCountsShown } from '../counts-shown';
import { resetTariffed } from './testing';

const SNAPSHOT = memory.data(offsetof<Snapshot>(), 8);

function snapshotOf(bank: usize): usize {
  changetype<Snapshot>(SNAPSHOT).bank = bank;
  return SNAPSHOT;
}

function round(): void {
  beginFilling();
  flipBanks();
  countsShownTick();
}

describe('The counts that a reading shows', () => {
  beforeEach(() => {
    resetTariffed();
    resetMirror();
    resetCountsShown();
    books().record = 1;
  });

  test('are those of now where it has no snapshot, and before a round was shown', () => {
    bookTo(0, 3, 5, false);
    expect(ofRate(0, 3, countsOf(0))).toBe(5);
    expect(ofRate(0, 3, countsOf(snapshotOf(holdBank())))).toBe(5);
  });

  test('are no zeros of a bank from before the first record', () => {
    books().record = 0;
    round();
    const bank = holdBank();
    books().record = 1;
    bookTo(0, 3, 5, false);
    expect(ofRate(0, 3, countsOf(snapshotOf(bank)))).toBe(5);
  });

  test('stay while it lasts, over records and rounds, and are new ones in the next reading', () => {
    bookTo(0, 3, 5, false);
    round();
    const held = holdBank();
    for (let minute = 0; minute < 20; minute++) {
      bookTo(0, minute & 1 ? 3 : 4, 7, true);
      for (let i = 0; i < 5; i++) round();
    }
    const counts = countsOf(snapshotOf(held));
    expect(totalOf(0, counts)).toBe(5);
    expect(ofRate(0, 3, counts)).toBe(5);
    expect(ofRate(0, 4, counts)).toBe(0);
    releaseBank(held);
    round();
    const next = countsOf(snapshotOf(holdBank()));
    expect(totalOf(0, next)).toBe(145);
    expect(ofRate(0, 3, next) + ofRate(0, 4, next)).toBe(145);
  });
});
