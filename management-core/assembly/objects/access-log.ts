// Providers: the log of access, the oldest entry first.
import { ACCESS_ENTRY_code, AccessEntry } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { SELECT_ENTRIES, Selection } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { entryOf, newestEntry, oldestEntry } from '../access/log';

/** Nodes of [array, structure 10, sequence, time, act, port, level, slot, code, attribute, digest, outcome]. */
const LEAF_SEQUENCE: i32 = 2;
const LEAF_TIME: i32 = 3;
const LEAF_ACT: i32 = 4;
const LEAF_PORT: i32 = 5;
const LEAF_LEVEL: i32 = 6;
const LEAF_SLOT: i32 = 7;
const LEAF_CODE: i32 = 8;
const LEAF_ATTRIBUTE: i32 = 9;
const LEAF_DIGEST: i32 = 10;
const LEAF_OUTCOME: i32 = 11;
const CODE_BYTES: i32 = 6;

/** Entries by their sequence, or counted from the oldest. */
export function countAccessLog(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  const oldest = <i64>oldestEntry();
  const behind = <i64>newestEntry() + 1;
  selection.first = <u32>oldest;
  selection.end = <u32>behind;
  if (selection.kind == SELECT_ENTRIES) {
    selection.first = <u32>min<i64>(oldest + max<i64>(selection.from, 1) - 1, behind);
    if (selection.to > 0) selection.end = <u32>max<i64>(min<i64>(oldest + selection.to, behind), selection.first);
  }
  return <i32>(selection.end - selection.first);
}

/** A number of an entry. */
function numberOf(told: AccessEntry, leaf: i32): i64 {
  switch (leaf) {
    case LEAF_SEQUENCE: return told.sequence;
    case LEAF_TIME: return told.time_s;
    case LEAF_ACT: return told.act;
    case LEAF_PORT: return told.port;
    case LEAF_LEVEL: return told.level;
    case LEAF_SLOT: return told.slot;
    case LEAF_ATTRIBUTE: return told.attribute;
    case LEAF_DIGEST: return told.digest;
    default: return told.outcome;
  }
}

/** Null for an entry that is damaged. */
export function accessLog(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const found = entryOf(index);
  if (found == null || (leaf & 255) > LEAF_OUTCOME) return Status.OK;
  if ((leaf & 255) == LEAF_CODE) return setBytes(value, changetype<usize>(found) + ACCESS_ENTRY_code, CODE_BYTES);
  return setNumber(value, numberOf(found, leaf & 255));
}
