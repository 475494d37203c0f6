// An open terminal cover: what follows by the settings, outside the service window and inside it.
import { resetHost, switchActions } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { AccessEntry, Status as MeteringStatus } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  CONTACT_TERMINAL_COVER, COVER_POLICY_ALARM, COVER_POLICY_TRIP, MESSAGE_READ_STATUS, RESET_FAULT, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { ACT_COVER } from '../../../../shared-protocol/generated/assembly/programming';
import { mirrorRecord, RECORD } from '../../__tests__/testing';
import { entryOf, newestEntry, resetAccessLog } from '../../access/log';
import { replaceSettings, resetSettings, settingsToBe } from '../../access/settings';
import { resetMirror } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { contactChanged, resetContacts } from '../../surroundings/contacts';
import { setNow } from '../../time/clock';
import { coverAlarms, coverTick, resetCover } from '../cover';
import { loadSwitchChanged, resetLoadSwitch } from '../load-switch';
import { resetPrepayment } from '../prepayment/prepayment';
import { loadControlTick, remoteReconnect, resetLoadControl } from '../switching/load-control';

const CLOCK_s: u64 = 1_800_000_000;
let now_us: i64 = 0;

function ticks(count: i32): void {
  for (let i = 0; i < count; i++) {
    now_us += 10_000;
    setNow(now_us);
    coverTick();
    loadControlTick(now_us);
  }
}

/** The metering core tells the time. */
function tellTime(): void {
  memory.fill(RECORD, 0, 256);
  changetype<MeteringStatus>(RECORD).clock_s = CLOCK_s;
  mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), RECORD, now_us);
}

function cover(isOn: bool): void {
  contactChanged(CONTACT_TERMINAL_COVER, isOn ? 1 : 0);
  ticks(2);
}

function set(policy: i32, from_s: u64, to_s: u64): void {
  const next = settingsToBe();
  next.cover_policy = <u8>policy;
  next.window_from_s = <u32>from_s;
  next.window_to_s = <u32>to_s;
  replaceSettings(next);
}

function newest(): AccessEntry {
  return entryOf(newestEntry())!;
}

describe('an open terminal cover', () => {
  beforeEach(() => {
    resetHost();
    now_us = 0;
    setNow(0);
    resetMirror();
    resetContacts();
    resetSettings();
    resetAccessLog();
    resetLoadSwitch();
    resetCover();
    resetPrepayment();
    resetLoadControl(RESET_FAULT);
    loadSwitchChanged(1, 1, Status.OK);
    cover(true);
    tellTime();
  });

  it('alarms, and trips nothing, in a meter that nobody set', () => {
    expect(coverAlarms()).toBe(false);
    cover(false);
    expect(coverAlarms()).toBe(true);
    expect(switchActions()).toBe(0);
    cover(true);
    expect(coverAlarms()).toBe(false);
  });

  it('opens the load switch where that is set, and closes it no more', () => {
    set(COVER_POLICY_TRIP, 0, 0);
    cover(false);
    expect(coverAlarms()).toBe(false);
    expect(switchActions()).toBe(1);
    loadSwitchChanged(0, 0, Status.OK);
    cover(true);
    expect(remoteReconnect(now_us)).toBe(Status.OK);
    ticks(2000);
    cover(false);
    expect(switchActions()).toBe(1);
  });

  it('does not ask for a switch that is open already', () => {
    set(COVER_POLICY_TRIP, 0, 0);
    loadSwitchChanged(0, 0, Status.OK);
    cover(false);
    expect(switchActions()).toBe(0);
  });

  it('has no consequence within the service window, and one behind it', () => {
    set(COVER_POLICY_TRIP | COVER_POLICY_ALARM, CLOCK_s, CLOCK_s + 60);
    cover(false);
    expect(coverAlarms()).toBe(false);
    expect(switchActions()).toBe(0);
    expect(newest().level).toBe(0);
    ticks(6100);
    expect(coverAlarms()).toBe(true);
    cover(true);
    cover(false);
    expect(switchActions()).toBe(1);
    expect(newest().level).toBe(1);
  });

  it('waits for the time behind a start before it decides, ten seconds at most', () => {
    set(COVER_POLICY_TRIP, CLOCK_s, CLOCK_s + 60);
    resetMirror();
    resetCover();
    ticks(500);
    expect(switchActions()).toBe(0);
    tellTime();
    ticks(2);
    expect(switchActions()).toBe(0);
    resetMirror();
    cover(false);
    ticks(990);
    expect(switchActions()).toBe(0);
    ticks(20);
    expect(switchActions()).toBe(1);
  });

  it('is told in the log when it opens and when it closes', () => {
    cover(false);
    expect(newest().act).toBe(<u8>ACT_COVER);
    expect(newest().digest).toBe(1);
    expect(newest().time_s).toBe(<u32>CLOCK_s);
    cover(true);
    expect(newest().digest).toBe(0);
    expect(newestEntry()).toBe(2);
  });
});
