// Actions that wait to be executed, in the order in which they were asked for.
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { actionsFrom, firstAction } from './tables';

const PLACES: i32 = 8;
/** Of an entry: it was asked for by a schedule. */
const SCHEDULED: u8 = 0x80;
const INDEX: u8 = 0x7f;

// @ts-ignore: decorator
@lazy const QUEUE = memory.data(PLACES, 8);
let first: i32 = 0;
let count: i32 = 0;
/** What is executed now was asked for by a schedule. */
export let isScheduled: bool = false;

export function resetScripts(): void {
  first = 0;
  count = 0;
  isScheduled = false;
}

/** Asks for all actions of a script. Returns OK, OUT_OF_RANGE where there is none, or BUSY where they have no room. */
export function askScript(table: i32, script: i32, scheduled: bool): i32 {
  const action = firstAction(table, script);
  if (action < 0) return Status.OUT_OF_RANGE;
  const actions = actionsFrom(action);
  if (count + actions > PLACES) return Status.BUSY;
  for (let i: i32 = 0; i < actions; i++) {
    store<u8>(QUEUE + (first + count) % PLACES, <u8>(action + i) | (scheduled ? SCHEDULED : 0));
    count++;
  }
  return Status.OK;
}

/** Index of the action that is next, -1 for none; it stays so until it is done. */
export function nextAction(): i32 {
  if (count == 0) return -1;
  const entry = load<u8>(QUEUE + first);
  isScheduled = (entry & SCHEDULED) != 0;
  return <i32>(entry & INDEX);
}

/** It was executed, or refused. */
export function actionDone(): void {
  first = (first + 1) % PLACES;
  count--;
  isScheduled = false;
}
