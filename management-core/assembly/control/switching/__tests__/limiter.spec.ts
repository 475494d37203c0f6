// Power above a limit: how long it is borne, who opened, and when it closes again.
import {
  ACTOR_LIMITER, ACTOR_OPERATOR, CONTROL_CONNECTED, CONTROL_READY, Status,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { account } from '../../prepayment/account';
import { loadControlButton, reasonOpen, setHold } from '../load-control';
import { emergencyIsActive, groupAt } from '../emergency';
import { activeThreshold_mW, limitInForce_W } from '../limiter';
import { operatorLeft_s, orderLimit } from '../operator';
import { replaceSettings, settingsToBe } from '../settings';
import { controlState } from '../state';
import { secondsToOpening } from '../wishes';
import { CLOCK_s, fresh, isClosed, measured, now_us, pulsesGiven, restart, seconds, setMode, tellTime } from './testing';

function limit(normal_W: u32, over_s: u32, under_s: u32): void {
  const next = settingsToBe();
  next.normal_mW = normal_W * 1000;
  next.over_s = over_s;
  next.under_s = under_s;
  expect(replaceSettings(next)).toBe(Status.OK);
}

/** A load of so many W for so long, which draws nothing behind an open switch. */
function load(power_W: i32, s: i32): void {
  for (let i = 0; i < s; i++) {
    measured(0, isClosed() ? power_W : 0, 0, 0);
    seconds(1);
  }
}

function emergency(limit_W: u32, id: u16, from_s: u64, duration_s: u32, group: u16): void {
  const next = settingsToBe();
  next.emergency_mW = limit_W * 1000;
  next.emergency_id = id;
  next.emergency_from_s = <u32>from_s;
  next.emergency_s = duration_s;
  next.group_count = 1;
  store<u16>(groupAt(next, 0), group);
  replaceSettings(next);
}

describe('The limiter', () => {
  beforeEach(() => {
    fresh();
    setMode(6);
    limit(3000, 10, 60);
  });

  test('tells what it will do, opens when it lasted, and closes when the wait is over', () => {
    load(3500, 4);
    expect(isClosed()).toBe(true);
    expect(secondsToOpening()).toBeGreaterThan(4);
    load(3500, 8);
    expect(isClosed()).toBe(false);
    expect(reasonOpen()).toBe(ACTOR_LIMITER);
    expect(<i32>controlState().control).toBe(CONTROL_READY);
    load(2000, 55);
    expect(isClosed()).toBe(false);
    load(2000, 20);
    expect(isClosed()).toBe(true);
    load(2000, 100);
    expect(isClosed()).toBe(true);
  });

  test('bears what is at the limit, what is short, and what is fed in', () => {
    load(3000, 30);
    load(3500, 8);
    load(100, 2);
    load(3500, 8);
    load(-9000, 30);
    expect(isClosed()).toBe(true);
    expect(secondsToOpening()).toBe(0);
  });

  test('waits twice as long behind each opening in a row', () => {
    for (let i = 0; i < 3; i++) {
      load(4000, 12);
      expect(isClosed()).toBe(false);
      load(4000, (60 << i) - 5);
      expect(isClosed()).toBe(false);
      load(0, 17);
      expect(isClosed()).toBe(true);
    }
  });

  test('waits for the button in a mode without h, and lets nobody close before', () => {
    setMode(3);
    load(4000, 12);
    load(0, 30);
    loadControlButton(0, true, now_us);
    load(0, 6);
    expect(isClosed()).toBe(false);
    loadControlButton(0, false, now_us);
    load(0, 100);
    expect(isClosed()).toBe(false);
    loadControlButton(0, true, now_us);
    load(0, 6);
    expect(isClosed()).toBe(true);
  });

  test('keeps what it opened open over a restart, for the whole wait', () => {
    load(4000, 12);
    restart();
    load(0, 50);
    expect(isClosed()).toBe(false);
    load(0, 15);
    expect(isClosed()).toBe(true);
  });

  test('does nothing without a limit, on old measurements, and under hold-on', () => {
    limit(0, 0, 0);
    load(100_000, 30);
    limit(3000, 10, 60);
    measured(0, 9000, 0, 0);
    seconds(60);
    setHold(1);
    load(9000, 60);
    expect(isClosed()).toBe(true);
    expect(pulsesGiven()).toBe(0);
  });

  test('takes the limit of a token where that is less', () => {
    account().maximum_power_W = 1000;
    expect(limitInForce_W()).toBe(1000);
    load(1500, 12);
    expect(reasonOpen()).toBe(ACTOR_LIMITER);
  });
});

describe('The emergency profile', () => {
  beforeEach(() => {
    fresh();
    setMode(6);
    limit(10_000, 5, 60);
    tellTime(CLOCK_s);
  });

  test('has its own threshold from its time on, for its duration', () => {
    emergency(2000, 7, CLOCK_s + 100, 50, 7);
    expect(emergencyIsActive()).toBe(false);
    tellTime(CLOCK_s + 100);
    expect(emergencyIsActive()).toBe(true);
    expect(activeThreshold_mW()).toBe(2_000_000);
    tellTime(CLOCK_s + 149);
    expect(emergencyIsActive()).toBe(true);
    tellTime(CLOCK_s + 150);
    expect(activeThreshold_mW()).toBe(10_000_000);
  });

  test('is none in a meter of another group, nor without a known time', () => {
    emergency(2000, 7, CLOCK_s, 50, 8);
    expect(emergencyIsActive()).toBe(false);
    emergency(2000, 7, CLOCK_s, 50, 7);
    expect(emergencyIsActive()).toBe(true);
    restart();
    expect(emergencyIsActive()).toBe(false);
  });
});

describe('An order of a grid operator', () => {
  beforeEach(() => {
    fresh();
    setMode(6);
    limit(0, 5, 60);
  });

  test('is told before it opens, however short the limiter waits', () => {
    limit(0, 0, 60);
    tellTime(CLOCK_s);
    orderLimit(4200, 600);
    load(5000, 8);
    expect(isClosed()).toBe(true);
    expect(secondsToOpening()).toBeGreaterThan(0);
    load(5000, 4);
    expect(isClosed()).toBe(false);
    expect(reasonOpen()).toBe(ACTOR_OPERATOR);
  });

  test('limits for its time, over a restart, and is over then', () => {
    expect(orderLimit(4200, 600)).toBe(Status.TIMEOUT);
    tellTime(CLOCK_s);
    expect(orderLimit(4200, 600)).toBe(Status.OK);
    restart();
    expect(limitInForce_W()).toBe(0);
    tellTime(CLOCK_s + 10);
    expect(limitInForce_W()).toBe(4200);
    expect(operatorLeft_s()).toBe(590);
    load(5000, 12);
    expect(isClosed()).toBe(false);
    expect(reasonOpen()).toBe(ACTOR_OPERATOR);
    restart(); // before the time is known nothing closes
    seconds(20);
    expect(isClosed()).toBe(false);
    tellTime(CLOCK_s + 600);
    load(5000, 15);
    expect(<i32>controlState().control).toBe(CONTROL_CONNECTED);
    expect(isClosed()).toBe(true);
  });

  test('is refused where it is none, and ended by 0 W', () => {
    tellTime(CLOCK_s);
    expect(orderLimit(-1, 60)).toBe(Status.OUT_OF_RANGE);
    expect(orderLimit(4_000_001, 60)).toBe(Status.OUT_OF_RANGE);
    expect(orderLimit(4200, 0)).toBe(Status.OUT_OF_RANGE);
    expect(orderLimit(4200, 86_401)).toBe(Status.OUT_OF_RANGE);
    expect(orderLimit(4200, 86_400)).toBe(Status.OK);
    expect(orderLimit(0, 0)).toBe(Status.OK);
    expect(limitInForce_W()).toBe(0);
  });
});
