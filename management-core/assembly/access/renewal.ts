// New keys of a client of DLMS/COSEM, wrapped or agreed on: checked when they come, in force when their answer is ready under the old ones.
import { beginReading, isSound, refuseReading, takeByte, takeBytes, takeLength, unread } from '../../../shared-protocol/assembly/dlms/reader';
import { KEY_MASTER, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { TAG_ARRAY, TAG_ENUM, TAG_OCTET_STRING, TAG_STRUCTURE } from '../../../shared-protocol/generated/assembly/tags';
import { keyReplace } from '../host';
import { agreedKey, Association } from './association';
import { authenticationOf, encryptionOf } from './cipher';
import { restartCounter } from './counters';
import { keyLengthOf } from './suites';

/** Numbers of keys (class 64, methods 2 and 3). */
export const RENEW_ENCRYPTION: i32 = 0;
const RENEW_BROADCAST: i32 = 1;
const RENEW_AUTHENTICATION: i32 = 2;
export const RENEW_MASTER: i32 = 3;
const KEYS_MOST: i32 = 3;
const WRAP_BYTES: i32 = 8;
const WRAPPED_MOST: i32 = 40;
/** Of the host: the key is the one that is there, and stays so. */
const AS_IT_WAS: i32 = 1;

/** A key that came: its number and where its bytes stand. */
export let renewedNumber: i32 = 0;
export let renewedBytes: usize = 0;
export let renewedLength: i32 = 0;

/** Of the keys that are to be in force next: who waits, their numbers, and their bytes where they are wrapped. */
let waiting: usize = 0;
let count: i32 = 0;
let areAgreed: bool = false;
// @ts-ignore: decorator
@lazy const NUMBERS = memory.data(KEYS_MOST, 8);
// @ts-ignore: decorator
@lazy const LENGTHS = memory.data(KEYS_MOST, 8);
// @ts-ignore: decorator
@lazy const WRAPPED = memory.data(KEYS_MOST * WRAPPED_MOST, 8);

export function resetRenewal(): void {
  waiting = 0;
  count = 0;
  areAgreed = false;
  renewedNumber = 0;
  renewedBytes = 0;
  renewedLength = 0;
}

/** Nothing of this owner's is put in force any more. */
export function dropRenewal(owner: usize): void {
  if (waiting == owner) resetRenewal();
}

/** Handle of a key by its number, or -1: nobody has a broadcast key. */
function handleOf(client: i32, number: i32): i32 {
  if (number == RENEW_ENCRYPTION) return encryptionOf(client);
  if (number == RENEW_AUTHENTICATION) return authenticationOf(client);
  return number == RENEW_MASTER ? KEY_MASTER : -1;
}

/** Begins to take an array of structures of a number and a string. Returns how many, or 0 for what is none. */
export function beginRenewing(value: usize, length: i32): i32 {
  beginReading(value, length);
  if (takeByte() != TAG_ARRAY) refuseReading();
  const keys = takeLength();
  return isSound() && keys >= 1 && keys <= KEYS_MOST ? keys : 0;
}

/** Takes the next one of them. False for what is none. */
export function takeRenewed(): bool {
  if (takeByte() != TAG_STRUCTURE || takeByte() != 2 || takeByte() != TAG_ENUM) refuseReading();
  renewedNumber = takeByte();
  if (takeByte() != TAG_OCTET_STRING) refuseReading();
  renewedLength = takeLength();
  renewedBytes = takeBytes(renewedLength);
  return isSound() && renewedNumber != RENEW_BROADCAST && renewedNumber <= RENEW_MASTER;
}

/** Keeps the key that was taken, where it is one under the master key; the RAM of the host holds it meanwhile. Returns a Status. */
function keepWrapped(a: Association): i32 {
  const wanted = keyLengthOf(a.client) + WRAP_BYTES;
  if (renewedLength != wanted && (renewedNumber != RENEW_MASTER || renewedLength > WRAPPED_MOST)) return Status.OUT_OF_RANGE;
  const status = keyReplace(agreedKey(a.port), KEY_MASTER, renewedBytes, renewedLength);
  if (status != Status.OK) return status;
  memory.copy(WRAPPED + <usize>(count * WRAPPED_MOST), renewedBytes, renewedLength);
  store<u8>(NUMBERS + count, <u8>renewedNumber);
  store<u8>(LENGTHS + count, <u8>renewedLength);
  count++;
  return Status.OK;
}

/** Takes wrapped keys of a client, to be put in force when its answer is ready. Returns a Status: BUSY while another's wait. */
export function takeWrappedKeys(owner: usize, a: Association, value: usize, length: i32): i32 {
  if (waiting != 0) return Status.BUSY;
  const keys = beginRenewing(value, length);
  if (keys == 0) return Status.BAD_LENGTH;
  count = 0;
  for (let i: i32 = 0; i < keys; i++) {
    const status = takeRenewed() ? keepWrapped(a) : <i32>Status.OUT_OF_RANGE;
    if (status != Status.OK) return status;
  }
  if (unread() != 0) return Status.BAD_LENGTH;
  areAgreed = false;
  waiting = owner;
  return Status.OK;
}

/** The key that was agreed on is put in force when its answer is ready. Returns a Status: BUSY while another's wait. */
export function keepAgreedKey(owner: usize, number: i32): i32 {
  if (waiting != 0) return Status.BUSY;
  store<u8>(NUMBERS, <u8>number);
  count = 1;
  areAgreed = true;
  waiting = owner;
  return Status.OK;
}

function putInForce(a: Association, index: i32): i32 {
  const number = <i32>load<u8>(NUMBERS + index);
  const handle = handleOf(a.client, number);
  const at = WRAPPED + <usize>(index * WRAPPED_MOST);
  const length = <i32>load<u8>(LENGTHS + index);
  const status = areAgreed ? keyReplace(handle, agreedKey(a.port), at, 0) : keyReplace(handle, KEY_MASTER, at, length);
  if (status == AS_IT_WAS) return Status.OK;
  if (status != Status.OK || number != RENEW_ENCRYPTION) return status;
  // First the key, then its counter: a cut between them leaves that too high, and no message is taken twice.
  return restartCounter(a.client) ? Status.OK : <i32>Status.STORAGE_FAILED;
}

/** The answer of an owner is ready: its new keys are in force, the master key last, since it opens the others. Returns a Status. */
export function renew(owner: usize, a: Association): i32 {
  if (waiting != owner) return Status.OK;
  let status: i32 = Status.OK;
  for (let pass: i32 = 0; pass < 2; pass++) {
    for (let i: i32 = 0; i < count && status == Status.OK; i++) {
      if ((<i32>load<u8>(NUMBERS + i) == RENEW_MASTER) == (pass == 1)) status = putInForce(a, i);
    }
  }
  resetRenewal();
  return status;
}
