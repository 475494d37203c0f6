// Providers: the script tables (class 9), and the schedules that execute one script each (class 22).
import { SINGLE_ACTION_TIMES, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { Action, actionAt, actionsFrom, codeOf, firstAction, scriptsOf, valueOf } from '../scripts/tables';
import { askScript } from '../scripts/queue';
import {
  beginExecutions, ENDS_PERIOD, executionAt, executions, EXECUTION_BYTES, executionToBe, isExecution, PUSHES, replaceExecutions,
  setExecutions, tableOf, TIME_BYTES,
} from '../scripts/single-actions';
import { stagedNumber } from './staging';

/** Nodes of [array, structure 2, script, array, structure 5, service, class, code, index, value]. */
const NODE: i32 = 255;
const LEAF_SCRIPT: i32 = 2;
const LEAF_ACTIONS: i32 = 3;
const LEAF_SERVICE: i32 = 5;
const LEAF_CLASS: i32 = 6;
const LEAF_CODE: i32 = 7;
const LEAF_INDEX: i32 = 8;
/** Nodes of [array, structure 2, time, date]. */
const LEAF_COUNT: i32 = 0;
const LEAF_TIME: i32 = 2;
/** Node of the script's table in what is executed. */
const LEAF_TABLE: i32 = 1;
/** Execution times of their own each, wildcards among their dates. */
const TYPE_ANY: i64 = 5;
const DATE_BYTES: i32 = EXECUTION_BYTES - TIME_BYTES;

// @ts-ignore: decorator
@lazy const TABLE = memory.data<u8>([0, 0, 10, 0, 0, 255]);

/** The value that is written or executed with: its tag, and a number behind it. */
function setParameter(value: Value, action: Action): i32 {
  const at = valueOf(action);
  value.tag = load<u8>(at);
  let number: i64 = 0;
  for (let i: i32 = 1; i < <i32>action.valueLength; i++) number = (number << 8) | <i64>load<u8>(at + i);
  return setNumber(value, number);
}

function setAction(value: Value, action: Action, node: i32): i32 {
  if (node == LEAF_SERVICE) return setNumber(value, action.service);
  if (node == LEAF_CLASS) return setNumber(value, action.class);
  if (node == LEAF_CODE) return setBytes(value, codeOf(action), CODE_BYTES);
  return node == LEAF_INDEX ? setNumber(value, action.index) : setParameter(value, action);
}

export function scripts(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const first = firstAction(row.e, index + 1);
  const node = leaf & NODE;
  if (node == LEAF_SCRIPT) return setNumber(value, index + 1);
  if (node == LEAF_ACTIONS) return setNumber(value, actionsFrom(first));
  return setAction(value, actionAt(first + (leaf >> 8)), node);
}

export function countScripts(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, scriptsOf(row));
}

/** A script is executed behind the method that asks for it. */
export function commitExecuteScript(row: ObjectRow, entry: i32, place: i32): i32 {
  return askScript(row.e, <i32>stagedNumber(), false);
}

function actionOf(row: ObjectRow): i32 {
  return row.e == 0 ? ENDS_PERIOD : PUSHES;
}

/** The first script of its table. */
export function executedScript(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf != LEAF_TABLE) return setNumber(value, 1);
  store<u8>(TABLE, <u8>tableOf(actionOf(row)), 4);
  return setBytes(value, TABLE, CODE_BYTES);
}

export function scheduleType(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, TYPE_ANY);
}

export function executionTimes(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = executionAt(actionOf(row), index);
  return leaf == LEAF_TIME ? setBytes(value, at, TIME_BYTES) : setBytes(value, at + TIME_BYTES, DATE_BYTES);
}

export function countExecutionTimes(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, executions(actionOf(row)));
}

export function beginExecutionTimes(row: ObjectRow, entry: i32, place: i32): i32 {
  beginExecutions();
  return Status.OK;
}

/** A date comes behind its time: with its last byte both are judged. */
export function putExecutionTimes(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_COUNT) {
    if (value.number > SINGLE_ACTION_TIMES) return Status.OUT_OF_RANGE;
    setExecutions(actionOf(row), <i32>value.number);
    return Status.OK;
  }
  const at = executionToBe(actionOf(row), index);
  const isTime = leaf == LEAF_TIME;
  memory.copy(at + (isTime ? 0 : TIME_BYTES) + value.offset, value.pointer, value.length);
  const isWhole = !isTime && value.offset + value.length == DATE_BYTES;
  return !isWhole || isExecution(at) ? Status.OK : Status.OUT_OF_RANGE;
}

export function commitExecutionTimes(row: ObjectRow, entry: i32, place: i32): i32 {
  return replaceExecutions();
}

export function abortExecutionTimes(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}
