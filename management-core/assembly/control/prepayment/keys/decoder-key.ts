// The decoder key of this meter: sealed by the host's key where it lies, open only while one token is deciphered.
//
// Keys are handles everywhere else. This one must be inside the module for the time of a block: the host has no cipher of STS, and
// tokens that change the key carry its new bytes. It is the key of one meter alone; what opens others, a vending key, is never here.
import {
  PREPAYMENT_ACCOUNT_key_nonce, PREPAYMENT_ACCOUNT_key_sealed, PREPAYMENT_ACCOUNT_key_tag, PrepaymentAccount,
} from '../../../../../shared-protocol/generated/assembly/layouts';
import { KEY_MAC, Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { keyMac, random } from '../../../host';
import { decipherMisty1 } from '../ciphers/misty1';
import { decipherSta, hasStaTables } from '../ciphers/sta';

/** Encryption algorithms of the standard that this meter has, and the bytes of their keys. */
export const EA_STA: i32 = 7;
export const EA_MISTY1: i32 = 11;
export const KEY_BYTES_MAX: i32 = 16;
const STA_KEY_BYTES: i32 = 8;

const PART: i32 = 16;
/** Label, nonce, text, what the key is for, and behind them the MAC of these. */
const NONCE: i32 = 16;
const TEXT: i32 = 32;
const PURPOSE: i32 = 48;
const MAC: i32 = 64;
const MESSAGE_BYTES: i32 = 80;

// @ts-ignore: decorator
@lazy const MESSAGE = memory.data(MESSAGE_BYTES, 8);
// @ts-ignore: decorator
@lazy const KEY = memory.data(KEY_BYTES_MAX, 8);
// @ts-ignore: decorator
@lazy const LABEL = memory.data<u8>([83, 84, 83, 32, 100, 101, 99, 111, 100, 101, 114, 32, 107, 101, 121]); // "STS decoder key"

/** What follows from KEY_MAC for a purpose: records have MACs of the same key, and none of them begins with this label. */
const AS_PAD: u8 = 1;
const AS_TAG: u8 = 2;

export function keyBytesOf(ea: i32): i32 {
  return ea == EA_STA ? STA_KEY_BYTES : ea == EA_MISTY1 ? KEY_BYTES_MAX : 0;
}

/** MAC of the label, the nonce, a text (0 for none) and what the key is for, behind them in MESSAGE. Returns a Status. */
function macOf(owner: PrepaymentAccount, kind: u8, text: usize): i32 {
  const at = changetype<usize>(owner);
  memory.fill(MESSAGE, 0, MESSAGE_BYTES);
  memory.copy(MESSAGE, LABEL, PART - 1);
  store<u8>(MESSAGE + PART - 1, kind);
  memory.copy(MESSAGE + NONCE, at + PREPAYMENT_ACCOUNT_key_nonce, PART);
  if (text) memory.copy(MESSAGE + TEXT, text, PART);
  store<u32>(MESSAGE + PURPOSE, owner.sgc);
  store<u8>(MESSAGE + PURPOSE + 4, owner.ea);
  store<u8>(MESSAGE + PURPOSE + 5, owner.kt);
  store<u8>(MESSAGE + PURPOSE + 6, owner.krn);
  store<u8>(MESSAGE + PURPOSE + 7, owner.ti);
  return keyMac(KEY_MAC, MESSAGE, MESSAGE_BYTES);
}

/** One of sixteen bytes with the pad over it, written to another place: sealed or open. */
function padded(from: usize, to: usize): void {
  store<u64>(to, load<u64>(from) ^ load<u64>(MESSAGE + MAC));
  store<u64>(to, load<u64>(from, 8) ^ load<u64>(MESSAGE + MAC, 8), 8);
}

/** Nothing of a key stays in memory behind the call that needed it. */
function forget(): void {
  memory.fill(KEY, 0, KEY_BYTES_MAX);
  memory.fill(MESSAGE, 0, MESSAGE_BYTES);
}

/** Seals the key (as many bytes as the owner's algorithm has) into a record that says what it is for. Returns a Status. */
export function sealKey(owner: PrepaymentAccount, key: usize): i32 {
  const at = changetype<usize>(owner);
  memory.fill(KEY, 0, KEY_BYTES_MAX);
  memory.copy(KEY, key, keyBytesOf(owner.ea));
  let status = random(at + PREPAYMENT_ACCOUNT_key_nonce, PART);
  if (status == Status.OK) status = macOf(owner, AS_PAD, 0);
  if (status == Status.OK) {
    padded(KEY, at + PREPAYMENT_ACCOUNT_key_sealed);
    status = macOf(owner, AS_TAG, at + PREPAYMENT_ACCOUNT_key_sealed);
    if (status == Status.OK) memory.copy(at + PREPAYMENT_ACCOUNT_key_tag, MESSAGE + MAC, PART);
  }
  forget();
  return status;
}

/** Opens the key into KEY. Returns a Status: NOT_FOUND without one, BAD_CHECK for one that is not as it was sealed. */
function openKey(owner: PrepaymentAccount): i32 {
  const at = changetype<usize>(owner);
  if (keyBytesOf(owner.ea) == 0) return Status.NOT_FOUND;
  let status = macOf(owner, AS_TAG, at + PREPAYMENT_ACCOUNT_key_sealed);
  if (status != Status.OK) return status;
  if (memory.compare(at + PREPAYMENT_ACCOUNT_key_tag, MESSAGE + MAC, PART) != 0) return Status.BAD_CHECK;
  status = macOf(owner, AS_PAD, 0);
  if (status == Status.OK) padded(at + PREPAYMENT_ACCOUNT_key_sealed, KEY);
  return status;
}

/** Deciphers the block at an address in place. Returns a Status; the key is open for this call alone. */
export function decipherBlock(owner: PrepaymentAccount, block: usize): i32 {
  if (<i32>owner.ea == EA_STA && !hasStaTables()) return Status.NOT_FOUND;
  const status = openKey(owner);
  if (status == Status.OK) {
    const ciphered = load<u64>(block);
    store<u64>(block, <i32>owner.ea == EA_STA ? decipherSta(KEY, ciphered) : decipherMisty1(KEY, ciphered));
  }
  forget();
  return status;
}

/** True where these are the bytes of the owner's key. */
export function isSameKey(owner: PrepaymentAccount, key: usize): bool {
  const same = openKey(owner) == Status.OK && memory.compare(KEY, key, keyBytesOf(owner.ea)) == 0;
  forget();
  return same;
}
