// Keys of one message that a client of DLMS/COSEM and the meter agree on: slow work, and what goes into it (NIST SP 800-56A;
// IEC 62056-5-3, 5.3.4).
import { TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { putBytes } from '../../../shared-protocol/assembly/dlms/writer';
import { JOB_DERIVE, JOB_DERIVE_ONCE } from '../../../shared-protocol/generated/assembly/protocol';
import { agreedKey, Association, titleOf } from './association';
import { ownTitle } from './cipher';
import { clientKey, FOR_AGREEMENT, PUBLIC_KEY_BYTES } from './client-key';
import { SIGNING_CLIENT } from './dlms-facts';
import { TRANSACTION_BYTES } from './addressed';
import { askJob } from './jobs';
import { ownAgreementKey } from './own-agreement';

/** 2.16.756.5.8.3.0: AES-GCM-128. */
// @ts-ignore: decorator
@lazy const ALGORITHM = memory.data<u8>([0x60, 0x85, 0x74, 0x05, 0x08, 0x03, 0x00]);
const ALGORITHM_BYTES: i32 = 7;

/** Public key, then algorithm, the party that asks with its transaction, the other party. */
// @ts-ignore: decorator
@lazy const GIVEN = memory.data(PUBLIC_KEY_BYTES + ALGORITHM_BYTES + 2 * TITLE_BYTES + TRANSACTION_BYTES, 8);

/** The client has a key for agreements, and the meter its own. */
export function canAgree(a: Association): bool {
  return a.client == <u8>SIGNING_CLIENT && clientKey(FOR_AGREEMENT) != 0 && ownAgreementKey() != 0;
}

/** Begins a JOB_* that gives the key of a message; its party is told by title and, where it has bytes, a transaction. */
function beginJob(
  owner: usize, a: Association, kind: i32, key: usize, byClient: bool, transaction: usize, transactionBytes: i32,
): i32 {
  let end = putBytes(putBytes(GIVEN, key, PUBLIC_KEY_BYTES), ALGORITHM, ALGORITHM_BYTES);
  end = putBytes(end, byClient ? titleOf(a) : ownTitle(), TITLE_BYTES);
  end = putBytes(end, transaction, transactionBytes);
  end = putBytes(end, byClient ? ownTitle() : titleOf(a), TITLE_BYTES);
  return askJob(owner, kind, agreedKey(a.port), GIVEN, <i32>(end - GIVEN));
}

/** Derives the key of a client's message from a public key that the client made for it. Returns a Status. */
export function beginTheirs(owner: usize, a: Association, made: usize): i32 {
  return beginJob(owner, a, JOB_DERIVE, made, true, 0, 0);
}

/** Makes a key for a message to a client, and derives from it; the result is its public key and signature. Returns a Status. */
export function beginOwn(owner: usize, a: Association): i32 {
  return beginJob(owner, a, JOB_DERIVE_ONCE, clientKey(FOR_AGREEMENT), false, 0, 0);
}

/** Derives the key of a message, either way, from the keys that both have for it, and its transaction with its length. Returns a Status. */
export function beginStatic(owner: usize, a: Association, byClient: bool, transaction: usize, transactionBytes: i32): i32 {
  return beginJob(owner, a, JOB_DERIVE, clientKey(FOR_AGREEMENT), byClient, transaction, transactionBytes);
}
