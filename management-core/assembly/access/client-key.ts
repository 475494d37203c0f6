// Public keys of the client that proves itself by a signature (HLS 7): kept with a MAC by a key that never leaves the chip.
import {
  CLIENT_SIGNING_KEY_BYTES, CLIENT_SIGNING_KEY_mac, CLIENT_SIGNING_KEY_public_key,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  CLIENT_AGREEMENT_KEY_MAGIC, CLIENT_SIGNING_KEY_MAGIC, FRAM_CLIENT_AGREEMENT_KEY_A, FRAM_CLIENT_AGREEMENT_KEY_B,
  FRAM_CLIENT_SIGNING_KEY_A, FRAM_CLIENT_SIGNING_KEY_B, KEY_MAC, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { keyMac } from '../host';
import { loadBanked, replaceBanked } from '../storage/banked-record';

/** P-256: X, Y. */
export const PUBLIC_KEY_BYTES: i32 = 64;
/** What a key is for: its client signs with one, and agrees on keys with the other. Both records are laid out alike. */
export const FOR_SIGNING: i32 = 0;
export const FOR_AGREEMENT: i32 = 1;
const USES: i32 = 2;
const MAC_BYTES: i32 = 16;
/** "TWCLIENT" and "TWAGREED", so that no MAC of another use is one of a key. */
const SIGNING_LABEL: u64 = 0x544e4549_4c435754;
const AGREEMENT_LABEL: u64 = 0x44454552_47415754;
const LABEL_BYTES: i32 = 8;
const COVERED_BYTES: i32 = LABEL_BYTES + PUBLIC_KEY_BYTES;

// @ts-ignore: decorator
@lazy const RECORDS = memory.data(2 * CLIENT_SIGNING_KEY_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(CLIENT_SIGNING_KEY_BYTES, 8);
/** Label, key, and the MAC over both. */
// @ts-ignore: decorator
@lazy const WORK = memory.data(LABEL_BYTES + PUBLIC_KEY_BYTES + MAC_BYTES, 8);
/** By use: its key is known. */
// @ts-ignore: decorator
@lazy const KNOWN = memory.data(2, 8);

function recordOf(use: i32): usize {
  return RECORDS + <usize>(use * CLIENT_SIGNING_KEY_BYTES);
}

function magicOf(use: i32): u32 {
  return use == FOR_SIGNING ? CLIENT_SIGNING_KEY_MAGIC : CLIENT_AGREEMENT_KEY_MAGIC;
}

function bankA(use: i32): i32 {
  return use == FOR_SIGNING ? FRAM_CLIENT_SIGNING_KEY_A : FRAM_CLIENT_AGREEMENT_KEY_A;
}

function bankB(use: i32): i32 {
  return use == FOR_SIGNING ? FRAM_CLIENT_SIGNING_KEY_B : FRAM_CLIENT_AGREEMENT_KEY_B;
}

/** Makes the MAC of a record's key behind it in WORK. Returns a Status. */
function makeMac(use: i32, record: usize): i32 {
  store<u64>(WORK, use == FOR_SIGNING ? SIGNING_LABEL : AGREEMENT_LABEL);
  memory.copy(WORK + LABEL_BYTES, record + CLIENT_SIGNING_KEY_public_key, PUBLIC_KEY_BYTES);
  return keyMac(KEY_MAC, WORK, COVERED_BYTES + MAC_BYTES);
}

function resetUse(use: i32): void {
  const record = recordOf(use);
  loadBanked(record, SPARE, CLIENT_SIGNING_KEY_BYTES, magicOf(use), bankA(use), bankB(use));
  const made = load<u32>(record) == magicOf(use) && makeMac(use, record) == Status.OK;
  const isOurs = made && memory.compare(WORK + COVERED_BYTES, record + CLIENT_SIGNING_KEY_mac, MAC_BYTES) == 0;
  store<u8>(KNOWN + use, isOurs ? 1 : 0);
}

/** A key that somebody else wrote into the FRAM is none. */
export function resetClientKey(): void {
  for (let use: i32 = 0; use < USES; use++) resetUse(use);
}

/** Where the key of a use stands, PUBLIC_KEY_BYTES; 0 while there is none. */
export function clientKey(use: i32 = FOR_SIGNING): usize {
  return load<u8>(KNOWN + use) ? recordOf(use) + CLIENT_SIGNING_KEY_public_key : 0;
}

/** Puts another key in force, stored before. Returns a Status: BAD_LENGTH for what is none, NOT_FOUND on a board without keys. */
export function setClientKey(key: usize, length: i32, use: i32 = FOR_SIGNING): i32 {
  if (length != PUBLIC_KEY_BYTES) return Status.BAD_LENGTH;
  const record = recordOf(use);
  memory.copy(SPARE, record, CLIENT_SIGNING_KEY_BYTES);
  memory.copy(SPARE + CLIENT_SIGNING_KEY_public_key, key, PUBLIC_KEY_BYTES);
  const made = makeMac(use, SPARE);
  if (made != Status.OK) return made;
  memory.copy(SPARE + CLIENT_SIGNING_KEY_mac, WORK + COVERED_BYTES, MAC_BYTES);
  const status = replaceBanked(record, SPARE, CLIENT_SIGNING_KEY_BYTES, magicOf(use), bankA(use), bankB(use));
  if (status == Status.OK) store<u8>(KNOWN + use, 1);
  return status;
}
