// Scripts and the schedules that execute them: which minutes a time means, and what waits until it is executed.
import { Status as StatusRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import { FUNCTION_SCHEDULES, MESSAGE_READ_STATUS, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { daysOf } from '../../../../shared-protocol/assembly/objects/calendar';
import { resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { mirrorValue64 } from '../../__tests__/testing';
import { resetFunctions, setFunctionsOff } from '../../access/functions';
import { resetMirror } from '../../link/mirror';
import { learnOffset, resetZone } from '../../time/zone';
import { actionDone, askScript, isScheduled, nextAction, resetScripts } from '../queue';
import {
  beginExecutions, executions, executionToBe, isExecutedAt, isExecution, PUSHES, replaceExecutions, resetSingleActions, setExecutions,
  singleActionsTick,
} from '../single-actions';
import { actionAt, firstAction } from '../tables';

const OPEN: u8 = 255;
const AT = memory.data(16, 8);
const NOON: i64 = <i64>daysOf(2028, 2, 29) * 86_400 + 43_200; // a Tuesday

function execution(hour: u8, minute: u8, year: u16, month: u8, day: u8, weekday: u8): usize {
  store<u8>(AT, hour);
  store<u8>(AT, minute, 1);
  store<u8>(AT, 0, 2);
  store<u8>(AT, OPEN, 3);
  store<u16>(AT, bswap<u16>(year), 4);
  store<u8>(AT, month, 6);
  store<u8>(AT, day, 7);
  store<u8>(AT, weekday, 8);
  return AT;
}

function isNoon(at: usize): bool {
  return isExecutedAt(at, NOON);
}

function tell(time_s: i64): void {
  mirrorValue64(MESSAGE_READ_STATUS, 0, offsetof<StatusRecord>('clock_s'), time_s, 0);
  singleActionsTick();
}

describe('A time of execution', () => {
  test('means the minutes that agree in all that is not left open', () => {
    expect(isNoon(execution(12, 0, 2028, 2, 29, 2))).toBe(true);
    expect(isNoon(execution(OPEN, OPEN, 0xffff, OPEN, OPEN, OPEN))).toBe(true);
    expect(isNoon(execution(12, 1, 0xffff, OPEN, OPEN, OPEN))).toBe(false);
    expect(isNoon(execution(12, 0, 2027, OPEN, OPEN, OPEN))).toBe(false);
    expect(isNoon(execution(12, 0, 0xffff, 3, OPEN, OPEN))).toBe(false);
    expect(isNoon(execution(12, 0, 0xffff, OPEN, 28, OPEN))).toBe(false);
    expect(isNoon(execution(12, 0, 0xffff, OPEN, OPEN, 3))).toBe(false);
    expect(isNoon(execution(12, 0, 0xffff, OPEN, 0xfe, OPEN))).toBe(true);
    expect(isNoon(execution(12, 0, 0xffff, OPEN, 0xfd, OPEN))).toBe(false);
    expect(isExecutedAt(execution(12, 0, 0xffff, OPEN, 0xfd, OPEN), NOON - 86_400)).toBe(true);
  });

  test('is none with an hour, a minute, a month or a day that there is not', () => {
    expect(isExecution(execution(12, 0, 0xffff, OPEN, OPEN, OPEN))).toBe(true);
    expect(isExecution(execution(24, 0, 0xffff, OPEN, OPEN, OPEN))).toBe(false);
    expect(isExecution(execution(0, 60, 0xffff, OPEN, OPEN, OPEN))).toBe(false);
    expect(isExecution(execution(0, 0, 0xffff, 13, OPEN, OPEN))).toBe(false);
    expect(isExecution(execution(0, 0, 0xffff, OPEN, 32, OPEN))).toBe(false);
    expect(isExecution(execution(0, 0, 0xffff, OPEN, 0, OPEN))).toBe(false);
    expect(isExecution(execution(0, 0, 0xffff, OPEN, OPEN, 8))).toBe(false);
  });
});

describe('A script', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    resetZone();
    learnOffset(0, 60);
    resetFunctions();
    resetScripts();
    resetSingleActions();
  });

  test('waits with all its actions, in their order, and is refused where they have no room', () => {
    expect(askScript(0, 1, false)).toBe(Status.OK);
    expect(askScript(106, 2, true)).toBe(Status.OK);
    expect(askScript(106, 3, false)).toBe(Status.OUT_OF_RANGE);
    expect(askScript(107, 1, false)).toBe(Status.OUT_OF_RANGE);
    for (let i = 0; i < 3; i++) {
      expect(<i32>actionAt(nextAction()).table).toBe(0);
      expect(isScheduled).toBe(false);
      actionDone();
    }
    expect(nextAction()).toBe(firstAction(106, 2));
    expect(isScheduled).toBe(true);
    actionDone();
    expect(nextAction()).toBe(-1);
    for (let i = 0; i < 8; i++) expect(askScript(106, 1, false)).toBe(Status.OK);
    expect(askScript(106, 1, false)).toBe(Status.BUSY);
  });

  test('is executed once in the minute that it is scheduled for, by local time, and not behind it', () => {
    beginExecutions();
    memory.copy(executionToBe(PUSHES, 0), execution(13, 0, 0xffff, OPEN, OPEN, OPEN), 9);
    setExecutions(PUSHES, 1);
    expect(replaceExecutions()).toBe(Status.OK);
    resetSingleActions();
    expect(executions(PUSHES)).toBe(1);
    tell(NOON - 1);
    expect(nextAction()).toBe(-1);
    tell(NOON);
    expect(<i32>actionAt(nextAction()).table).toBe(108);
    actionDone();
    tell(NOON + 59);
    tell(NOON + 60);
    expect(nextAction()).toBe(-1);
    tell(NOON + 86_400 + 120); // the minute was passed over
    expect(nextAction()).toBe(-1);
    tell(NOON + 2 * 86_400);
    expect(nextAction()).not.toBe(-1);
  });

  test('is not asked for by a schedule that is switched off, nor made up for', () => {
    beginExecutions();
    memory.copy(executionToBe(PUSHES, 0), execution(OPEN, OPEN, 0xffff, OPEN, OPEN, OPEN), 9);
    setExecutions(PUSHES, 1);
    expect(replaceExecutions()).toBe(Status.OK);
    expect(setFunctionsOff(1 << FUNCTION_SCHEDULES)).toBe(Status.OK);
    tell(NOON - 60);
    tell(NOON);
    expect(nextAction()).toBe(-1);
    expect(setFunctionsOff(0)).toBe(Status.OK);
    tell(NOON + 1);
    expect(nextAction()).toBe(-1);
    tell(NOON + 60);
    expect(<i32>actionAt(nextAction()).table).toBe(108);
  });
});
