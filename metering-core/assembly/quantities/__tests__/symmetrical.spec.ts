// Symmetrical components of known systems.
import { SEQUENCE_NEGATIVE, SEQUENCE_NONE, SEQUENCE_POSITIVE } from '../../../../shared-protocol/generated/assembly/protocol';
import { analyse, negative, phaseSequence, positive, unbalance_ppm, zero } from '../symmetrical';

const UNIT: f64 = 100_000_000;

/** Analyses a system of given lengths with the second phase at the given angle. */
function system(a: f64, b: f64, c: f64, turn: f64): void {
  const angle = (turn * 2 * Math.PI) / 3;
  analyse(
    <i64>(a * UNIT), 0,
    <i64>(b * UNIT * Math.cos(angle)), <i64>(b * UNIT * Math.sin(angle)),
    <i64>(c * UNIT * Math.cos(angle)), -<i64>(c * UNIT * Math.sin(angle)),
  );
}

describe('Symmetrical components', () => {
  test('of a balanced system are the positive one alone', () => {
    system(1, 1, 1, -1);
    expect(Math.abs(<f64>positive / UNIT - 3)).toBeLessThan(1e-6);
    expect(unbalance_ppm(negative, 1)).toBeLessThan(2);
    expect(unbalance_ppm(zero, 1)).toBeLessThan(2);
    expect(phaseSequence(1)).toBe(<u8>SEQUENCE_POSITIVE);
  });

  test('show a weak phase as a third of its weakness over the mean', () => {
    system(1, 0.9, 1, -1);
    expect(unbalance_ppm(negative, 1)).toBe(34483);
    expect(unbalance_ppm(zero, 1)).toBe(34483);
  });

  test('tell two phases changed over', () => {
    system(1, 1, 1, 1);
    expect(phaseSequence(1)).toBe(<u8>SEQUENCE_NEGATIVE);
  });

  test('say nothing where there is no system', () => {
    system(0, 0, 0, 1);
    expect(phaseSequence(1)).toBe(<u8>SEQUENCE_NONE);
    expect(unbalance_ppm(negative, 1)).toBe(0);
  });
});
