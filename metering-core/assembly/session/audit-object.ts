// Provider: how full the audit trail is, by source.
// Legally relevant (IR46). Changes alter the software identification.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection } from '../../../shared-protocol/assembly/objects/selection';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { AUDIT_SOURCES } from '../../../shared-protocol/generated/assembly/protocol';
import { auditCount, auditQuota } from '../records/audit';

/** Nodes of an entry: its source, how many, of how many. */
const LEAF_SOURCE: i32 = 2;
const LEAF_COUNT: i32 = 3;

export function countAuditQuotas(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  selection.first = 0;
  selection.end = AUDIT_SOURCES;
  return AUDIT_SOURCES;
}

export function auditQuotas(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (leaf == LEAF_SOURCE) return setNumber(value, index);
  return setNumber(value, leaf == LEAF_COUNT ? auditCount(index) : auditQuota(index));
}
