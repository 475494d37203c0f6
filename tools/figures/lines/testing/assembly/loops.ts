// A small program for the profile by line: one loop that runs long, one that runs a little, and a helper that is inlined.

// @ts-ignore: decorator
@inline
function mixed(value: i64, n: i32): i64 {
  return value * 3 + <i64>n;
}

function short(): i64 {
  let sum: i64 = 1;
  for (let n: i32 = 0; n < 10; n++) sum = sum * 5 + (sum >> 7);
  return sum;
}

/** Runs both loops, the long one a hundred times as often. */
export function run(seed: i64): i64 {
  let value = seed;
  for (let n: i32 = 0; n < 1000; n++) {
    value = value ^ (value >> 11);
    value = mixed(value, n);
  }
  return value + short();
}
