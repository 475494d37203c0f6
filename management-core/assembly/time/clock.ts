// The time the last tick gave, for everything that has an age or a deadline.
/** Time since start, us. */
export let now_us: i64 = 0;

export function setNow(time_us: i64): void {
  now_us = time_us;
}
