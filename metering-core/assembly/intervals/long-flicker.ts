// Plt: the cube root of the mean cube of the last twelve Pst (IEC 61000-4-15, 5.8).
// Legally relevant (IR46). Changes alter the software identification.
import { SCOPES } from '../quantities/quantities';

/** Intervals of a Plt: two hours. */
const PLT_INTERVALS: i32 = 12;
/** Pst goes into the cube in 1e-4: 2^19.3 at most, its cube 2^58, of twelve 2^61.6. */
const CUBED_ppm: u32 = 100;
/** One for each phase and interval. */
const HISTORY_BYTES: i32 = (SCOPES - 1) * PLT_INTERVALS * 4;

/** Pst of the last intervals, u32 1e-6: PLT_INTERVALS a phase. */
// @ts-ignore: decorator
@lazy const HISTORY = memory.data(HISTORY_BYTES, 8);

let taken: u32 = 0;

export function resetLongFlicker(): void {
  memory.fill(HISTORY, 0, HISTORY_BYTES);
  taken = 0;
}

/** Largest whole number whose cube is at most value (below 2^60), bit by bit. */
export function cubeRoot(value: u64): u64 {
  let root: u64 = 0;
  for (let bit: u64 = 1 << 20; bit > 0; bit >>= 1) {
    const next = root | bit;
    if (next * next * next <= value) root = next;
  }
  return root;
}

function historyAt(phase: i32, interval: u32): usize {
  return HISTORY + (<usize>(phase * PLT_INTERVALS + <i32>(interval % PLT_INTERVALS)) << 2);
}

/** Takes the Pst of a phase, of the interval of a number from 1 on. */
export function takeShortFlicker(phase: i32, interval: u32, pst_ppm: u32): void {
  store<u32>(historyAt(phase, interval), pst_ppm);
  taken = interval;
}

/** Plt of a phase, 1e-6; 0 before there are twelve Pst. */
export function longFlicker_ppm(phase: i32): u32 {
  if (taken < <u32>PLT_INTERVALS) return 0;
  let cubes: u64 = 0;
  for (let i: u32 = 0; i < <u32>PLT_INTERVALS; i++) {
    const pst = <u64>(load<u32>(historyAt(phase, i)) / CUBED_ppm);
    cubes += pst * pst * pst;
  }
  return <u32>cubeRoot(cubes / PLT_INTERVALS) * CUBED_ppm;
}
