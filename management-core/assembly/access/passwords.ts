// Passwords of level 2: of each slot a salt and a MAC by a key that never leaves the chip; the password itself is kept nowhere.
import { CREDENTIALS_BYTES, CREDENTIALS_mac, CREDENTIALS_salt, CREDENTIALS_set } from '../../../shared-protocol/generated/assembly/layouts';
import {
  CREDENTIALS_MAGIC, FRAM_CREDENTIALS_A, FRAM_CREDENTIALS_B, KEY_MAC, SHA256_BYTES, Status, STRENGTH_256,
} from '../../../shared-protocol/generated/assembly/protocol';
import { PASSWORD_LEAST, PASSWORD_MOST, PASSWORD_SLOTS } from '../../../shared-protocol/generated/assembly/programming';
import { digest, keyMac, random } from '../host';
import { loadBanked, replaceBanked } from '../storage/banked-record';

const SALT_BYTES: i32 = 16;
const MAC_BYTES: i32 = 16;

/** "TWPASSWD", so that no MAC of another use is one of a password. */
const LABEL: u64 = 0x44575353_41505754;
const LABEL_BYTES: i32 = 8;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(CREDENTIALS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(CREDENTIALS_BYTES, 8);
/** Label, salt, password and its digest; then label, digest and MAC, which are shorter. */
const WORK_BYTES: i32 = LABEL_BYTES + SALT_BYTES + PASSWORD_MOST + SHA256_BYTES;
// @ts-ignore: decorator
@lazy const WORK = memory.data(LABEL_BYTES + SALT_BYTES + PASSWORD_MOST + SHA256_BYTES, 8);

export function resetPasswords(): void {
  loadBanked(RECORD, SPARE, CREDENTIALS_BYTES, CREDENTIALS_MAGIC, FRAM_CREDENTIALS_A, FRAM_CREDENTIALS_B);
}

function saltAt(record: usize, slot: i32): usize {
  return record + CREDENTIALS_salt + <usize>(slot - 1) * SALT_BYTES;
}

function macAt(record: usize, slot: i32): usize {
  return record + CREDENTIALS_mac + <usize>(slot - 1) * MAC_BYTES;
}

/** True where a slot, 1 to PASSWORD_SLOTS, has a password. */
export function passwordIsSet(slot: i32): bool {
  return load<u8>(RECORD + CREDENTIALS_set + (slot - 1)) == 1;
}

export function anyPasswordIsSet(): bool {
  for (let slot: i32 = 1; slot <= PASSWORD_SLOTS; slot++) if (passwordIsSet(slot)) return true;
  return false;
}

/** Puts MAC(label, SHA-256(label, salt, password)) at an address, and nothing of it stays in memory. Returns a Status. */
function putMac(salt: usize, password: usize, length: i32, out: usize): i32 {
  store<u64>(WORK, LABEL);
  memory.copy(WORK + LABEL_BYTES, salt, SALT_BYTES);
  memory.copy(WORK + LABEL_BYTES + SALT_BYTES, password, length);
  const covered = LABEL_BYTES + SALT_BYTES + length;
  let status = digest(STRENGTH_256, WORK, covered + SHA256_BYTES);
  memory.copy(WORK + LABEL_BYTES, WORK + covered, SHA256_BYTES);
  if (status == Status.OK) status = keyMac(KEY_MAC, WORK, LABEL_BYTES + SHA256_BYTES + MAC_BYTES);
  memory.copy(out, WORK + LABEL_BYTES + SHA256_BYTES, MAC_BYTES);
  memory.fill(WORK, 0, WORK_BYTES);
  return status;
}

/** All bytes are looked at, whatever differs. */
function isEqual(a: usize, b: usize): bool {
  return ((load<u64>(a) ^ load<u64>(b)) | (load<u64>(a, 8) ^ load<u64>(b, 8))) == 0;
}

/** Which slot has this password: 1 to PASSWORD_SLOTS, 0 for none; all slots are tried in any case. Or a Status. */
export function slotOfPassword(password: usize, length: i32): i32 {
  if (length > PASSWORD_MOST) return 0;
  let found: i32 = 0;
  for (let slot: i32 = 1; slot <= PASSWORD_SLOTS; slot++) {
    const status = putMac(saltAt(RECORD, slot), password, length, SPARE);
    if (status != Status.OK) return status;
    if (isEqual(SPARE, macAt(RECORD, slot)) && passwordIsSet(slot)) found = slot;
  }
  return found;
}

function keep(next: usize): i32 {
  return replaceBanked(RECORD, next, CREDENTIALS_BYTES, CREDENTIALS_MAGIC, FRAM_CREDENTIALS_A, FRAM_CREDENTIALS_B);
}

/** A character that a data set of IEC 62056-21 may have. */
function isCharacter(character: u8): bool {
  if (character <= 0x20 || character > 0x7e) return false;
  return character != 0x28 && character != 0x29 && character != 0x2f && character != 0x21 && character != 0x2a;
}

function isPassword(password: usize, length: i32): bool {
  if (length < PASSWORD_LEAST || length > PASSWORD_MOST) return false;
  for (let i: i32 = 0; i < length; i++) if (!isCharacter(load<u8>(password + i))) return false;
  return true;
}

/** Gives a slot a password, or takes it away (length 0). Returns a Status: NOT_FOUND on a board without keys. */
export function setPassword(slot: i32, password: usize, length: i32): i32 {
  if (length > 0 && !isPassword(password, length)) return Status.OUT_OF_RANGE;
  memory.copy(SPARE, RECORD, CREDENTIALS_BYTES);
  memory.fill(macAt(SPARE, slot), 0, MAC_BYTES);
  store<u8>(SPARE + CREDENTIALS_set + (slot - 1), length > 0 ? 1 : 0);
  if (length > 0) {
    let status = random(saltAt(SPARE, slot), SALT_BYTES);
    if (status == Status.OK) status = putMac(saltAt(SPARE, slot), password, length, macAt(SPARE, slot));
    if (status != Status.OK) return status;
  }
  return keep(SPARE);
}
