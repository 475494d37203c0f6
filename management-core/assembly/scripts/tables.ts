// The script tables: which actions a script has (class 9). What is executed is written here once, and read as objects from here too.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';

/** Service of an action: writes an attribute, executes a method. */
export const SERVICE_WRITE: u8 = 1;
export const SERVICE_EXECUTE: u8 = 2;

/** An action: its table by E of 0-0:10.0.E.255, its script, what it does to what, and the A-XDR value. */
@unmanaged
export class Action {
  table: u8;
  script: u8;
  service: u8;
  class: u8;
  /** The code. */
  a: u8;
  b: u8;
  c: u8;
  d: u8;
  e: u8;
  f: u8;
  /** Attribute or method. */
  index: u8;
  /** Bytes of the value, which begins here. */
  valueLength: u8;
  value: u8;
}

const ACTION_BYTES: i32 = 18;
const CODE: usize = 4;
const VALUE: usize = 12;

/**
 * 0: errors and alarms are cleared; 1: the billing period ends; 100: a rate of the calendar; 106: the load switch opens, or
 * closes; 108: a push of a setup.
 */
// @ts-ignore: decorator
@lazy const ACTIONS = memory.data<u8>([
  0, 1, 1, 1, 0, 0, 97, 97, 1, 255, 2, 5, 6, 0, 0, 0, 0, 0,
  0, 1, 1, 1, 0, 0, 97, 98, 0, 255, 2, 5, 6, 0, 0, 0, 0, 0,
  0, 1, 1, 1, 0, 0, 97, 98, 20, 255, 2, 5, 6, 0, 0, 0, 0, 0,
  1, 1, 1, 1, 0, 0, 96, 140, 3, 255, 2, 2, 17, 1, 0, 0, 0, 0,
  100, 1, 1, 1, 0, 0, 96, 14, 0, 255, 2, 2, 17, 1, 0, 0, 0, 0,
  100, 2, 1, 1, 0, 0, 96, 14, 0, 255, 2, 2, 17, 2, 0, 0, 0, 0,
  100, 3, 1, 1, 0, 0, 96, 14, 0, 255, 2, 2, 17, 3, 0, 0, 0, 0,
  100, 4, 1, 1, 0, 0, 96, 14, 0, 255, 2, 2, 17, 4, 0, 0, 0, 0,
  100, 5, 1, 1, 0, 0, 96, 14, 0, 255, 2, 2, 17, 5, 0, 0, 0, 0,
  100, 6, 1, 1, 0, 0, 96, 14, 0, 255, 2, 2, 17, 6, 0, 0, 0, 0,
  100, 7, 1, 1, 0, 0, 96, 14, 0, 255, 2, 2, 17, 7, 0, 0, 0, 0,
  100, 8, 1, 1, 0, 0, 96, 14, 0, 255, 2, 2, 17, 8, 0, 0, 0, 0,
  106, 1, 2, 70, 0, 0, 96, 3, 10, 255, 1, 2, 15, 0, 0, 0, 0, 0,
  106, 2, 2, 70, 0, 0, 96, 3, 10, 255, 2, 2, 15, 0, 0, 0, 0, 0,
  108, 1, 2, 40, 0, 0, 25, 9, 0, 255, 1, 2, 15, 0, 0, 0, 0, 0,
  108, 2, 2, 40, 0, 1, 25, 9, 0, 255, 1, 2, 15, 0, 0, 0, 0, 0,
  108, 3, 2, 40, 0, 2, 25, 9, 0, 255, 1, 2, 15, 0, 0, 0, 0, 0,
]);
export const ACTION_COUNT: i32 = 17;

export function actionAt(index: i32): Action {
  return changetype<Action>(ACTIONS + <usize>(index * ACTION_BYTES));
}

export function codeOf(action: Action): usize {
  return changetype<usize>(action) + CODE;
}

export function valueOf(action: Action): usize {
  return changetype<usize>(action) + VALUE;
}

/** True of a table 0-0:10.0.E.255 that there is. */
export function isTable(e: i32): bool {
  return firstAction(e, 1) >= 0;
}

/** Scripts of the table in a row; they are numbered from 1. */
export function scriptsOf(row: ObjectRow): i32 {
  let most: i32 = 0;
  for (let i: i32 = 0; i < ACTION_COUNT; i++) if (actionAt(i).table == row.e) most = max(most, <i32>actionAt(i).script);
  return most;
}

/** Index of the first action of a script, -1 for none; those of a script stand together. */
export function firstAction(table: i32, script: i32): i32 {
  for (let i: i32 = 0; i < ACTION_COUNT; i++) {
    if (<i32>actionAt(i).table == table && <i32>actionAt(i).script == script) return i;
  }
  return -1;
}

/** True of an action of the same script as the one before it. */
function goesOn(index: i32): bool {
  const before = actionAt(index - 1);
  return index < ACTION_COUNT && actionAt(index).table == before.table && actionAt(index).script == before.script;
}

/** Actions of the script whose first one is at an index. */
export function actionsFrom(first: i32): i32 {
  let count: i32 = 1;
  while (goesOn(first + count)) count++;
  return count;
}
