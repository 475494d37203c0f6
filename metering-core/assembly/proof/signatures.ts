// Signatures of the meter: who asked for one, the job that makes it, and where it then stands.
// Legally relevant (IR46). Changes alter the software identification.
import { JOB_SIGN, KEY_SIGNING, SHA256_BYTES, Status, STRENGTH_256 } from '../../../shared-protocol/generated/assembly/protocol';
import { digest, jobStart } from '../host';
import { copyBytes } from '../math/copy';

/** Who asks; each has one signature at a time. */
export namespace Signer {
  export const DAY_HEAD: i32 = 0;
  export const EXPORT: i32 = 1;
  export const SESSION: i32 = 2;
  export const READING: i32 = 3;
}
const SIGNERS: i32 = 4;

export namespace Signing {
  export const NONE: i32 = 0;
  export const UNDER_WAY: i32 = 1;
  export const DONE: i32 = 2;
  export const FAILED: i32 = 3;
}

export const SIGNATURE_BYTES: i32 = 64;
/** What is signed fits in here, with room for its digest. */
export const MESSAGE_MOST: i32 = 512;

@unmanaged
class Asked {
  state: i32;
  job: i32;
}
const ASKED_BYTES: i32 = offsetof<Asked>() + SIGNATURE_BYTES;

// @ts-ignore: decorator
@lazy const ASKED = memory.data(SIGNERS * ASKED_BYTES, 8);
// @ts-ignore: decorator
@lazy const MESSAGE = memory.data(MESSAGE_MOST + SHA256_BYTES, 8);

function asked(signer: i32): Asked {
  return changetype<Asked>(ASKED + <usize>(signer * ASKED_BYTES));
}

export function resetSignatures(): void {
  memory.fill(ASKED, 0, SIGNERS * ASKED_BYTES);
}

export function signingOf(signer: i32): i32 {
  return asked(signer).state;
}

/** The signature, once it is DONE. */
export function signatureOf(signer: i32): usize {
  return changetype<usize>(asked(signer)) + offsetof<Asked>();
}

/** Nobody needs the signature any more. */
export function forgetSignature(signer: i32): void {
  asked(signer).state = Signing.NONE;
}

/**
 * Has bytes (MESSAGE_MOST at most) signed. Returns OK, and signingOf tells how far it is; BUSY while the one before is under
 * way or the board has too many jobs; or what the board answers: NOT_FOUND without an identity.
 */
export function askSignature(signer: i32, message: usize, bytes: i32): i32 {
  if (signingOf(signer) == Signing.UNDER_WAY) return Status.BUSY;
  copyBytes(MESSAGE, message, bytes);
  const status = digest(STRENGTH_256, MESSAGE, bytes + SHA256_BYTES);
  return status == Status.OK ? signDigest(signer, MESSAGE + bytes) : status;
}

/** The same of a SHA-256 that was made already. */
export function signDigest(signer: i32, sha256: usize): i32 {
  const entry = asked(signer);
  if (entry.state == Signing.UNDER_WAY) return Status.BUSY;
  const job = jobStart(JOB_SIGN, KEY_SIGNING, sha256, SHA256_BYTES);
  if (job < 0) return job;
  entry.job = job;
  entry.state = Signing.UNDER_WAY;
  return Status.OK;
}

/** A job ended with so many bytes, or a Status. Returns OK, or NOT_FOUND where it is nobody's. */
export function signatureEnded(job: i32, length: i32, result: usize): i32 {
  for (let signer: i32 = 0; signer < SIGNERS; signer++) {
    const entry = asked(signer);
    if (entry.state != Signing.UNDER_WAY || entry.job != job) continue;
    entry.state = length == SIGNATURE_BYTES ? Signing.DONE : Signing.FAILED;
    if (length == SIGNATURE_BYTES) copyBytes(signatureOf(signer), result, SIGNATURE_BYTES);
    return Status.OK;
  }
  return Status.NOT_FOUND;
}
