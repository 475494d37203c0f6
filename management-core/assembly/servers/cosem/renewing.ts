// New keys of the client that asks (class 64, methods 2 and 3): transferred, or agreed on by C(2e,0s) as slow work.
import { putActionData } from '../../../../shared-protocol/assembly/dlms/response';
import { unread } from '../../../../shared-protocol/assembly/dlms/reader';
import { ACCESS_OTHER_REASON, ACCESS_SUCCESS, ACCESS_TYPE_UNMATCHED, APDU_ACTION } from '../../../../shared-protocol/assembly/dlms/tags';
import { putByte, putBytes, putLength } from '../../../../shared-protocol/assembly/dlms/writer';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { TAG_ARRAY, TAG_ENUM, TAG_OCTET_STRING, TAG_STRUCTURE } from '../../../../shared-protocol/generated/assembly/tags';
import { beginRenewal } from '../../access/agreement';
import { APDU_GENERAL_CIPHERING, Info } from '../../access/general';
import { forgetJob, Job, jobOf, jobResult } from '../../access/jobs';
import { noteOutcome } from '../../access/log';
import {
  beginRenewing, keepAgreedKey, RENEW_MASTER, renewedBytes, renewedLength, renewedNumber, takeRenewed, takeWrappedKeys,
} from '../../access/renewal';
import { beginVerifyingText } from '../../access/signature';
import { POINT_MAX, signatureBytes } from '../../access/suites';
import { enterInLog } from './acting';
import { answeringOf, associationOf, Dialogue, keptOf, outOf, setText, WORK_RENEW } from './dialogue';
import { findDescribed } from './objects';
import { resultOf, setResult } from './results';

/** Class 64, 0-0:43.0.0.255. */
const CLASS: u16 = 64;
const CODE: u32 = 0x00_2b_00_00;
const CODE_END: u16 = 0xff00;
const KEY_TRANSFER: u8 = 2;
const KEY_AGREEMENT: u8 = 3;
/** What the client agrees by is verified first, then the meter's made. */
const STEP_VERIFY: u8 = 0;
const STEP_MAKE: u8 = 1;

/** Number of the key, the client's public one, and room for a digest: kept while it is worked at. */
function numberAt(d: Dialogue): usize {
  return keptOf(d);
}

/** One method of the security setup alone, that brings a new key. */
export function isRenewal(d: Dialogue): bool {
  if (d.service != <u8>APDU_ACTION || d.isList) return false;
  const at = d.descriptor;
  if (bswap<u16>(load<u16>(at)) != CLASS || load<u32>(at, 2) != CODE || load<u16>(at, 6) != CODE_END) return false;
  return load<u8>(at, 8) == KEY_TRANSFER || load<u8>(at, 8) == KEY_AGREEMENT;
}

/** A key of one message is in the place in which the new one would wait. */
function isUnderAgreed(d: Dialogue): bool {
  return d.sealed == <u8>APDU_GENERAL_CIPHERING && answeringOf(d).info > Info.GLOBAL;
}

/** The plain answer is a result, and the log has it. True: it is complete. */
function end(d: Dialogue, status: i32): bool {
  forgetJob(changetype<usize>(d));
  noteOutcome(status);
  setResult(d, status == Status.BAD_CHECK ? ACCESS_OTHER_REASON : resultOf(status));
  return true;
}

/** One key at a time, told by number, public key and signature. Returns a Status: BUSY once it is worked at. */
function beginAgreeing(d: Dialogue): i32 {
  const bytes = signatureBytes();
  if (beginRenewing(d.value, d.valueLength) != 1 || !takeRenewed() || renewedLength != 2 * bytes || unread() != 0) return Status.BAD_LENGTH;
  const at = numberAt(d);
  store<u8>(at, <u8>renewedNumber);
  memory.copy(at + 1, renewedBytes, bytes);
  d.step = STEP_VERIFY;
  const status = beginVerifyingText(changetype<usize>(d), at, 1 + bytes, renewedBytes + <usize>bytes);
  return status == Status.OK ? <i32>Status.BUSY : <i32>Status.TIMEOUT;
}

/** Takes what came. True when the plain answer is complete. */
export function beginKeys(d: Dialogue): bool {
  const result = findDescribed(d, d.descriptor);
  if (result != ACCESS_SUCCESS || isUnderAgreed(d)) {
    setResult(d, result != ACCESS_SUCCESS ? result : ACCESS_OTHER_REASON);
    return true;
  }
  d.digest = 0;
  if (enterInLog(d) != Status.OK) {
    setResult(d, ACCESS_OTHER_REASON);
    return true;
  }
  if (d.attribute == KEY_TRANSFER) return end(d, takeWrappedKeys(changetype<usize>(d), associationOf(d), d.value, d.valueLength));
  const status = beginAgreeing(d);
  if (status != Status.BUSY) return end(d, status);
  d.work = WORK_RENEW;
  return false;
}

/** Number, public key and signature of the meter's go back. */
function setAgreed(d: Dialogue): void {
  const bytes = 2 * signatureBytes();
  let next = putByte(putByte(putActionData(outOf(d), d.invoke), TAG_ARRAY), 1);
  next = putByte(putByte(next, TAG_STRUCTURE), 2);
  next = putByte(putByte(next, TAG_ENUM), load<u8>(numberAt(d)));
  next = putBytes(putLength(putByte(next, TAG_OCTET_STRING), bytes), jobResult(changetype<usize>(d)), bytes);
  setText(d, outOf(d), next);
}

/** Goes on when a job has ended. True when the plain answer is complete. */
export function continueKeys(d: Dialogue): bool {
  const owner = changetype<usize>(d);
  const state = jobOf(owner);
  if (state == Job.UNDER_WAY) return false;
  if (state != Job.DONE) return end(d, Status.BAD_CHECK);
  const number = <i32>load<u8>(numberAt(d));
  if (d.step == STEP_VERIFY) {
    d.step = STEP_MAKE;
    const status = beginRenewal(owner, associationOf(d), numberAt(d) + 1, number, number == RENEW_MASTER);
    return status != Status.OK && end(d, Status.TIMEOUT);
  }
  const status = keepAgreedKey(owner, number);
  if (status != Status.OK) return end(d, status);
  setAgreed(d);
  noteOutcome(Status.OK);
  forgetJob(owner);
  return true;
}
