// Voltages that open, current that must not be, and closings behind an outage.
import { ACTOR_PROTECTION, Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { switchActions } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { supplyChanged, resetSupply } from '../../../time/supply';
import { currentFlowsOpen } from '../anomalies';
import { reasonOpen, remoteDisconnect, remoteReconnect, setHold } from '../load-control';
import { spread_us } from '../outage';
import { replaceSettings, settingsToBe } from '../settings';
import { fresh, isClosed, measured, now_us, poweredUp, restart, seconds, setMode } from './testing';

function voltages(a: u32, b: u32, c: u32, s: i32): void {
  for (let i = 0; i < s; i++) {
    measured(1, 0, a, 0);
    measured(2, 0, b, 0);
    measured(3, 0, c, 0);
    seconds(1);
  }
}

function protect(over_V: u32, spread_V: u32): void {
  const next = settingsToBe();
  next.overvoltage_mV = over_V * 1000;
  next.spread_mV = spread_V * 1000;
  next.protect_s = 3;
  next.restore_s = 30;
  expect(replaceSettings(next)).toBe(Status.OK);
}

describe('Protection', () => {
  beforeEach(() => {
    fresh();
    setMode(6);
  });

  test('opens on an overvoltage that lasts, and closes when its end did', () => {
    protect(265, 0);
    voltages(230, 264, 230, 10);
    voltages(230, 280, 230, 2);
    voltages(230, 230, 230, 5);
    expect(isClosed()).toBe(true);
    voltages(230, 280, 230, 5);
    expect(isClosed()).toBe(false);
    expect(reasonOpen()).toBe(ACTOR_PROTECTION);
    voltages(230, 231, 230, 25);
    expect(isClosed()).toBe(false);
    voltages(230, 231, 230, 10);
    expect(isClosed()).toBe(true);
  });

  test('opens on a broken neutral, and not on a phase that is gone', () => {
    protect(0, 60);
    voltages(230, 0, 230, 10);
    voltages(230, 200, 230, 10);
    expect(isClosed()).toBe(true);
    voltages(300, 120, 260, 5);
    expect(isClosed()).toBe(false);
  });

  test('keeps what it opened open over a restart, and does nothing while no voltage is known', () => {
    protect(265, 0);
    voltages(280, 230, 230, 5);
    restart();
    seconds(60);
    expect(isClosed()).toBe(false);
    voltages(230, 230, 230, 35);
    expect(isClosed()).toBe(true);
  });

  test('is off in a meter that nobody set, and under hold-on', () => {
    voltages(400, 100, 230, 20);
    expect(isClosed()).toBe(true);
    protect(265, 60);
    setHold(1);
    voltages(400, 100, 230, 20);
    expect(isClosed()).toBe(true);
  });
});

describe('Current behind an open switch', () => {
  test('is an alarm when it lasts', () => {
    fresh();
    remoteDisconnect();
    seconds(1);
    for (let i = 0; i < 4; i++) {
      measured(2, 0, 230, 200);
      seconds(1);
    }
    expect(currentFlowsOpen).toBe(false);
    for (let i = 0; i < 4; i++) {
      measured(2, 0, 230, 200);
      seconds(1);
    }
    expect(currentFlowsOpen).toBe(true);
    measured(2, 0, 230, 50);
    seconds(1);
    expect(currentFlowsOpen).toBe(false);
  });
});

describe('Behind an outage', () => {
  test('a closing is spread from 0 to 5 minutes, evenly', () => {
    const parts: i32[] = [0, 0, 0, 0, 0];
    for (let i: u64 = 0; i < 1000; i++) {
      const spread = spread_us(<u32>(i * 4294967), 300);
      expect(spread >= 0 && spread < 300_000_000).toBe(true);
      parts[<i32>(spread / 60_000_000)]++;
    }
    for (let part = 0; part < 5; part++) expect(abs(parts[part] - 200)).toBeLessThan(3);
    expect(spread_us(u32.MAX_VALUE, 300)).toBeLessThan(300_000_000);
    expect(spread_us(u32.MAX_VALUE, 0)).toBe(0);
  });

  test('what is to be closed waits, and no two starts wait alike; a command waits for nothing', () => {
    let different = 0;
    let last: i64 = -1;
    for (let i = 0; i < 6; i++) {
      fresh();
      setMode(7);
      remoteDisconnect();
      seconds(20);
      expect(remoteReconnect(now_us)).toBe(Status.OK);
      poweredUp();
      let waited: i64 = 0;
      while (!isClosed() && waited < 400) {
        seconds(1);
        waited++;
      }
      expect(waited).toBeLessThan(302);
      if (waited != last) different++;
      last = waited;
    }
    expect(different).toBeGreaterThan(3);
    fresh();
    setMode(7);
    remoteDisconnect();
    seconds(20);
    poweredUp();
    expect(remoteReconnect(now_us)).toBe(Status.OK);
    seconds(20);
    expect(isClosed()).toBe(true);
  });

  test('the load was shed when it began, where that is set, and nothing is driven while the supply fails', () => {
    fresh();
    resetSupply();
    const next = settingsToBe();
    next.shed = 1;
    next.outage_s = 60;
    replaceSettings(next);
    seconds(1);
    supplyChanged(true, now_us);
    seconds(1);
    expect(isClosed()).toBe(false);
    const before = switchActions();
    remoteDisconnect();
    seconds(5);
    expect(switchActions()).toBe(before);
    supplyChanged(false, now_us);
    setMode(7);
    remoteReconnect(now_us);
    seconds(70);
    expect(isClosed()).toBe(true);
    resetSupply();
  });
});
