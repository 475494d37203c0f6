// HLS 6: a challenge answered by the SHA-256 over a secret, both titles and both challenges (IEC 62056-5-3, 5.7.4).
import { CHALLENGE_MAX, TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { SHA256_BYTES, Status, STRENGTH_256 } from '../../../shared-protocol/generated/assembly/protocol';
import { digest } from '../host';
import { Association, OWN_CHALLENGE_BYTES } from './association';
import { putSecret, SECRET_CHARACTERS } from './derived-secret';
import { putChallenged } from './signature';

/** "TWDIGEST". */
const LABEL: u64 = 0x5453_4547_4944_5754;
const WORK_BYTES: i32 = SECRET_CHARACTERS + 2 * TITLE_BYTES + OWN_CHALLENGE_BYTES + CHALLENGE_MAX;

// @ts-ignore: decorator
@lazy const WORK = memory.data(SECRET_CHARACTERS + 2 * TITLE_BYTES + OWN_CHALLENGE_BYTES + CHALLENGE_MAX + SHA256_BYTES, 8);

/** Makes what answers a challenge of the meter, or one of the client; gives where it stands, SHA256_BYTES, or 0. */
export function digestAnswer(a: Association, byClient: bool): usize {
  if (putSecret(a.client, LABEL, WORK) != Status.OK) return 0;
  const end = putChallenged(WORK + SECRET_CHARACTERS, a, byClient);
  const status = digest(STRENGTH_256, WORK, <i32>(end - WORK) + SHA256_BYTES);
  memory.copy(WORK, end, SHA256_BYTES);
  memory.fill(WORK + SHA256_BYTES, 0, WORK_BYTES);
  return status == Status.OK ? WORK : 0;
}

/** True for the right answer to the meter's challenge. All bytes are looked at whatever differs. */
export function isDigestAnswer(a: Association, answer: usize): bool {
  const right = digestAnswer(a, true);
  if (right == 0) return false;
  let differs: u64 = 0;
  for (let i: i32 = 0; i < SHA256_BYTES; i += 8) differs |= load<u64>(right + i) ^ load<u64>(answer + i);
  return differs == 0;
}
