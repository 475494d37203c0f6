// What the specs of load control share: a core with its switch told, and time that goes on.
import { resetHost, switchActions } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { LOAD_SWITCH_CLOSE, LOAD_SWITCH_OPEN, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_STATUS, RESET_FAULT, RESET_POWER_ON, Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { Instantaneous, Status as MeteringStatus } from '../../../../../shared-protocol/generated/assembly/layouts';
import { mirrorRecord, RECORD } from '../../../__tests__/testing';
import { resetSettings as resetAccessSettings } from '../../../access/settings';
import { resetLogs } from '../../../logs/log';
import { resetMirror } from '../../../link/mirror';
import { slotOf } from '../../../link/slots';
import { resetContacts } from '../../../surroundings/contacts';
import { setNow } from '../../../time/clock';
import { resetCover } from '../../cover';
import { loadSwitchChanged, resetLoadSwitch } from '../../load-switch';
import { resetPrepayment } from '../../prepayment/prepayment';
import { loadControlTick, resetLoadControl } from '../load-control';
import { replaceSettings, settingsToBe } from '../settings';

export const CLOCK_s: u64 = 1_800_000_000;
const STEP_us: i64 = 100_000;

export let now_us: i64 = 0;
let contact: bool = true;
let pulses: i32 = 0;
/** The contact follows its coil. */
export let follows: bool = true;

export function setFollows(does: bool): void {
  follows = does;
}

/** The supply comes back: what is stored is there, and no more. */
export function restart(): void {
  startBy(RESET_FAULT);
}

/** The same with the supply: an outage is over. */
export function poweredUp(): void {
  startBy(RESET_POWER_ON);
}

function startBy(cause: i32): void {
  setNow(0);
  now_us = 0;
  resetMirror();
  resetContacts();
  resetAccessSettings();
  resetLoadSwitch();
  resetCover();
  resetPrepayment();
  resetLoadControl(cause);
  resetLogs();
  loadSwitchChanged(contact ? 1 : 0, contact ? 1 : 0, Status.OK);
}

/** A meter that nobody set, its switch closed. */
export function fresh(closed: bool = true): void {
  resetHost();
  contact = closed;
  follows = true;
  pulses = 0;
  restart();
}

/** The switch as the decision of the core leads it: what the last pulse was, the contact is. */
function board(): void {
  if (switchActions() == pulses) return;
  pulses = switchActions();
  if (follows) contact = !contact;
  loadSwitchChanged(contact ? 1 : 0, contact ? 1 : 0, follows ? Status.OK : Status.TIMEOUT);
}

export function isClosed(): bool {
  return contact;
}

export function pulsesGiven(): i32 {
  return pulses;
}

export function seconds(count: f64): void {
  const end = now_us + <i64>(count * 1e6);
  while (now_us < end) {
    now_us += STEP_us;
    setNow(now_us);
    loadControlTick(now_us);
    board();
  }
}

export function setMode(mode: u8): void {
  const next = settingsToBe();
  next.mode = mode;
  next.warning_s = 0;
  expect(replaceSettings(next)).toBe(Status.OK);
}

export function tellTime(utc_s: u64): void {
  memory.fill(RECORD, 0, 256);
  changetype<MeteringStatus>(RECORD).clock_s = utc_s;
  mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), RECORD, now_us);
}

/** What the metering core measures: power of all phases, voltage and current of one. */
export function measured(scope: i32, power_W: i32, volts: u32, milliamps: u32): void {
  memory.fill(RECORD, 0, 256);
  const record = changetype<Instantaneous>(RECORD);
  record.scope = <u8>scope;
  record.active_power_mW = power_W * 1000;
  record.voltage_mV = volts * 1000;
  record.current_uA = milliamps * 1000;
  mirrorRecord(slotOf(MESSAGE_READ_INSTANTANEOUS, scope), RECORD, now_us);
}
