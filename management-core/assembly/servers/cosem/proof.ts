// The second pass of HLS: the answer to the meter's challenge is judged, and the client's answered.
import { TOKEN_BYTES } from '../../../../shared-protocol/assembly/dlms/protection';
import { putActionData } from '../../../../shared-protocol/assembly/dlms/response';
import { ACCESS_OTHER_REASON } from '../../../../shared-protocol/assembly/dlms/tags';
import { putByte, putBytes, putLength } from '../../../../shared-protocol/assembly/dlms/writer';
import { ACT_FAILURE, ACT_LOGIN, LEVEL_SIGNATURE } from '../../../../shared-protocol/generated/assembly/programming';
import { SHA256_BYTES, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { TAG_OCTET_STRING } from '../../../../shared-protocol/generated/assembly/tags';
import {
  ASSOCIATED, clientChallenge, endAssociation, OWN_CHALLENGE_BYTES, ownChallenge, titleOf,
} from '../../access/association';
import { isAnswered, putToken } from '../../access/cipher';
import { digestAnswer, isDigestAnswer } from '../../access/digest-answer';
import { CLIENT_LEVEL, MECHANISM_DIGEST, MECHANISM_SIGNATURE } from '../../access/dlms-facts';
import { forgetJob, Job, jobOf, jobResult } from '../../access/jobs';
import { beginAttempt, failAttempt, gateOf, passAttempt } from '../../access/lock-out';
import { enter, newEntry } from '../../access/log';
import { beginSigning, beginVerifying } from '../../access/signature';
import { signatureBytes } from '../../access/suites';
import { associationOf, Dialogue, outOf, setText, WORK_PROVE } from './dialogue';
import { setResult } from './results';

/** What a signature is made for: the client's is verified first, then the meter makes its own. */
const STEP_VERIFY: u8 = 0;
const STEP_SIGN: u8 = 1;

export function note(d: Dialogue, act: i32): void {
  newEntry(act, d.port, CLIENT_LEVEL + <i32>d.client);
  enter(Status.OK);
}

/** The plain answer gives a value back. */
function setProof(d: Dialogue, at: usize, length: i32): void {
  const data = putActionData(outOf(d), d.invoke);
  const end = putBytes(putLength(putByte(data, TAG_OCTET_STRING), length), at, length);
  setText(d, outOf(d), end);
}

/** Whatever is wrong ends the association. True: the plain answer is complete. */
function refuse(d: Dialogue): bool {
  forgetJob(changetype<usize>(d));
  endAssociation(associationOf(d));
  setResult(d, ACCESS_OTHER_REASON);
  return true;
}

function refuseWrong(d: Dialogue): bool {
  note(d, ACT_FAILURE);
  return refuse(d);
}

/** The client is who it says, and is told that the meter is. */
function accept(d: Dialogue, at: usize, length: i32): bool {
  setProof(d, at, length);
  associationOf(d).state = ASSOCIATED;
  note(d, ACT_LOGIN);
  return true;
}

/** Mechanism 5. */
function judgeToken(d: Dialogue, token: usize, length: i32): bool {
  const a = associationOf(d);
  const isRight = length == TOKEN_BYTES && isAnswered(d.client, titleOf(a), token, ownChallenge(a), OWN_CHALLENGE_BYTES);
  if (!isRight) return refuseWrong(d);
  const status = putToken(d.client, token, clientChallenge(a), a.challengeLength);
  return status == Status.OK ? accept(d, token, TOKEN_BYTES) : refuse(d);
}

/** Mechanism 6. */
function judgeDigest(d: Dialogue, answer: usize, length: i32): bool {
  const a = associationOf(d);
  if (length != SHA256_BYTES || !isDigestAnswer(a, answer)) return refuseWrong(d);
  const own = digestAnswer(a, false);
  return own ? accept(d, own, SHA256_BYTES) : refuse(d);
}

/** Mechanism 7: counted as wrong before it is known, and slow work. */
function beginJudging(d: Dialogue, signature: usize, length: i32): bool {
  if (beginAttempt(gateOf(d.port, LEVEL_SIGNATURE)) != Status.OK) return refuse(d);
  if (length != signatureBytes()) return refuseSignature(d);
  // What cannot be judged stays counted: nobody has the board's jobs used up for nothing.
  if (beginVerifying(changetype<usize>(d), associationOf(d), signature) != Status.OK) return refuse(d);
  d.step = STEP_VERIFY;
  d.work = WORK_PROVE;
  return false;
}

function refuseSignature(d: Dialogue): bool {
  failAttempt(gateOf(d.port, LEVEL_SIGNATURE));
  return refuseWrong(d);
}

/** Takes the answer to the challenge, a value of the ACTION that came. True when the plain answer is complete. */
export function beginProof(d: Dialogue): bool {
  const length = d.valueLength - 2;
  const isOctets = length > 0 && load<u8>(d.value) == <u8>TAG_OCTET_STRING && <i32>load<u8>(d.value, 1) == length;
  const given = isOctets ? length : 0;
  if (associationOf(d).mechanism == <u8>MECHANISM_SIGNATURE) return beginJudging(d, d.value + 2, given);
  if (associationOf(d).mechanism == <u8>MECHANISM_DIGEST) return judgeDigest(d, d.value + 2, given);
  return judgeToken(d, d.value + 2, given);
}

/** The client's signature is right. */
function beginOwn(d: Dialogue): bool {
  if (passAttempt(gateOf(d.port, LEVEL_SIGNATURE)) != Status.OK) return refuse(d);
  d.step = STEP_SIGN;
  return beginSigning(changetype<usize>(d), associationOf(d)) != Status.OK && refuse(d);
}

/** Goes on when a job has ended. True when the plain answer is complete. */
export function continueProof(d: Dialogue): bool {
  const owner = changetype<usize>(d);
  const state = jobOf(owner);
  if (state == Job.UNDER_WAY) return false;
  if (d.step == STEP_VERIFY) return state == Job.DONE ? beginOwn(d) : refuseSignature(d);
  if (state != Job.DONE) return refuse(d);
  accept(d, jobResult(owner), signatureBytes());
  forgetJob(owner);
  return true;
}
