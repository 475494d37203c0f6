// Public keys of the client that proves itself by a signature (HLS 7): kept with a MAC by a key that never leaves the chip.
import {
  CLIENT_SIGNING_KEY_384_BYTES, CLIENT_SIGNING_KEY_384_mac, CLIENT_SIGNING_KEY_BYTES, CLIENT_SIGNING_KEY_mac,
  CLIENT_SIGNING_KEY_public_key,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  CLIENT_AGREEMENT_KEY_384_MAGIC, CLIENT_AGREEMENT_KEY_MAGIC, CLIENT_SIGNING_KEY_384_MAGIC, CLIENT_SIGNING_KEY_MAGIC,
  FRAM_CLIENT_AGREEMENT_KEY_384_A, FRAM_CLIENT_AGREEMENT_KEY_384_B, FRAM_CLIENT_AGREEMENT_KEY_A, FRAM_CLIENT_AGREEMENT_KEY_B,
  FRAM_CLIENT_SIGNING_KEY_384_A, FRAM_CLIENT_SIGNING_KEY_384_B, FRAM_CLIENT_SIGNING_KEY_A, FRAM_CLIENT_SIGNING_KEY_B, KEY_MAC,
  Status, STRENGTH_384,
} from '../../../shared-protocol/generated/assembly/protocol';
import { keyMac } from '../host';
import { loadBanked, replaceBanked } from '../storage/banked-record';
import { POINT_MAX, pointBytes } from './suites';

/** What a key is for: its client signs with one, and agrees on keys with the other. */
export const FOR_SIGNING: i32 = 0;
export const FOR_AGREEMENT: i32 = 1;
const MAC_BYTES: i32 = 16;
const LABEL_BYTES: i32 = 8;
/** Room for a record of either curve. */
const ROOM: i32 = CLIENT_SIGNING_KEY_384_BYTES;
/** Records by use and strength; each begins like the others, the key behind magic and sequence. */
const RECORDS: i32 = 4;

/** Of each record, four bytes each: magic, and both banks. */
// @ts-ignore: decorator
@lazy const FACTS = memory.data<u32>([
  CLIENT_SIGNING_KEY_MAGIC, FRAM_CLIENT_SIGNING_KEY_A, FRAM_CLIENT_SIGNING_KEY_B,
  CLIENT_AGREEMENT_KEY_MAGIC, FRAM_CLIENT_AGREEMENT_KEY_A, FRAM_CLIENT_AGREEMENT_KEY_B,
  CLIENT_SIGNING_KEY_384_MAGIC, FRAM_CLIENT_SIGNING_KEY_384_A, FRAM_CLIENT_SIGNING_KEY_384_B,
  CLIENT_AGREEMENT_KEY_384_MAGIC, FRAM_CLIENT_AGREEMENT_KEY_384_A, FRAM_CLIENT_AGREEMENT_KEY_384_B,
]);
/** "TWCLIENT", "TWAGREED", "TWCLNT38", "TWAGRE38", so that no MAC of another use is one of a key. */
// @ts-ignore: decorator
@lazy const LABELS = memory.data<u64>([
  0x544e4549_4c435754, 0x44454552_47415754, 0x3833544e_4c435754, 0x38334552_47415754,
]);

// @ts-ignore: decorator
@lazy const KEPT = memory.data(4 * CLIENT_SIGNING_KEY_384_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(CLIENT_SIGNING_KEY_384_BYTES, 8);
/** Label, key, and the MAC over both. */
// @ts-ignore: decorator
@lazy const WORK = memory.data(LABEL_BYTES + POINT_MAX + MAC_BYTES, 8);
/** By record: its key is known. */
// @ts-ignore: decorator
@lazy const KNOWN = memory.data(4, 8);

function placeOf(use: i32, strength: i32): i32 {
  return use + (strength == STRENGTH_384 ? 2 : 0);
}

function recordAt(place: i32): usize {
  return KEPT + <usize>(place * ROOM);
}

function fact(place: i32, which: i32): i32 {
  return load<i32>(FACTS + <usize>((place * 3 + which) << 2));
}

function isStrong(place: i32): bool {
  return place >= 2;
}

function recordBytes(place: i32): i32 {
  return isStrong(place) ? CLIENT_SIGNING_KEY_384_BYTES : CLIENT_SIGNING_KEY_BYTES;
}

function macAt(place: i32, record: usize): usize {
  return record + (isStrong(place) ? CLIENT_SIGNING_KEY_384_mac : CLIENT_SIGNING_KEY_mac);
}

/** Makes the MAC of a record's key behind it in WORK; gives where, or 0. */
function makeMac(place: i32, record: usize): usize {
  const from = record + CLIENT_SIGNING_KEY_public_key;
  const length = <i32>(macAt(place, record) - from);
  store<u64>(WORK, load<u64>(LABELS + (<usize>place << 3)));
  memory.copy(WORK + LABEL_BYTES, from, length);
  return keyMac(KEY_MAC, WORK, LABEL_BYTES + length + MAC_BYTES) == Status.OK ? WORK + LABEL_BYTES + length : 0;
}

function resetRecord(place: i32): void {
  const record = recordAt(place);
  loadBanked(record, SPARE, recordBytes(place), fact(place, 0), fact(place, 1), fact(place, 2));
  const made = load<i32>(record) == fact(place, 0) ? makeMac(place, record) : 0;
  store<u8>(KNOWN + place, made && memory.compare(made, macAt(place, record), MAC_BYTES) == 0 ? 1 : 0);
}

/** A key that somebody else wrote into the FRAM is none. */
export function resetClientKey(): void {
  for (let place: i32 = 0; place < RECORDS; place++) resetRecord(place);
}

/** Where the key of a use stands, X and Y; 0 while there is none. */
export function clientKey(use: i32, strength: i32): usize {
  const place = placeOf(use, strength);
  return load<u8>(KNOWN + place) ? recordAt(place) + CLIENT_SIGNING_KEY_public_key : 0;
}

/** Puts another key in force, stored before. Returns a Status: BAD_LENGTH for what is none, NOT_FOUND on a board without keys. */
export function setClientKey(key: usize, length: i32, use: i32, strength: i32): i32 {
  if (length != pointBytes(strength)) return Status.BAD_LENGTH;
  const place = placeOf(use, strength);
  const record = recordAt(place);
  memory.copy(SPARE, record, ROOM);
  memory.copy(SPARE + CLIENT_SIGNING_KEY_public_key, key, length);
  const made = makeMac(place, SPARE);
  if (made == 0) return Status.NOT_FOUND;
  memory.copy(macAt(place, SPARE), made, MAC_BYTES);
  const status = replaceBanked(record, SPARE, recordBytes(place), fact(place, 0), fact(place, 1), fact(place, 2));
  if (status == Status.OK) store<u8>(KNOWN + place, 1);
  return status;
}
