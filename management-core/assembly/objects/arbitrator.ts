// Providers: the arbitrator (class 68): its actions, who may ask for which, with what weight, and who asks now.
import { ACTOR_HOLD, ACTORS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBits, setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { Action, weightOf } from '../control/switching/arbitration';
import { asking, isHeld, isToBeClosed } from '../control/switching/load-control';

/** Nodes: the code of an action; a weight, with its number; the count of the weights of an actor. */
const LEAF_CODE: i32 = 2;
const LEAF_WEIGHTS: i32 = 1;
const CODE_BYTES: i32 = 6;
/** 0-0:10.0.106.255, the script table of the disconnect control: script 1 disconnects, 2 reconnects. */
// @ts-ignore: decorator
@lazy const SCRIPTS = memory.data<u8>([0, 0, 10, 0, 106, 255]);
// @ts-ignore: decorator
@lazy const BITS = memory.data(1, 8);

export function arbitratorActions(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return leaf == LEAF_CODE ? setBytes(value, SCRIPTS, CODE_BYTES) : setNumber(value, index + 1);
}

export function countArbitratorActions(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, Action.COUNT);
}

/** A bit for each action, the first one in front. */
function setActions(value: Value, opens: bool, closes: bool): i32 {
  store<u8>(BITS, <u8>((i32(opens) << 7) | (i32(closes) << 6)));
  return setBits(value, BITS, Action.COUNT);
}

export function permissions(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setActions(value, weightOf(index, Action.OPEN) != 0, weightOf(index, Action.CLOSE) != 0);
}

export function countPermissions(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, ACTORS);
}

export function weightings(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, (leaf & 255) == LEAF_WEIGHTS ? <i64>Action.COUNT : <i64>weightOf(index, leaf >> 8));
}

export function countWeightings(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, ACTORS);
}

export function recentRequests(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setActions(value, ((asking() >> index) & 1) != 0, index == ACTOR_HOLD && isHeld());
}

export function countRecentRequests(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, ACTORS);
}

/** The action that won: 1 disconnect, 2 reconnect, as the scripts are numbered. */
export function lastOutcome(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, isToBeClosed() ? Action.CLOSE + 1 : Action.OPEN + 1);
}
