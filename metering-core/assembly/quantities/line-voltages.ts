// The r.m.s. between two lines: by each window's fundamentals and harmonics, and how these added up at the pair's last turn.
// Legally relevant (IR46). Changes alter the software identification.
import { Network } from '../../../shared-protocol/generated/assembly/layouts';
import { SERVICE_3P3W, VOLTAGE_COUNT_nV } from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { Channel, channel } from '../inputs/channel';
import { closedPair, closedPairSum, PAIRS, secondOf } from '../inputs/voltage-pair';
import { parameters } from '../parameters/parameters';
import { elementInUse } from '../parameters/wiring';
import { halfImaginary_Q7, halfReal_Q7 } from '../windows/fundamental';
import { meanSquare_Q14, quantities } from './quantities';

/** Of what two voltages hold beside their fundamentals, the share that stood between their lines at the pair's last turn. */
const SHARE_BITS: i64 = 20;
// @ts-ignore: decorator
@lazy const SHARES_Q20 = memory.data(PAIRS * 8, 8);

export function resetLineVoltages(): void {
  memory.fill(SHARES_Q20, 0, PAIRS * 8);
}

/** Mean square of a fundamental, counts squared, Q14: of half peaks of 30 bits (Q7) it is twice the square. */
function fundamental_Q14(real: i64, imaginary: i64): i64 {
  return (real * real + imaginary * imaginary) << 1;
}

/** What a voltage holds beside its fundamental, mean square, Q14. */
function beside_Q14(input: i32): i64 {
  const c = channel(input);
  const own = fundamental_Q14(halfReal_Q7(c), halfImaginary_Q7(c));
  return max<i64>(<i64>meanSquare_Q14(c.closedSquares) - own, 0);
}

/** The fundamental between the lines of two voltages, mean square, Q14. */
function between_Q14(a: Channel, b: Channel): i64 {
  return fundamental_Q14(
    halfReal_Q7(a) - halfReal_Q7(b),
    halfImaginary_Q7(a) - halfImaginary_Q7(b),
  );
}

/** R.m.s. between the lines of a pair, mV; on its turn exactly: of a difference a + b - 2 ab, of sums below 2^62. */
function line_mV(pair: i32): u32 {
  const second = secondOf(pair);
  if (!elementInUse(pair) || !elementInUse(second)) return 0;
  const fundamental = between_Q14(channel(pair), channel(second));
  const beside = (beside_Q14(pair) + beside_Q14(second)) >> SHARE_BITS;
  const share = SHARES_Q20 + (<usize>pair << 3);
  if (pair == closedPair) {
    const squares = channel(pair).closedSquares + channel(second).closedSquares - 2 * closedPairSum;
    const rest = max<i64>(<i64>meanSquare_Q14(squares) - fundamental, 0);
    store<i64>(share, min<i64>(rest / max<i64>(beside, 1), 2 << SHARE_BITS));
  }
  const mean = fundamental + beside * load<i64>(share);
  return <u32>divideRounded(<i64>squareRoot(<u64>mean) * VOLTAGE_COUNT_nV, 128_000_000);
}

/** Computes the voltages between lines of the window that just closed; of three wires two are measured as they are. */
export function measureLineVoltages(n: Network): void {
  const threeWires = parameters().service == <u8>SERVICE_3P3W;
  n.voltage_12_mV = threeWires ? quantities(1).voltage_mV : line_mV(0);
  n.voltage_23_mV = threeWires ? quantities(3).voltage_mV : line_mV(1);
  n.voltage_31_mV = line_mV(2);
}
