// Providers: where a push setup (class 40, version 2) pushes to, how late and how often, and whether it is to be confirmed.
import { PUSH_SETUP_confirm_from, PushSetup } from '../../../shared-protocol/generated/assembly/layouts';
import {
  KEY_CLIENTS, PUSH_CONFIRMED, PUSH_CUSTOMER, PUSH_TRANSPORT_HDLC, PUSH_TRANSPORT_TCP, PUSH_UNCONFIRMED, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { DATE_TIME_BYTES } from '../../../shared-protocol/assembly/objects/date-time';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { isStart } from '../push/hours';
import { askPush, isPushing, lastConfirmed_s, stopPush } from '../push/pushes';
import { destinationAt, pushSetup, pushSetupToBe, replacePushSetup } from '../push/settings';
import { now_us } from '../time/clock';
import { staged, stagedLength, stagedNumber } from './staging';
import { setMoment } from '../time/unspecified-time';

/** Nodes of a destination: transport, address, kind of message. */
const LEAF_TRANSPORT: i32 = 1;
const LEAF_ADDRESS: i32 = 2;
const LEAF_MESSAGE: i32 = 3;
/** Nodes of a repetition: least, exponent in percent, most. */
const LEAF_LEAST: i32 = 1;
const LEAF_EXPONENT: i32 = 2;
const LEAF_MOST: i32 = 3;
/** Node of the interval, behind the start. */
const LEAF_INTERVAL: i32 = 2;
const DESTINATION_MOST: i32 = 32;
const EXPONENT_LEAST: i64 = 100;

/** Reference of the port: protocol of the uplink slot, or what stands in the one towards the premises. */
// @ts-ignore: decorator
@lazy const UPLINK = memory.data<u8>([0, 0, 96, 139, 2, 255]);
// @ts-ignore: decorator
@lazy const PREMISES = memory.data<u8>([0, 0, 96, 136, 0, 255]);

/** B of 0-B:25.9.0.255 is the setup. */
function setupOf(row: ObjectRow): i32 {
  return row.b;
}

function setupIn(row: ObjectRow): PushSetup {
  return pushSetup(setupOf(row));
}

function toBe(row: ObjectRow): PushSetup {
  return pushSetupToBe(setupOf(row));
}

function replace(row: ObjectRow): i32 {
  return replacePushSetup(setupOf(row));
}

export function pushDestination(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const record = setupIn(row);
  if (leaf == LEAF_ADDRESS) return setBytes(value, destinationAt(record), record.destination_bytes);
  return setNumber(value, leaf == LEAF_TRANSPORT ? record.transport : 0);
}

/** By TCP or HDLC, as A-XDR. Without an address nothing is pushed, and what is under way ends. */
export function commitPushDestination(row: ObjectRow, entry: i32, place: i32): i32 {
  const transport = stagedNumber(LEAF_TRANSPORT);
  const isServed = transport == PUSH_TRANSPORT_TCP || transport == PUSH_TRANSPORT_HDLC;
  if (!isServed || stagedNumber(LEAF_MESSAGE) != 0 || stagedLength > DESTINATION_MOST) return Status.OUT_OF_RANGE;
  const record = toBe(row);
  record.transport = <u8>transport;
  record.destination_bytes = <u8>stagedLength;
  memory.copy(destinationAt(record), staged(), stagedLength);
  const status = replace(row);
  if (status == Status.OK && stagedLength == 0) stopPush(setupOf(row));
  return status;
}

/** Seconds, from which each push draws its own. */
export function pushRandomisation(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, setupIn(row).randomisation_s);
}

export function commitPushRandomisation(row: ObjectRow, entry: i32, place: i32): i32 {
  toBe(row).randomisation_s = <u16>stagedNumber();
  return replace(row);
}

export function pushRetries(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, setupIn(row).retries);
}

export function commitPushRetries(row: ObjectRow, entry: i32, place: i32): i32 {
  toBe(row).retries = <u8>stagedNumber();
  return replace(row);
}

/** Seconds, percent, seconds. */
export function pushRepetition(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const record = setupIn(row);
  if (leaf == LEAF_LEAST) return setNumber(value, record.delay_min_s);
  return setNumber(value, leaf == LEAF_EXPONENT ? record.delay_exponent : record.delay_max_s);
}

export function commitPushRepetition(row: ObjectRow, entry: i32, place: i32): i32 {
  const least = stagedNumber(LEAF_LEAST);
  const most = stagedNumber(LEAF_MOST);
  if (least < 1 || most < least || stagedNumber(LEAF_EXPONENT) < EXPONENT_LEAST) return Status.OUT_OF_RANGE;
  const record = toBe(row);
  record.delay_min_s = <u16>least;
  record.delay_exponent = <u16>stagedNumber(LEAF_EXPONENT);
  record.delay_max_s = <u16>most;
  return replace(row);
}

export function pushPort(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setBytes(value, setupOf(row) == PUSH_CUSTOMER ? PREMISES : UPLINK, CODE_BYTES);
}

/** Whom a notification is to, by the number in his address. */
export function pushClient(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, setupIn(row).client);
}

/** A protected one is to a client with keys. */
export function commitPushClient(row: ObjectRow, entry: i32, place: i32): i32 {
  const client = stagedNumber();
  if (client < 1 || (setupIn(row).protection != 0 && client > KEY_CLIENTS)) return Status.OUT_OF_RANGE;
  toBe(row).client = <u8>client;
  return replace(row);
}

export function pushOperation(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, setupIn(row).operation);
}

/** No line here confirms what it took: method 1 has nothing to go by. */
export function commitPushOperation(row: ObjectRow, entry: i32, place: i32): i32 {
  const method = stagedNumber();
  if (method != PUSH_UNCONFIRMED && method != PUSH_CONFIRMED) return Status.OUT_OF_RANGE;
  toBe(row).operation = <u8>method;
  return replace(row);
}

function startOf(record: PushSetup): usize {
  return changetype<usize>(record) + PUSH_SETUP_confirm_from;
}

export function pushConfirmation(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const record = setupIn(row);
  return leaf == LEAF_INTERVAL ? setNumber(value, record.confirm_interval_s) : setBytes(value, startOf(record), DATE_TIME_BYTES);
}

export function commitPushConfirmation(row: ObjectRow, entry: i32, place: i32): i32 {
  if (stagedLength != DATE_TIME_BYTES || !isStart(staged())) return Status.OUT_OF_RANGE;
  const record = toBe(row);
  memory.copy(startOf(record), staged(), DATE_TIME_BYTES);
  record.confirm_interval_s = <u32>stagedNumber(LEAF_INTERVAL);
  return replace(row);
}

/** UTC; not specified where nothing was confirmed since the start. */
export function lastConfirmation(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setMoment(value, lastConfirmed_s(setupOf(row)));
}

/** What goes to the house goes by its own clock. */
export function commitPushNow(row: ObjectRow, entry: i32, place: i32): i32 {
  if (setupOf(row) == PUSH_CUSTOMER) return Status.SEALED;
  if (!isPushing(setupOf(row))) return Status.NOT_STARTED;
  askPush(setupOf(row), now_us);
  return Status.OK;
}

/** Forgets what is under way. */
export function commitPushReset(row: ObjectRow, entry: i32, place: i32): i32 {
  stopPush(setupOf(row));
  return Status.OK;
}
