// When a setup pushes: what asks for it, how late, how often it is repeated, within which hours, and until when it waits to be confirmed.
import { Status as StatusRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_IDENTIFY, MESSAGE_READ_STATUS, PUSH_ALARM, PUSH_CONFIRMED, PUSH_RETURN, PUSH_SCHEDULE, PUSH_TRANSPORT_HDLC, PORT_RS485, PORT_UPLINK,
  RESET_POWER_ON, RESET_FAULT, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { mirrorValue64 } from '../../__tests__/testing';
import { resetMirror } from '../../link/mirror';
import { logState } from '../../logs/state';
import { resetSupply, supplyChanged } from '../../time/supply';
import { learnOffset, resetZone } from '../../time/zone';
import { isStart, isWindow } from '../hours';
import { alarmPushTick, resetPushCauses } from '../causes';
import { askPush, confirmPush, duePush, lastConfirmed_s, nextInvoke, pushFailed, pushSent, pushTaken, pushTick, resetPushes, stopPush, wantsConfirmation } from '../pushes';
import { pushSetup, pushSetupToBe, replacePushSetup, resetPushSettings, windowAt } from '../settings';

const SECOND_us: i64 = 1_000_000;
const CLIENT: u8 = 1;
const NOON: u64 = 1_830_340_800; // 2028-01-01T12:00:00Z
const ALWAYS = memory.data<u8>([255, 255, 255, 255, 255, 255, 255, 255, 255, 128, 0, 255]);
const WINDOW = memory.data<u8>([
  255, 255, 255, 255, 255, 22, 0, 0, 0, 128, 0, 0, 255, 255, 255, 255, 255, 6, 0, 0, 0, 128, 0, 0,
]);

function tell(time_s: u64): void {
  mirrorValue64(MESSAGE_IDENTIFY, 0, 0, 0, 0);
  mirrorValue64(MESSAGE_READ_STATUS, 0, offsetof<StatusRecord>('clock_s'), <i64>time_s, 0);
}

function install(setup: i32): void {
  const record = pushSetupToBe(setup);
  record.destination_bytes = 4;
  replacePushSetup(setup);
}

/** Comes due at a time, and is sent by the line. Returns its number. */
function goesOut(setup: i32, now_us: i64): u32 {
  pushTick(now_us);
  expect(duePush(false)).toBe(setup);
  const invoke = nextInvoke();
  pushTaken(setup, invoke, PORT_UPLINK);
  expect(duePush(false)).toBe(-1);
  pushSent(setup, now_us);
  return invoke;
}

describe('A push', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    resetZone();
    learnOffset(0, 0);
    resetSupply();
    resetPushSettings();
    resetPushes();
    tell(NOON);
  });

  test('is none without a destination, and comes due at once with one', () => {
    askPush(PUSH_SCHEDULE, 0);
    pushTick(1);
    expect(duePush(false)).toBe(-1);
    install(PUSH_SCHEDULE);
    askPush(PUSH_SCHEDULE, 0);
    goesOut(PUSH_SCHEDULE, 1);
    pushTick(1 + SECOND_us);
    expect(duePush(false)).toBe(-1);
  });

  test('waits for something to tell, and goes to the line of its transport alone', () => {
    install(PUSH_SCHEDULE);
    resetMirror();
    askPush(PUSH_SCHEDULE, 0);
    pushTick(SECOND_us);
    expect(duePush(false)).toBe(-1);
    tell(NOON);
    pushTick(SECOND_us);
    pushSetup(PUSH_SCHEDULE).transport = <u8>PUSH_TRANSPORT_HDLC;
    expect(duePush(false)).toBe(-1);
    expect(duePush(true)).toBe(PUSH_SCHEDULE);
  });

  test('is spread at random, and never later than is set', () => {
    install(PUSH_SCHEDULE);
    pushSetup(PUSH_SCHEDULE).randomisation_s = 300;
    askPush(PUSH_SCHEDULE, 0);
    pushTick(300 * SECOND_us);
    expect(duePush(false)).toBe(PUSH_SCHEDULE);
  });

  test('is repeated with delays that grow up to the longest, and given up behind the last', () => {
    install(PUSH_SCHEDULE);
    const record = pushSetup(PUSH_SCHEDULE);
    record.retries = 3;
    record.delay_min_s = 10;
    record.delay_exponent = 300;
    record.delay_max_s = 50;
    askPush(PUSH_SCHEDULE, 0);
    let now: i64 = 0;
    const delays: i64[] = [10, 30, 50];
    for (let attempt = 0; attempt < 3; attempt++) {
      pushTick(now);
      expect(duePush(false)).toBe(PUSH_SCHEDULE);
      now += 10 * SECOND_us; // nobody takes it
      pushTick(now);
      pushTick(now + delays[attempt] * SECOND_us - 1);
      expect(duePush(false)).toBe(-1);
      now += delays[attempt] * SECOND_us;
    }
    pushTick(now);
    pushFailed(PUSH_SCHEDULE, now);
    pushTick(now + 3600 * SECOND_us);
    expect(duePush(false)).toBe(-1);
  });

  test('that was asked for again meanwhile follows; one that is stopped does not', () => {
    install(PUSH_SCHEDULE);
    askPush(PUSH_SCHEDULE, 0);
    askPush(PUSH_SCHEDULE, 0);
    goesOut(PUSH_SCHEDULE, 1);
    goesOut(PUSH_SCHEDULE, 2);
    askPush(PUSH_SCHEDULE, 2);
    stopPush(PUSH_SCHEDULE);
    pushTick(3);
    expect(duePush(false)).toBe(-1);
  });

  test('is confirmed by its number, at its port, by its client alone; once in an interval it wants that', () => {
    install(PUSH_SCHEDULE);
    const record = pushSetup(PUSH_SCHEDULE);
    record.operation = <u8>PUSH_CONFIRMED;
    record.client = CLIENT;
    record.confirm_interval_s = 60;
    expect(wantsConfirmation(PUSH_SCHEDULE)).toBe(true);
    askPush(PUSH_SCHEDULE, 0);
    const invoke = goesOut(PUSH_SCHEDULE, 1);
    expect(confirmPush(invoke + 1, PORT_UPLINK, CLIENT, 2)).toBe(false);
    expect(confirmPush(invoke, PORT_RS485, CLIENT, 2)).toBe(false);
    expect(confirmPush(invoke, PORT_UPLINK, CLIENT + 1, 2)).toBe(false);
    expect(confirmPush(invoke, PORT_UPLINK, 0x100 + CLIENT, 2)).toBe(false);
    expect(confirmPush(invoke | 0xc000_0000, PORT_UPLINK, CLIENT, 2)).toBe(true);
    expect(confirmPush(invoke, PORT_UPLINK, CLIENT, 2)).toBe(false);
    expect(lastConfirmed_s(PUSH_SCHEDULE)).toBe(<u32>NOON);
    expect(wantsConfirmation(PUSH_SCHEDULE)).toBe(false);
    tell(NOON + 60);
    expect(wantsConfirmation(PUSH_SCHEDULE)).toBe(true);
  });

  test('goes out within its windows, and without a known time within none', () => {
    install(PUSH_SCHEDULE);
    const record = pushSetup(PUSH_SCHEDULE);
    record.windows = 1;
    memory.copy(windowAt(record, 0), WINDOW, 24);
    expect(isWindow(WINDOW)).toBe(true);
    expect(isWindow(WINDOW + 12)).toBe(false); // what follows it is none
    expect(isStart(ALWAYS)).toBe(true);
    askPush(PUSH_SCHEDULE, 0);
    for (let hour: u64 = 0; hour < 24; hour++) {
      tell(NOON + hour * 3600);
      pushTick(1);
      const isNight = hour >= 10 && hour < 18;
      expect(duePush(false)).toBe(isNight ? PUSH_SCHEDULE : -1);
      stopPush(PUSH_SCHEDULE);
      askPush(PUSH_SCHEDULE, 0);
    }
    tell(0);
    pushTick(1);
    expect(duePush(false)).toBe(-1);
  });

  test('is asked for by the return of the supply, and by an alarm that was not there', () => {
    install(PUSH_RETURN);
    install(PUSH_ALARM);
    resetPushCauses(RESET_FAULT);
    pushTick(1);
    expect(duePush(false)).toBe(-1);
    resetPushCauses(RESET_POWER_ON);
    goesOut(PUSH_RETURN, 1);
    supplyChanged(true, 1);
    alarmPushTick(2);
    supplyChanged(false, 2);
    alarmPushTick(3);
    goesOut(PUSH_RETURN, 3);
    logState().alarm_descriptor = 4;
    alarmPushTick(4);
    goesOut(PUSH_ALARM, 4);
    alarmPushTick(5);
    pushTick(5);
    expect(duePush(false)).toBe(-1);
    logState().alarm_descriptor = 0;
    alarmPushTick(6);
    logState().alarm_descriptor = 4;
    alarmPushTick(7);
    goesOut(PUSH_ALARM, 7);
    logState().alarm_descriptor = 0;
  });

  test('keeps its settings over a start, and those before where they cannot be stored', () => {
    const record = pushSetupToBe(PUSH_SCHEDULE);
    record.randomisation_s = 77;
    expect(replacePushSetup(PUSH_SCHEDULE)).toBe(Status.OK);
    setStorageFails(true);
    pushSetupToBe(PUSH_SCHEDULE).randomisation_s = 78;
    expect(replacePushSetup(PUSH_SCHEDULE)).not.toBe(Status.OK);
    setStorageFails(false);
    expect(<i32>pushSetup(PUSH_SCHEDULE).randomisation_s).toBe(77);
    resetPushSettings();
    expect(<i32>pushSetup(PUSH_SCHEDULE).randomisation_s).toBe(77);
    expect(<i32>pushSetup(PUSH_ALARM).randomisation_s).toBe(0);
  });
});
