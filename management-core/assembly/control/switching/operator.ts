// A grid operator's order: a limit in W for a time, kept over power cuts until that time is over.
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { told_s } from '../../access/told-time';
import { controlState, replaceState, stateToBe } from './state';

const LONGEST_s: i64 = 86_400;
const MOST_W: i64 = 4_000_000;

/** Seconds that the order still holds; 0 without one, and while no time is known. */
export function operatorLeft_s(): u32 {
  const now_s = told_s();
  const until_s = <u64>controlState().operator_until_s;
  return controlState().operator_W == 0 || now_s == 0 || now_s >= until_s ? 0 : <u32>(until_s - now_s);
}

/** W, 0 for none. */
export function operatorLimit_W(): u32 {
  return operatorLeft_s() == 0 ? 0 : controlState().operator_W;
}

/**
 * Takes an order; another one takes its place, one of 0 W ends it. Returns a Status: OUT_OF_RANGE for what is no limit or no time,
 * TIMEOUT while no time of day is known, by which it would end.
 */
export function orderLimit(limit_W: i64, duration_s: i64): i32 {
  if (limit_W < 0 || limit_W > MOST_W) return Status.OUT_OF_RANGE;
  if (limit_W != 0 && (duration_s < 1 || duration_s > LONGEST_s)) return Status.OUT_OF_RANGE;
  if (limit_W != 0 && told_s() == 0) return Status.TIMEOUT;
  const next = stateToBe();
  next.operator_W = <u32>limit_W;
  next.operator_until_s = limit_W == 0 ? 0 : <u32>(told_s() + <u64>duration_s);
  return replaceState(next);
}
