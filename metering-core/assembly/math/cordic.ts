// Sine, cosine and angle of a vector by shifts and additions: once per window, so 30 steps cost nothing.
// Legally relevant (IR46). Changes alter the software identification.

/** Angles are turns in Q32: a full turn is 2^32, so they wrap as they should. */
const STEPS: i32 = 30;

/** atan(2^-i) in turns, Q32. */
// @ts-ignore: decorator
@lazy const ARC_TANGENTS = memory.data<u32>([
  536870912, 316933406, 167458907, 85004756, 42667331, 21354465, 10679838, 5340245, 2670163, 1335087, 667544, 333772,
  166886, 83443, 41722, 20861, 10430, 5215, 2608, 1304, 652, 326, 163, 81, 41, 20, 10, 5, 3, 1,
]);

/** Product of cos(atan(2^-i)), Q30: the length a unit vector is started with. */
const SHRINK_Q30: i64 = 652032874;

/** Result of the last rotation: cosine and sine, Q30. */
export let cosine_Q30: i64 = 0;
export let sine_Q30: i64 = 0;

/** Computes cosine_Q30 and sine_Q30 of an angle in turns, Q32; error below 2^-27. */
export function rotate(turns_Q32: u32): void {
  // The algorithm converges within a quarter turn; the other half plane is the negated vector.
  const flip = turns_Q32 + 0x40000000 >= 0x80000000;
  let rest = <i32>(flip ? turns_Q32 - 0x80000000 : turns_Q32);
  let x = SHRINK_Q30;
  let y: i64 = 0;
  for (let i: i32 = 0; i < STEPS; i++) {
    const dx = y >> i;
    const dy = x >> i;
    const step = load<i32>(ARC_TANGENTS + (i << 2));
    if (rest >= 0) {
      x -= dx;
      y += dy;
      rest -= step;
    } else {
      x += dx;
      y -= dy;
      rest += step;
    }
  }
  cosine_Q30 = flip ? -x : x;
  sine_Q30 = flip ? -y : y;
}

/** Angle of the vector (x, y) in turns, Q32 (0 for the null vector); |x|, |y| below 2^60. */
export function angle(x: i64, y: i64): u32 {
  if (x == 0 && y == 0) return 0;
  let turns: u32 = 0;
  if (x < 0) {
    x = -x;
    y = -y;
    turns = 0x80000000;
  }
  for (let i: i32 = 0; i < STEPS; i++) {
    const dx = y >> i;
    const dy = x >> i;
    const step = load<u32>(ARC_TANGENTS + (i << 2));
    if (y > 0) {
      x += dx;
      y -= dy;
      turns += step;
    } else {
      x -= dx;
      y += dy;
      turns -= step;
    }
  }
  return turns;
}

/** Turns (Q32) as millidegrees, 0..359999. */
export function millidegrees(turns_Q32: u32): i32 {
  const mdeg = (<u64>turns_Q32 * 360000 + 0x80000000) >> 32;
  return mdeg == 360000 ? 0 : <i32>mdeg;
}
