// Secrets of clients, each meter's own from the factory on: made of a client's keys, so whoever has these can tell them.
import { keySeal } from '../host';
import { KEY_AUTHENTICATION, KEY_ENCRYPTION, Status } from '../../../shared-protocol/generated/assembly/protocol';

const NONCE_BYTES: i32 = 12;
const TAG_BYTES: i32 = 12;
const LABEL_BYTES: i32 = 8;
const WORK_BYTES: i32 = NONCE_BYTES + LABEL_BYTES + TAG_BYTES;
/** Bytes of the tag that a secret tells, two characters each. */
const TOLD_BYTES: i32 = 8;
/** Characters of a secret: hexadecimal digits. */
export const SECRET_CHARACTERS: i32 = 2 * TOLD_BYTES;

// @ts-ignore: decorator
@lazy const WORK = memory.data(NONCE_BYTES + LABEL_BYTES + TAG_BYTES, 8);

function digitOf(half: i32): u8 {
  return <u8>(half < 10 ? 48 + half : 55 + half);
}

/**
 * Writes the SECRET_CHARACTERS of a client's secret of one use: the first bytes, in hexadecimal digits, of the GMAC over a label
 * of eight characters under nonce FF..FF, which no system title begins. Returns a Status: NOT_FOUND on a board without keys.
 */
export function putSecret(client: i32, label: u64, at: usize): i32 {
  memory.fill(WORK, 0xff, NONCE_BYTES);
  store<u64>(WORK + NONCE_BYTES, label);
  const status = keySeal(KEY_ENCRYPTION + client - 1, KEY_AUTHENTICATION + client - 1, WORK, WORK_BYTES, LABEL_BYTES);
  for (let i: i32 = 0; i < TOLD_BYTES; i++) {
    const byte = <i32>load<u8>(WORK + NONCE_BYTES + LABEL_BYTES + i);
    store<u8>(at + (i << 1), digitOf(byte >> 4));
    store<u8>(at + (i << 1), digitOf(byte & 15), 1);
  }
  memory.fill(WORK, 0, WORK_BYTES);
  return status;
}
