// What the specs of prepayment share: a meter of energy credit with the published test key, and digits by name.
import { Registers, Status as MeterStatus } from '../../../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS, Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { resetHost } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { PREPAYMENT_MODE_ENERGY } from '../../../../../shared-protocol/generated/assembly/protocol';
import { mirrorValue64 } from '../../../__tests__/testing';
import { resetMirror } from '../../../link/mirror';
import { bookTo, books, loadBooks } from '../../../registers/books';
import { resetZone } from '../../../time/zone';
import { account } from '../account';
import { enterToken } from '../enter';
import { EA_MISTY1 } from '../keys/decoder-key';
import { KeyPurpose, provisionKey } from '../keys/provision';
import { parametersToBe } from '../parameters';
import { prepaymentTick, resetPrepayment, setPrepayment } from '../prepayment';

export const KWH_mWs: i64 = 3_600_000_000;
/** Energy of a token of one unit. */
export const UNIT_mWs: i64 = 360_000_000;
export const SECOND_us: i64 = 1_000_000;

const IMPORT: i32 = <i32>offsetof<Registers>('active_import_mWs');
const CLOCK: i32 = <i32>offsetof<MeterStatus>('clock_s');

export let now_us: i64 = 0;

/** The key that STS 531 publishes (tools/clients/vectors/sts.json: krn1), and the one that its set of four leads to (ti2). */
const KEY = memory.data<u8>([0xf9, 0x4b, 0x6e, 0xd3, 0x53, 0xc3, 0xbf, 0xdb, 0x11, 0x3e, 0x2d, 0x3a, 0x7e, 0xa3, 0xc4, 0x1d]);
const PURPOSE = memory.data(offsetof<KeyPurpose>(), 8);
const DIGITS = memory.data(32, 8);

export function provision(): i32 {
  const purpose = changetype<KeyPurpose>(PURPOSE);
  purpose.sgc = 123457;
  purpose.ea = EA_MISTY1;
  purpose.kt = 2;
  purpose.krn = 1;
  purpose.ti = 1;
  purpose.ken = 255;
  purpose.base = 0;
  return provisionKey(purpose, KEY, 16);
}

/** A meter of a mode, with its key, on a fresh board. */
export function freshMeter(mode: i32): void {
  now_us = 0;
  resetHost();
  resetMirror();
  resetZone();
  loadBooks();
  resetPrepayment();
  const next = parametersToBe();
  next.mode = <u8>mode;
  next.maximum_credit = 1000 * KWH_mWs;
  next.low_credit = UNIT_mWs;
  next.emergency_limit = 0;
  next.reconnect_above = 0;
  next.friendly_days = 0;
  expect(setPrepayment(next)).toBe(Status.OK);
  expect(provision()).toBe(Status.OK);
}

export function freshEnergyMeter(): void {
  freshMeter(PREPAYMENT_MODE_ENERGY);
}

export function entered(digits: string): i32 {
  for (let i = 0; i < digits.length; i++) store<u8>(DIGITS + i, <u8>digits.charCodeAt(i));
  return enterToken(DIGITS, digits.length, 0);
}

/** The mirror has this reading of the import register from now on. */
export function mirrors(import_mWs: i64): void {
  mirrorValue64(MESSAGE_READ_REGISTERS, 0, IMPORT, import_mWs, now_us);
}

/** The import register stands at this reading when the next second is judged. */
export function standsAt(import_mWs: i64): void {
  now_us += SECOND_us;
  mirrors(import_mWs);
  prepaymentTick(now_us);
}

export function clockShows(time_s: i64): void {
  mirrorValue64(MESSAGE_READ_STATUS, 0, CLOCK, time_s, now_us);
}

export function state(): i32 {
  return <i32>account().state;
}

/** Sets emergency limit, threshold for reconnection and friendly hours. */
export function terms(emergency: i64, reconnect: i64, days: u8, from_min: u16, to_min: u16): void {
  const next = parametersToBe();
  next.emergency_limit = emergency;
  next.reconnect_above = reconnect;
  next.friendly_days = days;
  next.friendly_from_min = from_min;
  next.friendly_to_min = to_min;
  expect(setPrepayment(next)).toBe(Status.OK);
}

/** A minute record brought so many hundredths of Wh of a rate, 1 to 8; the next second is judged. */
export function booked(rate: i32, energy: u64): void {
  books().record++;
  bookTo(0, rate, energy, false);
  now_us += SECOND_us;
  prepaymentTick(now_us);
}
