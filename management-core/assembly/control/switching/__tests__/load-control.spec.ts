// Commands, hold-on, button and the wishes of the meter itself, on a mocked board.
import {
  ACTOR_MANUAL, ACTOR_PREPAYMENT, ACTOR_REMOTE, BUTTON_SCROLL, CONTROL_CONNECTED, CONTROL_DISCONNECTED, CONTROL_READY,
  CREDIT_EXHAUSTED, CREDIT_GOOD, NO_ACTOR, Status,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { setStorageFails } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { account } from '../../prepayment/account';
import { loadSwitchChanged, switchDidNotFollow } from '../../load-switch';
import { switchFails } from '../driver';
import { loadControlButton, reasonOpen, remoteDisconnect, remoteReconnect, setHold } from '../load-control';
import { replaceSettings, settingsToBe } from '../settings';
import { controlState, openingsBy } from '../state';
import { secondsToOpening } from '../wishes';
import { fresh, isClosed, now_us, pulsesGiven, restart, seconds, setFollows, setMode } from './testing';

function stands(control: i32, closed: bool): void {
  expect(<i32>controlState().control).toBe(control);
  expect(isClosed()).toBe(closed);
}

function holdButton(s: f64): void {
  loadControlButton(BUTTON_SCROLL, true, now_us);
  seconds(s);
  loadControlButton(BUTTON_SCROLL, false, now_us);
}

function credit(state: i32): void {
  account().state = <u8>state;
}

describe('A remote command', () => {
  beforeEach(() => fresh());

  test('opens, is stored before the pulse, and keeps its state over a restart', () => {
    setMode(4);
    expect(remoteDisconnect()).toBe(Status.OK);
    expect(pulsesGiven()).toBe(0);
    seconds(1);
    stands(CONTROL_DISCONNECTED, false);
    expect(reasonOpen()).toBe(ACTOR_REMOTE);
    expect(openingsBy(ACTOR_REMOTE)).toBe(1);
    restart();
    seconds(30);
    stands(CONTROL_DISCONNECTED, false);
    expect(pulsesGiven()).toBe(1);
  });

  test('closes directly in modes 2, 4, 7, and waits for the button in the others', () => {
    for (let mode: u8 = 1; mode < 8; mode++) {
      fresh();
      setMode(mode);
      remoteDisconnect();
      seconds(20);
      expect(remoteReconnect(now_us)).toBe(Status.OK);
      seconds(1);
      const direct = mode == 2 || mode == 4 || mode == 7;
      stands(direct ? CONTROL_CONNECTED : CONTROL_READY, direct);
      if (direct) continue;
      expect(reasonOpen()).toBe(ACTOR_MANUAL);
      holdButton(6);
      stands(CONTROL_CONNECTED, true);
    }
  });

  test('is refused in mode 0, where the switch is always closed', () => {
    remoteDisconnect();
    seconds(20);
    stands(CONTROL_DISCONNECTED, false);
    setMode(0);
    seconds(1);
    stands(CONTROL_CONNECTED, true);
    expect(remoteDisconnect()).toBe(Status.OUT_OF_RANGE);
    expect(remoteReconnect(now_us)).toBe(Status.OUT_OF_RANGE);
  });

  test('may be repeated, and counts once', () => {
    remoteDisconnect();
    expect(remoteDisconnect()).toBe(Status.OK);
    expect(openingsBy(ACTOR_REMOTE)).toBe(1);
  });

  test('changes nothing where it cannot be stored', () => {
    setStorageFails(true);
    expect(remoteDisconnect()).toBe(Status.STORAGE_FAILED);
    setStorageFails(false);
    seconds(20);
    stands(CONTROL_CONNECTED, true);
  });

  test('never closes onto a live load side', () => {
    setMode(4);
    remoteDisconnect();
    seconds(20);
    loadSwitchChanged(0, 1, Status.OK);
    seconds(1);
    expect(remoteReconnect(now_us)).toBe(Status.OUT_OF_RANGE);
    loadSwitchChanged(0, 0, Status.OK);
    seconds(9);
    expect(remoteReconnect(now_us)).toBe(Status.OUT_OF_RANGE);
    seconds(2);
    expect(remoteReconnect(now_us)).toBe(Status.OK);
    seconds(1);
    expect(isClosed()).toBe(true);
  });
});

describe('A meter without a stored state', () => {
  test('leaves its switch as it stands', () => {
    fresh(false);
    seconds(30);
    stands(CONTROL_DISCONNECTED, false);
    fresh(true);
    seconds(30);
    stands(CONTROL_CONNECTED, true);
    expect(reasonOpen()).toBe(NO_ACTOR);
  });
});

describe('Hold-on', () => {
  beforeEach(() => fresh());

  test('closes, and no command, button or credit opens while it is in force', () => {
    setMode(5);
    remoteDisconnect();
    seconds(20);
    expect(setHold(2)).toBe(Status.OUT_OF_RANGE);
    expect(setHold(1)).toBe(Status.OK);
    seconds(1);
    stands(CONTROL_CONNECTED, true);
    expect(remoteDisconnect()).toBe(Status.OUT_OF_RANGE);
    holdButton(6);
    credit(CREDIT_EXHAUSTED);
    seconds(20);
    stands(CONTROL_CONNECTED, true);
  });

  test('outlives a restart, and ends with its release: who asks to open opens', () => {
    setMode(6);
    setHold(1);
    restart();
    credit(CREDIT_EXHAUSTED);
    seconds(20);
    expect(isClosed()).toBe(true);
    expect(setHold(0)).toBe(Status.OK);
    seconds(1);
    stands(CONTROL_READY, false);
    expect(reasonOpen()).toBe(ACTOR_PREPAYMENT);
  });
});

describe('The button', () => {
  beforeEach(() => fresh());

  test('opens in modes with a manual disconnection, held for five seconds', () => {
    setMode(1);
    holdButton(4);
    stands(CONTROL_CONNECTED, true);
    holdButton(6);
    stands(CONTROL_READY, false);
    expect(reasonOpen()).toBe(ACTOR_MANUAL);
    seconds(20);
    stands(CONTROL_READY, false);
    holdButton(6);
    stands(CONTROL_CONNECTED, true);
  });

  test('opens in no other mode, and closes nothing that was disconnected remotely', () => {
    setMode(6);
    holdButton(6);
    stands(CONTROL_CONNECTED, true);
    remoteDisconnect();
    seconds(20);
    holdButton(6);
    stands(CONTROL_DISCONNECTED, false);
  });
});

describe('Credit that is used up', () => {
  beforeEach(() => fresh());

  test('opens after its warning, and closes again by itself in a mode that has h', () => {
    setMode(6);
    const next = settingsToBe();
    next.warning_s = 30;
    replaceSettings(next);
    credit(CREDIT_EXHAUSTED);
    seconds(1);
    expect(secondsToOpening()).toBe(30);
    seconds(28);
    stands(CONTROL_CONNECTED, true);
    seconds(2);
    stands(CONTROL_READY, false);
    expect(secondsToOpening()).toBe(0);
    credit(CREDIT_GOOD);
    seconds(20);
    stands(CONTROL_CONNECTED, true);
  });

  test('lets nobody close at the button before there is credit', () => {
    setMode(3);
    credit(CREDIT_EXHAUSTED);
    seconds(1);
    holdButton(6);
    stands(CONTROL_READY, false);
    credit(CREDIT_GOOD);
    seconds(20);
    stands(CONTROL_READY, false);
    holdButton(6);
    stands(CONTROL_CONNECTED, true);
  });

  test('opens at once again what a command closed', () => {
    setMode(7);
    credit(CREDIT_EXHAUSTED);
    seconds(20);
    const before = pulsesGiven();
    expect(remoteReconnect(now_us)).toBe(Status.OK);
    seconds(20);
    stands(CONTROL_READY, false);
    expect(pulsesGiven()).toBe(before);
  });
});

describe('A switch that does not follow', () => {
  test('is tried thrice, then each four hours, with an alarm', () => {
    fresh();
    setFollows(false);
    remoteDisconnect();
    seconds(1);
    expect(switchDidNotFollow()).toBe(true);
    seconds(60);
    expect(pulsesGiven()).toBe(3);
    expect(switchFails()).toBe(true);
    seconds(3600);
    expect(pulsesGiven()).toBe(3);
    setFollows(true);
    seconds(4 * 3600);
    expect(isClosed()).toBe(false);
    expect(switchFails()).toBe(false);
  });
});
