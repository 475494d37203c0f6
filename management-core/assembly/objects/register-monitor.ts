// Providers: register monitors (class 21): which register each compares with which thresholds, and the scripts of a crossing.
import { MONITOR_THRESHOLDS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { TAG_BOOLEAN, TAG_ENUM, TAG_LONG64_UNSIGNED, TAG_NULL_DATA } from '../../../shared-protocol/generated/assembly/tags';
import { numberBytes } from '../../../shared-protocol/assembly/objects/axdr';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import {
  beginMonitor, monitoredAttribute, monitoredClass, monitoredCode, replaceMonitor, scriptAt, setMonitored, setScript, setThreshold,
  setThresholds, thresholdAt, thresholdsOf,
} from '../scripts/monitors';
import { firstAction, isTable } from '../scripts/tables';
import { tagOfAttribute } from './readable';
import { staged, stagedLength, stagedNumber } from './staging';

const LEAF_COUNT: i32 = 0;
/** Nodes of [structure 3, class, code, attribute]. */
const LEAF_CLASS: i32 = 1;
const LEAF_CODE: i32 = 2;
const LEAF_ATTRIBUTE: i32 = 3;
/** Nodes of [array, structure 2, structure 2, table, script, structure 2, table, script]: upward, then downward. */
const LEAF_TABLE_UP: i32 = 3;
const LEAF_SCRIPT_UP: i32 = 4;
const LEAF_TABLE_DOWN: i32 = 6;
/** Registers, extended and demand registers: what is measured and counted. */
const CLASS_REGISTER: i32 = 3;
const CLASS_DEMAND: i32 = 5;
/** The rates are the calendar's own. */
const TABLE_OF_RATES: i32 = 100;
/** Place of E in the code of a table. */
const E: usize = 4;

/** 0-0:10.0.E.255. */
// @ts-ignore: decorator
@lazy const TABLE = memory.data<u8>([0, 0, 10, 0, 0, 255]);
/** A code that is being written. */
// @ts-ignore: decorator
@lazy const TAKEN = memory.data(CODE_BYTES, 8);

/** Type of a number that can be compared; null-data for none. */
function comparableTag(classId: i32, code: usize, attribute: i32): i32 {
  if (classId < CLASS_REGISTER || classId > CLASS_DEMAND) return TAG_NULL_DATA;
  const tag = tagOfAttribute(classId, code, attribute);
  const isNumber = tag != TAG_ENUM && tag != TAG_BOOLEAN && numberBytes(tag) > 0;
  return isNumber ? tag : TAG_NULL_DATA;
}

function tagMonitored(monitor: i32): i32 {
  return comparableTag(monitoredClass(monitor), monitoredCode(monitor), monitoredAttribute(monitor));
}

/** Of the type of what is monitored. */
export function monitorThresholds(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  value.tag = <u8>tagMonitored(entry);
  return setNumber(value, thresholdAt(entry, index));
}

export function countMonitorThresholds(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, thresholdsOf(entry));
}

export function beginMonitorThresholds(row: ObjectRow, entry: i32, place: i32): i32 {
  beginMonitor();
  return Status.OK;
}

export function putMonitorThresholds(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_COUNT) {
    if (value.number > MONITOR_THRESHOLDS) return Status.OUT_OF_RANGE;
    setThresholds(entry, <i32>value.number);
    return Status.OK;
  }
  const tag = tagMonitored(entry);
  if (tag == TAG_NULL_DATA || <i32>value.tag != tag) return Status.OUT_OF_RANGE;
  if (tag == TAG_LONG64_UNSIGNED && value.number < 0) return Status.OUT_OF_RANGE;
  setThreshold(entry, index, value.number);
  return Status.OK;
}

export function commitMonitorThresholds(row: ObjectRow, entry: i32, place: i32): i32 {
  return replaceMonitor(entry);
}

export function abortMonitorThresholds(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}

/** All zero where nothing is monitored. */
export function monitoredRegister(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_CODE) return setBytes(value, monitoredCode(entry), CODE_BYTES);
  return setNumber(value, leaf == LEAF_CLASS ? monitoredClass(entry) : monitoredAttribute(entry));
}

function isMonitored(monitor: i32, classId: i32, code: usize, attribute: i32): bool {
  if (monitoredClass(monitor) != classId || monitoredAttribute(monitor) != attribute) return false;
  return memory.compare(monitoredCode(monitor), code, CODE_BYTES) == 0;
}

/** Class 0 monitors nothing, whatever stands behind it. What is monitored already keeps its thresholds. */
export function commitMonitoredRegister(row: ObjectRow, entry: i32, place: i32): i32 {
  if (stagedLength != CODE_BYTES) return Status.BAD_LENGTH;
  const classId = <i32>stagedNumber(LEAF_CLASS);
  if (classId == 0) memory.fill(staged(), 0, CODE_BYTES);
  const attribute = classId == 0 ? 0 : <i32>stagedNumber(LEAF_ATTRIBUTE);
  if (classId != 0 && comparableTag(classId, staged(), attribute) == TAG_NULL_DATA) return Status.OUT_OF_RANGE;
  if (isMonitored(entry, classId, staged(), attribute)) return Status.OK;
  beginMonitor();
  setMonitored(entry, classId, staged(), attribute);
  return replaceMonitor(entry);
}

export function monitorActions(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = scriptAt(entry, index, leaf <= LEAF_SCRIPT_UP);
  if (leaf != LEAF_TABLE_UP && leaf != LEAF_TABLE_DOWN) return setNumber(value, load<u8>(at, 1));
  store<u8>(TABLE, load<u8>(at), E);
  return setBytes(value, TABLE, CODE_BYTES);
}

/** As many as there are thresholds. */
export function countMonitorActions(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, thresholdsOf(entry));
}

export function beginMonitorActions(row: ObjectRow, entry: i32, place: i32): i32 {
  beginMonitor();
  return Status.OK;
}

/** E of a whole code of a table of scripts; -1 for another. */
function tableTaken(): i32 {
  const table = <i32>load<u8>(TAKEN, E);
  store<u8>(TABLE, <u8>table, E);
  if (memory.compare(TAKEN, TABLE, CODE_BYTES) != 0) return -1;
  return isTable(table) && table != TABLE_OF_RATES ? table : -1;
}

/** A table comes in front of its script: with that both are judged. */
export function putMonitorActions(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_COUNT) return value.number == thresholdsOf(entry) ? Status.OK : Status.OUT_OF_RANGE;
  if (leaf == LEAF_TABLE_UP || leaf == LEAF_TABLE_DOWN) {
    memory.copy(TAKEN + value.offset, value.pointer, value.length);
    return Status.OK;
  }
  const table = tableTaken();
  const script = <i32>value.number;
  if (table < 0 || (script != 0 && firstAction(table, script) < 0)) return Status.OUT_OF_RANGE;
  setScript(entry, index, leaf == LEAF_SCRIPT_UP, table, script);
  return Status.OK;
}

export function commitMonitorActions(row: ObjectRow, entry: i32, place: i32): i32 {
  return replaceMonitor(entry);
}

export function abortMonitorActions(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}
