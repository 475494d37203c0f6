// The active energy of each mains cycle of the open window, where a cycle's sign decides between import and export.
// Legally relevant (IR46). Changes alter the software identification.
import { NETTING_CYCLE } from '../../../shared-protocol/generated/assembly/protocol';
import { closedProducts, ELEMENTS, products } from '../inputs/element';
import { valuesOf } from '../inputs/sample-loop';
import { parameters } from '../parameters/parameters';
import { currentInput, voltageInput } from '../parameters/wiring';
import { halfCycleEnd_Q16 } from '../windows/half-cycle';
import { endOfLast_Q16 } from '../windows/window';

/** Cycles of a window: 310 ms of up to 100 Hz. More than that are added to the last. */
const MOST: i32 = 32;
/** The voltage whose half cycles end them: it takes part in every service, and its cuts go on without it. */
export const NETTING_INPUT: i32 = 0;

/** Energy of each cycle and element, adjusted counts squared; and the sums of products at the last cut. */
// @ts-ignore: decorator
@lazy const CYCLES = memory.data(MOST * ELEMENTS * 8, 8);
// @ts-ignore: decorator
@lazy const MARKS = memory.data(ELEMENTS * 8, 8);

/** Cycles that ended in the open window. */
let cycles: i32 = 0;
let halves: i32 = 0;

export function resetNetting(): void {
  memory.fill(CYCLES, 0, MOST * ELEMENTS * 8);
  memory.fill(MARKS, 0, ELEMENTS * 8);
  cycles = 0;
  halves = 0;
}

function byCycles(): bool {
  return parameters().netting_interval == <u8>NETTING_CYCLE;
}

function mark(element: i32): i64 {
  return load<i64>(MARKS + (element << 3));
}

/** Sum of products up to a cut in the stretch of count samples metered last: what lies beyond it is taken off. */
function productsAt(element: i32, beyond_Q16: i64, count: i32): i64 {
  const whole = <i32>(beyond_Q16 >> 16);
  const last = <usize>(count - 1) << 2;
  let v = valuesOf(voltageInput(element)) + last;
  let i = valuesOf(currentInput(element)) + last;
  let sum = products(element);
  for (let n: i32 = 0; n < whole; n++) {
    sum -= <i64>load<i32>(v) * <i64>load<i32>(i);
    v -= 4;
    i -= 4;
  }
  return sum - (((<i64>load<i32>(v) * <i64>load<i32>(i)) >> 8) * (beyond_Q16 & 0xffff) >> 8);
}

/** Takes a half cycle of NETTING_INPUT that just ended: every other one ends a cycle. */
export function netHalfCycle(count: i32): void {
  halves ^= 1;
  if (halves || !byCycles()) return;
  const beyond_Q16 = endOfLast_Q16() - halfCycleEnd_Q16(NETTING_INPUT);
  const cycle = CYCLES + <usize>(min(cycles, MOST - 1) * ELEMENTS * 8);
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    const at = productsAt(element, beyond_Q16, count);
    const energy = cycle + (element << 3);
    store<i64>(energy, load<i64>(energy) + at - mark(element));
    store<i64>(MARKS + (element << 3), at);
  }
  cycles++;
}

/** Pieces whose signs count by themselves: the open window's cycles and what is behind them, or all as one. */
export function pieces(open: bool): i32 {
  if (!byCycles()) return 1;
  return min(cycles, MOST) + i32(open);
}

/** Energy of an element in a piece. The cycle that a window ends in goes as a whole to the next one. */
export function pieceEnergy(element: i32, piece: i32, open: bool): i64 {
  if (!byCycles()) return open ? products(element) : closedProducts(element);
  if (piece < min(cycles, MOST)) return load<i64>(CYCLES + <usize>((piece * ELEMENTS + element) << 3));
  return products(element) - mark(element);
}

/** The closed window was accrued: the sums went back by what it held. */
export function carryNetting(): void {
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    store<i64>(MARKS + (element << 3), mark(element) - closedProducts(element));
  }
  memory.fill(CYCLES, 0, MOST * ELEMENTS * 8);
  cycles = 0;
}
