// Level 3 by challenge and response: what P0 asks, and whether P2 answers it by the meter's own keys.
import {
  KEY_AUTHENTICATION, KEY_ENCRYPTION, SHA256_BYTES, Status, STRENGTH_256,
} from '../../../shared-protocol/generated/assembly/protocol';
import { CHALLENGE_BYTES, LEVEL_3_CLIENT, RESPONSE_BYTES } from '../../../shared-protocol/generated/assembly/programming';
import { digest, keyPublic, keySeal, random } from '../host';

/** "TWLEVEL3". */
const LABEL: u64 = 0x334c4556_454c5754;
const LABEL_BYTES: i32 = 8;
const TITLE_BYTES: i32 = 8;
const PUBLIC_BYTES: i32 = 72;
const NONCE_BYTES: i32 = 12;
/** Security control byte: authenticated only (DLMS UA 1000-2, 9.2.7.2.3). */
const AUTHENTICATED: u8 = 0x10;

/** What the nonce is a digest over, and of what the key store tells: the title, then the public key. */
const NONCE_COVERS: i32 = LABEL_BYTES + TITLE_BYTES + CHALLENGE_BYTES;
/** Nonce, security control byte, challenge, and the answer. */
const COVERED: i32 = 1 + CHALLENGE_BYTES;
const MESSAGE_BYTES: i32 = NONCE_BYTES + COVERED + RESPONSE_BYTES;

// @ts-ignore: decorator
@lazy const WORK = memory.data(LABEL_BYTES + PUBLIC_BYTES + SHA256_BYTES, 8);
// @ts-ignore: decorator
@lazy const MESSAGE = memory.data(NONCE_BYTES + COVERED + RESPONSE_BYTES, 8);

/** Draws a challenge. Returns a Status. */
export function drawChallenge(challenge: usize): i32 {
  return random(challenge, CHALLENGE_BYTES);
}

/**
 * The nonce is a digest over label, system title and challenge: whoever plays a meter to learn answers chooses none that a
 * ciphered message of the same keys has, those beginning with the system title.
 */
function putNonce(challenge: usize): i32 {
  const status = keyPublic(WORK + LABEL_BYTES); // the title, and the public key behind it, which is overwritten
  if (status != Status.OK) return status;
  store<u64>(WORK, LABEL);
  memory.copy(WORK + LABEL_BYTES + TITLE_BYTES, challenge, CHALLENGE_BYTES);
  const made = digest(STRENGTH_256, WORK, NONCE_COVERS + SHA256_BYTES);
  memory.copy(MESSAGE, WORK + NONCE_COVERS, NONCE_BYTES);
  return made;
}

/** GMAC over security control byte, authentication key and challenge, as HLS 5 of DLMS has it; in MESSAGE's end. */
function putResponse(challenge: usize): i32 {
  const status = putNonce(challenge);
  if (status != Status.OK) return status;
  store<u8>(MESSAGE + NONCE_BYTES, AUTHENTICATED);
  memory.copy(MESSAGE + NONCE_BYTES + 1, challenge, CHALLENGE_BYTES);
  const client = LEVEL_3_CLIENT - 1; // the key store counts from 0
  return keySeal(KEY_ENCRYPTION + client, KEY_AUTHENTICATION + client, MESSAGE, MESSAGE_BYTES, COVERED);
}

/** Compares an answer of RESPONSE_BYTES. Returns 1 where it is right, 0 where it is wrong, or a Status. */
export function isAnswered(challenge: usize, response: usize): i32 {
  const status = putResponse(challenge);
  if (status != Status.OK) return status;
  const right = MESSAGE + NONCE_BYTES + COVERED;
  const differs = (load<u64>(right) ^ load<u64>(response)) | <u64>(load<u32>(right, 8) ^ load<u32>(response, 8));
  memory.fill(MESSAGE, 0, MESSAGE_BYTES);
  return differs == 0 ? 1 : 0;
}
