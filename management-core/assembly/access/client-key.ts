// The public key of the client that proves itself by a signature (HLS 7): kept with a MAC by a key that never leaves the chip.
import {
  CLIENT_SIGNING_KEY_BYTES, CLIENT_SIGNING_KEY_mac, CLIENT_SIGNING_KEY_public_key,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  CLIENT_SIGNING_KEY_MAGIC, FRAM_CLIENT_SIGNING_KEY_A, FRAM_CLIENT_SIGNING_KEY_B, KEY_MAC, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { keyMac } from '../host';
import { loadBanked, replaceBanked } from '../storage/banked-record';

/** P-256: X, Y. */
export const PUBLIC_KEY_BYTES: i32 = 64;
const MAC_BYTES: i32 = 16;
/** "TWCLIENT", so that no MAC of another use is one of a key. */
const LABEL: u64 = 0x544e4549_4c435754;
const LABEL_BYTES: i32 = 8;
const COVERED_BYTES: i32 = LABEL_BYTES + PUBLIC_KEY_BYTES;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(CLIENT_SIGNING_KEY_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(CLIENT_SIGNING_KEY_BYTES, 8);
/** Label, key, and the MAC over both. */
// @ts-ignore: decorator
@lazy const WORK = memory.data(LABEL_BYTES + PUBLIC_KEY_BYTES + MAC_BYTES, 8);

let isKnown: bool = false;

/** Makes the MAC of a record's key behind it in WORK. Returns a Status. */
function makeMac(record: usize): i32 {
  store<u64>(WORK, LABEL);
  memory.copy(WORK + LABEL_BYTES, record + CLIENT_SIGNING_KEY_public_key, PUBLIC_KEY_BYTES);
  return keyMac(KEY_MAC, WORK, COVERED_BYTES + MAC_BYTES);
}

/** A key that somebody else wrote into the FRAM is none. */
export function resetClientKey(): void {
  loadBanked(
    RECORD, SPARE, CLIENT_SIGNING_KEY_BYTES, CLIENT_SIGNING_KEY_MAGIC, FRAM_CLIENT_SIGNING_KEY_A, FRAM_CLIENT_SIGNING_KEY_B,
  );
  const made = load<i32>(RECORD) == CLIENT_SIGNING_KEY_MAGIC && makeMac(RECORD) == Status.OK;
  isKnown = made && memory.compare(WORK + COVERED_BYTES, RECORD + CLIENT_SIGNING_KEY_mac, MAC_BYTES) == 0;
}

/** Where the key stands, PUBLIC_KEY_BYTES; 0 while there is none. */
export function clientKey(): usize {
  return isKnown ? RECORD + CLIENT_SIGNING_KEY_public_key : 0;
}

/** Puts another key in force, stored before. Returns a Status: BAD_LENGTH for what is none, NOT_FOUND on a board without keys. */
export function setClientKey(key: usize, length: i32): i32 {
  if (length != PUBLIC_KEY_BYTES) return Status.BAD_LENGTH;
  memory.copy(SPARE, RECORD, CLIENT_SIGNING_KEY_BYTES);
  memory.copy(SPARE + CLIENT_SIGNING_KEY_public_key, key, PUBLIC_KEY_BYTES);
  const made = makeMac(SPARE);
  if (made != Status.OK) return made;
  memory.copy(SPARE + CLIENT_SIGNING_KEY_mac, WORK + COVERED_BYTES, MAC_BYTES);
  const status = replaceBanked(
    RECORD, SPARE, CLIENT_SIGNING_KEY_BYTES, CLIENT_SIGNING_KEY_MAGIC, FRAM_CLIENT_SIGNING_KEY_A, FRAM_CLIENT_SIGNING_KEY_B,
  );
  if (status == Status.OK) isKnown = true;
  return status;
}
