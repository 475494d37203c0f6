// What is pushed, where to, when and how often (class 40): a record for each setup in two banks of the FRAM, replaced as a whole.
import { PUSH_SETUP_BYTES, PUSH_SETUP_confirm_from, PUSH_SETUP_destination, PUSH_SETUP_object, PUSH_SETUP_window, PushSetup } from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_PUSH_SETUPS_A, FRAM_PUSH_SETUPS_B, PUSH_SETUP_MAGIC, PUSH_SETUP_STRIDE, PUSH_SETUPS, PUSH_CUSTOMER,
} from '../../../shared-protocol/generated/assembly/protocol';
import { DATE_TIME_BYTES } from '../../../shared-protocol/assembly/objects/date-time';
import { Found, loadBanked, replaceBanked } from '../storage/banked-record';
import { putDefaultObjects } from './defaults';

/** Class (u16), code, attribute. */
export const PUSHED_BYTES: i32 = 9;
/** Start and end, a date and time each. */
export const WINDOW_BYTES: i32 = 24;
const READING_CLIENT: u8 = 2;
const MANAGEMENT_CLIENT: u8 = 1;

// @ts-ignore: decorator
@lazy const SETUPS = memory.data(PUSH_SETUPS * PUSH_SETUP_BYTES, 8);
// @ts-ignore: decorator
@lazy const NEXT = memory.data(PUSH_SETUP_BYTES, 8);

function at(setup: i32): usize {
  return SETUPS + <usize>(setup * PUSH_SETUP_BYTES);
}

function bankA(setup: i32): i32 {
  return FRAM_PUSH_SETUPS_A + setup * PUSH_SETUP_STRIDE;
}

function bankB(setup: i32): i32 {
  return FRAM_PUSH_SETUPS_B + setup * PUSH_SETUP_STRIDE;
}

/** A setup of PUSH_*. */
export function pushSetup(setup: i32): PushSetup {
  return changetype<PushSetup>(at(setup));
}

/** Where the n-th object that is pushed stands. */
export function pushedAt(record: PushSetup, n: i32): usize {
  return changetype<usize>(record) + PUSH_SETUP_object + <usize>(n * PUSHED_BYTES);
}

export function windowAt(record: PushSetup, n: i32): usize {
  return changetype<usize>(record) + PUSH_SETUP_window + <usize>(n * WINDOW_BYTES);
}

export function destinationAt(record: PushSetup): usize {
  return changetype<usize>(record) + PUSH_SETUP_destination;
}

/** Nothing goes out before somebody said where to. */
function makeAsMade(setup: i32): void {
  const record = pushSetup(setup);
  record.objects = <u8>putDefaultObjects(setup, pushedAt(record, 0));
  record.retries = 3;
  record.delay_min_s = 60;
  record.delay_exponent = 200;
  record.delay_max_s = 3600;
  record.client = setup == PUSH_CUSTOMER ? READING_CLIENT : MANAGEMENT_CLIENT;
  memory.fill(changetype<usize>(record) + PUSH_SETUP_confirm_from, 0xff, DATE_TIME_BYTES);
}

export function resetPushSettings(): void {
  for (let setup: i32 = 0; setup < PUSH_SETUPS; setup++) {
    const found = loadBanked(at(setup), NEXT, PUSH_SETUP_BYTES, PUSH_SETUP_MAGIC, bankA(setup), bankB(setup));
    if ((found & Found.WHOLE) == 0) makeAsMade(setup);
  }
}

/** What is in force, to be changed. */
export function pushSetupToBe(setup: i32): PushSetup {
  memory.copy(NEXT, at(setup), PUSH_SETUP_BYTES);
  return pushSetupUnderWay();
}

export function pushSetupUnderWay(): PushSetup {
  return changetype<PushSetup>(NEXT);
}

/** Stored before it is in force. Returns a Status. */
export function replacePushSetup(setup: i32): i32 {
  return replaceBanked(at(setup), NEXT, PUSH_SETUP_BYTES, PUSH_SETUP_MAGIC, bankA(setup), bankB(setup));
}

