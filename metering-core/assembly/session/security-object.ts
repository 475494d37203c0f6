// Providers: the counter that is awaited of a client, and what was refused.
// Legally relevant (IR46). Changes alter the software identification.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection } from '../../../shared-protocol/assembly/objects/selection';
import { setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { REFUSALS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { askingAssociation } from './asker';
import { expectedOf, refusalsOf, refusalTime_s } from './counters';

/** Nodes of an entry: its kind, how many, when first, when last. */
const LEAF_KIND: i32 = 2;
const LEAF_COUNT: i32 = 3;
const LEAF_LAST: i32 = 5;

export function expectedCounter(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, expectedOf(askingAssociation().client));
}

export function countRefusals(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  selection.first = 0;
  selection.end = REFUSALS;
  return REFUSALS;
}

/** Times that are not known are null. */
export function refusals(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (leaf == LEAF_KIND) return setNumber(value, index);
  if (leaf == LEAF_COUNT) return setNumber(value, refusalsOf(index));
  const time_s = refusalTime_s(index, leaf == LEAF_LAST);
  return time_s ? setDateTime(value, <i64>time_s * 1000, 0, 0) : Status.OK;
}
