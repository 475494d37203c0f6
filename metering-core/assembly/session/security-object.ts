// Providers: the counter that is awaited of a client, and what was refused.
// Legally relevant (IR46). Changes alter the software identification.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection } from '../../../shared-protocol/assembly/objects/selection';
import { setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { REFUSALS, REFUSED_FULL, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { auditRefusals } from '../records/audit';
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
  selection.end = REFUSALS + 1;
  return REFUSALS + 1;
}

/** How often something was refused, when first and when last: by the session, or for want of room in the audit trail. */
function countOf(kind: i32): u32 {
  return kind == REFUSED_FULL ? auditRefusals().count : refusalsOf(kind);
}

function timeOf_s(kind: i32, isLast: bool): u32 {
  if (kind != REFUSED_FULL) return refusalTime_s(kind, isLast);
  return isLast ? auditRefusals().last_s : auditRefusals().first_s;
}

/** Times that are not known are null. */
export function refusals(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (leaf == LEAF_KIND) return setNumber(value, index);
  if (leaf == LEAF_COUNT) return setNumber(value, countOf(index));
  const time_s = timeOf_s(index, leaf == LEAF_LAST);
  return time_s ? setDateTime(value, <i64>time_s * 1000, 0, 0) : Status.OK;
}
