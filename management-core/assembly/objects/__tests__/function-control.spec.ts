// Functions that are switched on and off: by name, kept over starts, and over cuts at any byte.
import { FUNCTION_SETTINGS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  FUNCTION_LIMITER, FUNCTION_MONITORS, FUNCTION_OPEN_HOURS, FUNCTION_PUSH, FUNCTION_SCHEDULES, FUNCTIONS, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, setCutAfter, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { functionIsOn, functionsOff, resetFunctions } from '../../access/functions';
import { resetWrites } from '../write';
import { begin, head, read, reads, text, write } from './axdr-writing';

const CONTROL = memory.data<u8>([0, 0, 44, 1, 0, 255]);
const STATUS: i32 = 1;
const LIST: i32 = 2;
const SET: i32 = 3;

function named(name: string, on: bool): void {
  head(2, 2);
  text(name);
  head(3, i32(on));
}

/** One function is switched, the name in pieces of a size. */
function turn(name: string, on: bool, piece: i32 = 1): i32 {
  begin();
  head(1, 1);
  named(name, on);
  return write(CONTROL, SET, piece);
}

describe('A function of the meter', () => {
  beforeEach(() => {
    resetHost();
    resetWrites();
    resetFunctions();
  });

  test('is on until it is switched off by its name, and off over a start until it is switched on', () => {
    const names: StaticArray<string> = ['push', 'schedules', 'monitors', 'limiter', 'open_hours'];
    const which: StaticArray<i32> = [FUNCTION_PUSH, FUNCTION_SCHEDULES, FUNCTION_MONITORS, FUNCTION_LIMITER, FUNCTION_OPEN_HOURS];
    expect(names.length).toBe(FUNCTIONS);
    for (let n = 0; n < FUNCTIONS; n++) {
      expect(functionIsOn(which[n])).toBe(true);
      expect(turn(names[n], false, n + 1)).toBe(Status.OK);
      resetFunctions();
      expect(functionsOff()).toBe(1 << which[n]);
      expect(turn(names[n], true)).toBe(Status.OK);
      expect(functionsOff()).toBe(0);
    }
  });

  test('stays as it is where another is named, and all do where one of them is none', () => {
    expect(turn('push', false)).toBe(Status.OK);
    begin();
    head(1, 2);
    named('limiter', false);
    named('push', true);
    expect(write(CONTROL, SET)).toBe(Status.OK);
    expect(functionsOff()).toBe(1 << FUNCTION_LIMITER);
    begin();
    head(1, 2);
    named('monitors', false);
    named('relays', false);
    expect(write(CONTROL, SET)).toBe(Status.OUT_OF_RANGE);
    expect(turn('limite', true)).toBe(Status.OUT_OF_RANGE);
    expect(turn('limiters', true)).toBe(Status.OUT_OF_RANGE);
    expect(turn('a function with a long name', true)).toBe(Status.OUT_OF_RANGE);
    expect(turn('', true)).toBe(Status.OUT_OF_RANGE);
    expect(functionsOff()).toBe(1 << FUNCTION_LIMITER);
    setStorageFails(true);
    expect(turn('limiter', true)).not.toBe(Status.OK);
    expect(functionIsOn(FUNCTION_LIMITER)).toBe(false);
  });

  test('is listed with its state and its objects', () => {
    turn('limiter', false);
    begin();
    head(1, 5);
    named('push', true);
    named('schedules', true);
    named('monitors', true);
    named('limiter', false);
    named('open_hours', true);
    expect(reads(CONTROL, STATUS)).toBe(true);
    // Entry: structure, name, array; each object: structure, class, code.
    const objects = 4 + 2 + 4 + 1 + 1;
    const letters = 4 + 9 + 8 + 7 + 10;
    expect(read(CONTROL, LIST)).toBe(2 + 5 * (2 + 2 + 2) + letters + objects * (2 + 3 + 8));
  });

  test('is as it was or as it was told, at whatever byte the supply is cut', () => {
    let offs = 0;
    for (let cut: i32 = 0; cut <= FUNCTION_SETTINGS_BYTES; cut++) {
      resetHost();
      resetWrites();
      resetFunctions();
      turn('monitors', false);
      setCutAfter(cut);
      turn('push', false);
      setCutAfter(-1);
      resetFunctions();
      expect(functionIsOn(FUNCTION_MONITORS)).toBe(false);
      if (!functionIsOn(FUNCTION_PUSH)) offs++;
    }
    expect(offs).toBe(1);
  });
});
