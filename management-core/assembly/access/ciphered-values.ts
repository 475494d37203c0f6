// Values of the optical port under a cipher: AES-GCM by the keys of the people at the meter, a nonce of the session and of the value's number.
import {
  KEY_AUTHENTICATION, KEY_ENCRYPTION, SHA256_BYTES, Status, STRENGTH_256,
} from '../../../shared-protocol/generated/assembly/protocol';
import { CHALLENGE_BYTES, CIPHER_BYTES, CIPHER_TAG_BYTES, LEVEL_3_CLIENT } from '../../../shared-protocol/generated/assembly/programming';
import { digest, keySeal } from '../host';
import { ownTitle } from './cipher';

/** "TWCIPHER". */
const LABEL: u64 = 0x52454850_49435754;
const LABEL_BYTES: i32 = 8;
const TITLE_BYTES: i32 = 8;
const SESSION_BYTES: i32 = CHALLENGE_BYTES + CIPHER_BYTES;
const HASHED: i32 = LABEL_BYTES + TITLE_BYTES + SESSION_BYTES;
const NONCE_BYTES: i32 = 12;
/** Of the nonce, what the session gives: the number of the value is the rest. */
const SALT_BYTES: i32 = 8;
/** Security control byte: authenticated and ciphered (DLMS UA 1000-2, 9.2.7.2.3). */
const SECURED: u8 = 0x30;
/** The identifier that a data set begins with, at most. */
export const IDENTIFIER_MOST: i32 = 40;
/** Characters of a value at most: with its tag, in hexadecimal digits, it has the 128 that a value may have. */
export const CIPHERED_MOST: i32 = 52;
/** Security control byte, whether another block follows, identifier. */
const COVERED_MOST: i32 = 2 + IDENTIFIER_MOST;

// @ts-ignore: decorator
@lazy const WORK = memory.data(LABEL_BYTES + TITLE_BYTES + CHALLENGE_BYTES + CIPHER_BYTES + SHA256_BYTES, 8);
// @ts-ignore: decorator
@lazy const MESSAGE = memory.data(NONCE_BYTES + COVERED_MOST + CIPHERED_MOST + CIPHER_TAG_BYTES, 8);

/**
 * The nonce: the beginning of SHA-256 over label, system title, the challenge and what the reader drew, then the number. The meter
 * drew the challenge, so no two sessions have the same; and it begins with no system title, as nonces of DLMS do.
 */
function putNonce(session: usize, number: u32): i32 {
  store<u64>(WORK, LABEL);
  memory.copy(WORK + LABEL_BYTES, ownTitle(), TITLE_BYTES);
  memory.copy(WORK + LABEL_BYTES + TITLE_BYTES, session, SESSION_BYTES);
  const status = digest(STRENGTH_256, WORK, HASHED + SHA256_BYTES);
  memory.copy(MESSAGE, WORK + HASHED, SALT_BYTES);
  store<u32>(MESSAGE + SALT_BYTES, bswap<u32>(number));
  return status;
}

/**
 * Ciphers a value of CIPHERED_MOST characters at most where it stands; behind it comes its tag. Covered with it are the identifier that it is
 * told under and whether another block follows; `session` is a challenge with what the reader drew behind it, `number` that of
 * the value in the session, from 0 on. Returns a Status; of a failed one nothing stands there in clear.
 */
export function cipherValue(session: usize, number: u32, id: usize, idLength: i32, follows: bool, value: usize, length: i32): i32 {
  if (length > CIPHERED_MOST || idLength > IDENTIFIER_MOST) return Status.BAD_LENGTH;
  const text = MESSAGE + NONCE_BYTES + 2 + idLength;
  store<u8>(MESSAGE + NONCE_BYTES, SECURED);
  store<u8>(MESSAGE + NONCE_BYTES, follows ? 1 : 0, 1);
  memory.copy(MESSAGE + NONCE_BYTES + 2, id, idLength);
  memory.copy(text, value, length);
  let status = putNonce(session, number);
  const client = LEVEL_3_CLIENT - 1; // the key store counts from 0
  const bytes = NONCE_BYTES + 2 + idLength + length + CIPHER_TAG_BYTES;
  if (status == Status.OK) status = keySeal(KEY_ENCRYPTION + client, KEY_AUTHENTICATION + client, MESSAGE, bytes, 2 + idLength);
  memory.copy(value, text, length + CIPHER_TAG_BYTES);
  if (status != Status.OK) memory.fill(value, 0, length + CIPHER_TAG_BYTES);
  memory.fill(MESSAGE, 0, bytes);
  return status;
}
