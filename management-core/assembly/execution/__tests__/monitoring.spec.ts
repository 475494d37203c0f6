// Register monitors: what is set holds as a whole, and a value that crosses a threshold executes the script of its way.
import { Instantaneous, REGISTER_MONITORS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { FUNCTION_MONITORS, MESSAGE_READ_INSTANTANEOUS, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { framWritten, resetHost, setCutAfter } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { mirrorValue32 } from '../../__tests__/testing';
import { resetFunctions, setFunctionsOff } from '../../access/functions';
import { resetMirror } from '../../link/mirror';
import { begin, BYTES, head, open, put, read, reads, WRITE, write, written } from '../../objects/__tests__/axdr-writing';
import { findObject } from '../../objects/tables';
import { beginWrite, commitWrite, resetWrites, takeBytes, Write } from '../../objects/write';
import { resetMonitors } from '../../scripts/monitors';
import { actionDone, askScript, nextAction, resetScripts } from '../../scripts/queue';
import { actionAt } from '../../scripts/tables';
import { monitorsTick, resetMonitoring } from '../monitoring';

const MONITOR = memory.data<u8>([0, 0, 16, 0, 0, 255]);
const OTHER = memory.data<u8>([0, 0, 16, 0, 1, 255]);
const THRESHOLDS: i32 = 1;
const VALUE: i32 = 2;
const ACTIONS: i32 = 3;
const SWITCH: i32 = 106;
let now_us: i64 = 0;

/** Voltage of a phase, L1 by C = 32. */
function putValue(c: i32, classId: i32, attribute: i32): void {
  begin();
  head(2, 3);
  head(18, 0);
  put(classId);
  open(6);
  put(1);
  put(0);
  put(c);
  put(7);
  put(0);
  put(255);
  head(15, attribute);
}

function value(c: i32, classId: i32 = 3, attribute: i32 = 2): i32 {
  putValue(c, classId, attribute);
  return write(MONITOR, VALUE);
}

function putThresholds(count: i32, first_V: i32, tag: i32): void {
  begin();
  head(1, count);
  for (let n = 0; n < count; n++) {
    put(tag);
    const mV = (first_V + n) * 1000;
    for (let shift = 24; shift >= 0; shift -= 8) put(mV >> shift);
  }
}

function thresholds(count: i32, first_V: i32, tag: i32 = 6): i32 {
  putThresholds(count, first_V, tag);
  return write(MONITOR, THRESHOLDS, 1);
}

function item(table: i32, script: i32): void {
  head(2, 2);
  open(6);
  put(0);
  put(0);
  put(10);
  put(0);
  put(table);
  put(255);
  head(18, 0);
  put(script);
}

function actions(count: i32, up: i32, down: i32, table: i32 = SWITCH): i32 {
  begin();
  head(1, count);
  for (let n = 0; n < count; n++) {
    head(2, 2);
    item(table, up);
    item(table, down);
  }
  return write(MONITOR, ACTIONS, 3);
}

/** The voltage of L1 is told, and every monitor has its turn. */
function measures(volts: i32): void {
  mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 1, offsetof<Instantaneous>('voltage_mV'), volts * 1000, now_us);
  for (let turns = 0; turns < 4; turns++) {
    now_us += 250_000;
    monitorsTick(now_us);
  }
}

/** Script that waits, taken out; 0 for none. */
function asked(): i32 {
  const action = nextAction();
  if (action < 0) return 0;
  expect(<i32>actionAt(action).table).toBe(SWITCH);
  actionDone();
  return actionAt(action).script;
}

function restart(): void {
  resetFunctions();
  resetWrites();
  resetScripts();
  resetMonitors();
  resetMonitoring();
  now_us = 0;
}

function set(): void {
  expect(value(32)).toBe(Status.OK);
  expect(thresholds(1, 250)).toBe(Status.OK);
  expect(actions(1, 1, 2)).toBe(Status.OK);
}

describe('A register monitor', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    restart();
  });

  test('monitors nothing until it is told, and then what is a number of a register', () => {
    expect(thresholds(0, 0)).toBe(Status.OK);
    expect(thresholds(1, 250)).toBe(Status.OUT_OF_RANGE);
    expect(value(34)).toBe(Status.OUT_OF_RANGE);
    expect(value(32, 1)).toBe(Status.OUT_OF_RANGE);
    expect(value(32, 3, 3)).toBe(Status.OUT_OF_RANGE);
    expect(value(32, 3, 1)).toBe(Status.OUT_OF_RANGE);
    expect(value(32)).toBe(Status.OK);
    expect(reads(MONITOR, VALUE)).toBe(true);
    expect(thresholds(1, 250, 5)).toBe(Status.OUT_OF_RANGE);
    expect(thresholds(5, 250)).toBe(Status.OUT_OF_RANGE);
    expect(thresholds(4, 250)).toBe(Status.OK);
    expect(reads(MONITOR, THRESHOLDS)).toBe(true);
  });

  test('has as many actions as thresholds, of scripts that there are and that anybody may execute', () => {
    value(32);
    thresholds(2, 250);
    expect(actions(1, 1, 2)).toBe(Status.OUT_OF_RANGE);
    expect(actions(2, 1, 3)).toBe(Status.OUT_OF_RANGE);
    expect(actions(2, 1, 2, 100)).toBe(Status.OUT_OF_RANGE);
    expect(actions(2, 0, 0, 107)).toBe(Status.OUT_OF_RANGE);
    expect(actions(2, 1, 0)).toBe(Status.OK);
    expect(reads(MONITOR, ACTIONS)).toBe(true);
    expect(thresholds(1, 300)).toBe(Status.OK);
    expect(read(MONITOR, ACTIONS)).toBe(2 + 2 + 2 * (2 + 8 + 3));
  });

  test('forgets thresholds and actions with what it monitored, and keeps them where that is told again', () => {
    set();
    expect(value(32)).toBe(Status.OK);
    expect(read(MONITOR, THRESHOLDS)).toBe(2 + 5);
    expect(value(52)).toBe(Status.OK);
    expect(read(MONITOR, THRESHOLDS)).toBe(2);
    expect(read(MONITOR, ACTIONS)).toBe(2);
    expect(thresholds(1, 1)).toBe(Status.OK);
    expect(value(52, 0)).toBe(Status.OK);
    expect(read(MONITOR, THRESHOLDS)).toBe(2);
    expect(thresholds(1, 1)).toBe(Status.OUT_OF_RANGE);
  });

  test('executes the script of the way that the value crosses, once, and none where the value only stands', () => {
    set();
    measures(240);
    expect(asked()).toBe(0);
    measures(250);
    expect(asked()).toBe(0);
    measures(251);
    expect(asked()).toBe(1);
    measures(260);
    expect(asked()).toBe(0);
    measures(250);
    expect(asked()).toBe(2);
    expect(asked()).toBe(0);
    expect(thresholds(1, 200)).toBe(Status.OK);
    measures(250);
    expect(asked()).toBe(0);
    measures(200);
    expect(asked()).toBe(2);
  });

  test('has room between two thresholds, where it executes nothing', () => {
    expect(value(32)).toBe(Status.OK);
    expect(thresholds(2, 250)).toBe(Status.OK);
    begin();
    head(1, 2);
    head(2, 2);
    item(SWITCH, 0);
    item(SWITCH, 2);
    head(2, 2);
    item(SWITCH, 1);
    item(SWITCH, 0);
    expect(write(MONITOR, ACTIONS)).toBe(Status.OK);
    measures(240);
    measures(251);
    expect(asked()).toBe(0);
    measures(252);
    expect(asked()).toBe(1);
    measures(251);
    expect(asked()).toBe(0);
    measures(250);
    expect(asked()).toBe(2);
  });

  test('sees a crossing once more that found no room among the scripts that wait', () => {
    set();
    measures(240);
    for (let n = 0; n < 8; n++) expect(askScript(SWITCH, 2, false)).toBe(Status.OK);
    measures(260);
    for (let n = 0; n < 8; n++) expect(asked()).toBe(2);
    expect(asked()).toBe(0);
    measures(260);
    expect(asked()).toBe(1);
  });

  test('sees behind a start what crossed while nobody looked, and nothing of a value that is not there yet', () => {
    set();
    measures(240);
    measures(260);
    expect(asked()).toBe(1);
    restart();
    resetMirror();
    for (let turns = 0; turns < 8; turns++) monitorsTick((now_us += 250_000));
    expect(asked()).toBe(0);
    measures(240);
    expect(asked()).toBe(2);
    restart();
    measures(240);
    expect(asked()).toBe(0);
  });

  test('does nothing while monitors are switched off, and sees behind it what crossed', () => {
    set();
    measures(240);
    expect(setFunctionsOff(1 << FUNCTION_MONITORS)).toBe(Status.OK);
    measures(260);
    expect(asked()).toBe(0);
    expect(setFunctionsOff(0)).toBe(Status.OK);
    measures(260);
    expect(asked()).toBe(1);
  });

  test('keeps what others saw while it was written', () => {
    set();
    measures(240);
    const w = changetype<Write>(WRITE);
    expect(beginWrite(w, findObject(OTHER), 1, VALUE)).toBe(Status.OK);
    measures(260);
    expect(asked()).toBe(1);
    putValue(52, 3, 2);
    expect(takeBytes(w, BYTES, written())).toBe(Status.OK);
    expect(commitWrite(w)).toBe(Status.OK);
    restart();
    measures(260);
    expect(asked()).toBe(0);
  });

  test('is set as before or as it was told, at whatever byte the supply is cut', () => {
    let olds = 0;
    for (let cut: i32 = 0; cut <= REGISTER_MONITORS_BYTES; cut++) {
      resetHost();
      restart();
      set();
      const before = framWritten();
      setCutAfter(cut);
      thresholds(3, 100);
      setCutAfter(-1);
      expect(framWritten() - before).toBeLessThanOrEqual(REGISTER_MONITORS_BYTES);
      restart();
      const isNew = read(MONITOR, THRESHOLDS) == 2 + 3 * 5;
      if (!isNew) olds++;
      const count = isNew ? 3 : 1;
      putThresholds(count, isNew ? 100 : 250, 6);
      expect(reads(MONITOR, THRESHOLDS)).toBe(true);
      expect(read(MONITOR, ACTIONS)).toBe(2 + count * (2 + 2 * 13));
    }
    expect(olds).toBe(REGISTER_MONITORS_BYTES);
  });
});
