// Compares what register monitors are set to with their thresholds, and asks for the scripts of a crossing.
import { FUNCTION_MONITORS, REGISTER_MONITORS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { entryIn } from '../../../shared-protocol/assembly/objects/rows';
import { Value, VALUE_NUMBER } from '../../../shared-protocol/assembly/objects/value';
import { functionIsOn } from '../access/functions';
import { shownSnapshot } from '../link/mirror';
import { placeOf } from '../objects/places';
import { findObject, objectRow, readValue } from '../objects/tables';
import {
  monitoredAttribute, monitoredClass, monitoredCode, noteSide, scriptAt, sideIsKnown, storeSides, thresholdAt, thresholdsOf, wasAbove,
} from '../scripts/monitors';
import { askScript } from '../scripts/queue';

/** Each monitor has its turn once a second: so often there are new values. */
const TURN_us: i64 = 1_000_000 / REGISTER_MONITORS;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);
let due_us: i64 = 0;
let turn: i32 = 0;

export function resetMonitoring(): void {
  due_us = 0;
  turn = 0;
}

/** Puts what a monitor compares; false while there is no such number. */
function isMeasured(monitor: i32, now_us: i64): bool {
  const index = findObject(monitoredCode(monitor), monitoredClass(monitor));
  const place = index < 0 ? -1 : placeOf(index, monitoredAttribute(monitor), false);
  if (place < 0) return false;
  const row = objectRow(index);
  const value = changetype<Value>(VALUE);
  return readValue(row, entryIn(row, monitoredCode(monitor)), place, shownSnapshot(now_us), value) == Status.OK && value.kind == VALUE_NUMBER;
}

/**
 * Whether the script of a crossing waits, or there is none; without room for it the crossing is seen once more. The meter asks
 * for it itself, as by a schedule.
 */
function isAskedFor(monitor: i32, n: i32, upward: bool): bool {
  const at = scriptAt(monitor, n, upward);
  const script = <i32>load<u8>(at, 1);
  return script == 0 || askScript(load<u8>(at), script, true) != Status.BUSY;
}

/** True where the value is on the other side of the n-th threshold than before, and that is to be stored. */
function crosses(monitor: i32, n: i32): bool {
  const isAbove = changetype<Value>(VALUE).number > thresholdAt(monitor, n);
  const known = sideIsKnown(monitor, n);
  if (known && (wasAbove(monitor, n) == isAbove || !isAskedFor(monitor, n, isAbove))) return false;
  noteSide(monitor, n, isAbove);
  return true;
}

function watch(monitor: i32, now_us: i64): void {
  if (!isMeasured(monitor, now_us)) return;
  let changed = false;
  for (let n: i32 = 0; n < thresholdsOf(monitor); n++) if (crosses(monitor, n)) changed = true;
  if (changed) storeSides();
}

/** Each tick: one monitor, once its turn came. */
export function monitorsTick(now_us: i64): void {
  if (now_us < due_us) return;
  due_us = now_us + TURN_us;
  turn = (turn + 1) % REGISTER_MONITORS;
  if (thresholdsOf(turn) > 0 && functionIsOn(FUNCTION_MONITORS)) watch(turn, now_us);
}
