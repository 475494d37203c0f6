// Providers: the parameter monitor (class 65): which parameters it watches, and which of them was changed last, when, to what.
import { ASSOCIATION_READING } from '../../../shared-protocol/generated/assembly/object-numbers';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { TAG_BIT_STRING, TAG_NULL_DATA } from '../../../shared-protocol/generated/assembly/tags';
import { numberBytes } from '../../../shared-protocol/assembly/objects/axdr';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBits, setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import {
  attributeOfParameter, changedParameter as changed, changedValue, classOfParameter, codeOfParameter, lastChange, leaveParameter, watchedAt,
  watchedCount, watchParameter,
} from '../access/watched-parameters';
import { setMoment } from '../time/unspecified-time';
import { isReadBy } from './readable';
import { staged, stagedLength, stagedNumber } from './staging';

/** Nodes of [structure 4, class, code, attribute, value], and one later of [array, structure 3, class, code, attribute]. */
const LEAF_CLASS: i32 = 1;
const LEAF_CODE: i32 = 2;
const LEAF_ATTRIBUTE: i32 = 3;
const LEAF_VALUE: i32 = 4;
/** Classes of this meter have one byte. */
const CLASS_MOST: i32 = 255;

function setParameter(value: Value, at: usize, node: i32): i32 {
  if (node == LEAF_CODE) return setBytes(value, codeOfParameter(at), CODE_BYTES);
  return setNumber(value, node == LEAF_CLASS ? classOfParameter(at) : attributeOfParameter(at));
}

/** Null for what has no simple value, or one that is too long. */
function setChangedValue(value: Value): i32 {
  const change = lastChange();
  const tag = <i32>change.tag;
  value.tag = change.tag;
  if (tag == TAG_NULL_DATA) return Status.OK;
  if (numberBytes(tag) > 0) return setNumber(value, load<i64>(changedValue()));
  return tag == TAG_BIT_STRING ? setBits(value, changedValue(), change.length) : setBytes(value, changedValue(), change.length);
}

/** All zero before a change. */
export function changedParameter(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return leaf == LEAF_VALUE ? setChangedValue(value) : setParameter(value, changed(), leaf);
}

export function changeTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setMoment(value, lastChange().changed_s);
}

export function watchedParameters(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setParameter(value, watchedAt(index), leaf - 1);
}

export function countWatchedParameters(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, watchedCount());
}

/** What is told of a change is read by the reading client: nothing that it may not read. */
export function commitAddParameter(row: ObjectRow, entry: i32, place: i32): i32 {
  const classId = <i32>stagedNumber(LEAF_CLASS);
  const attribute = <i32>stagedNumber(LEAF_ATTRIBUTE);
  if (stagedLength != CODE_BYTES || classId < 1 || classId > CLASS_MOST || attribute < 2) return Status.OUT_OF_RANGE;
  if (!isReadBy(ASSOCIATION_READING, classId, staged(), attribute)) return Status.OUT_OF_RANGE;
  return watchParameter(classId, staged(), attribute);
}

export function commitDeleteParameter(row: ObjectRow, entry: i32, place: i32): i32 {
  if (stagedLength != CODE_BYTES) return Status.OUT_OF_RANGE;
  return leaveParameter(<i32>stagedNumber(LEAF_CLASS), staged(), <i32>stagedNumber(LEAF_ATTRIBUTE));
}
