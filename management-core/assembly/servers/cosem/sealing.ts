// The plain answer is signed and ciphered where the request was, by the same form and key; signatures and keys agreed on are waited for.
import {
  ERROR_OPERATION_NOT_POSSIBLE, STATE_SERVICE_NOT_ALLOWED,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { sealApdu, sealedAt, sealedLength } from '../../access/cipher';
import { APDU_GENERAL_CIPHERING } from '../../access/general';
import { beginSealing, generalAt, generalLength, sealGeneral } from '../../access/general-cipher';
import { forgetJob, waited } from '../../access/jobs';
import { dropRenewal, renew } from '../../access/renewal';
import { beginSigningAnswer, endSigningAnswer } from '../../access/signed-message';
import { answered, answeringOf, associationOf, Dialogue, signingOf, WORK_SEAL, WORK_SIGN } from './dialogue';
import { except } from './results';

/** Nothing is told in place of what cannot be signed or ciphered. */
function giveUp(d: Dialogue): void {
  forgetJob(changetype<usize>(d));
  dropRenewal(changetype<usize>(d));
  except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
}

/** The answer is sealed: what it says of new keys is so, or is not said. */
function handOut(d: Dialogue, at: usize, length: i32): void {
  const status = renew(changetype<usize>(d), associationOf(d));
  if (status != Status.OK) return giveUp(d);
  answered(d, at, length);
}

/** By general-ciphering: now, or when the key of the answer is there. */
function sealWhenAgreed(d: Dialogue, agreed: i32): void {
  if (agreed == Status.BUSY) {
    d.work = WORK_SEAL;
    return;
  }
  const owner = changetype<usize>(d);
  const status = agreed == Status.OK ? sealGeneral(owner, associationOf(d), answeringOf(d), d.text, d.textLength) : agreed;
  if (status != Status.OK) return giveUp(d);
  handOut(d, generalAt, generalLength);
}

/** Ciphers the answer where the request was; hands it out. */
function cipher(d: Dialogue): void {
  if (d.sealed == 0) return answered(d, d.text, d.textLength);
  if (d.sealed == <u8>APDU_GENERAL_CIPHERING) {
    return sealWhenAgreed(d, beginSealing(changetype<usize>(d), associationOf(d), answeringOf(d)));
  }
  const status = sealApdu(d.client, d.port, d.sealed, d.text, d.textLength);
  if (status != Status.OK) return giveUp(d);
  handOut(d, sealedAt, sealedLength);
}

/** Goes on when the key of the answer is there. */
export function sealOn(d: Dialogue): void {
  sealWhenAgreed(d, waited(changetype<usize>(d)));
}

/** Signs and ciphers the plain answer where the request was; hands it out. */
export function seal(d: Dialogue): void {
  if (!signingOf(d).isSigned) return cipher(d);
  const owner = changetype<usize>(d);
  if (beginSigningAnswer(owner, associationOf(d), signingOf(d), d.text, d.textLength) != Status.BUSY) return giveUp(d);
  d.work = WORK_SIGN;
}

/** Goes on when the signature of the answer is there. */
export function signOn(d: Dialogue): void {
  const state = waited(changetype<usize>(d));
  if (state == Status.BUSY) return;
  if (state != Status.OK) return giveUp(d);
  endSigningAnswer(changetype<usize>(d), signingOf(d));
  d.text = signingOf(d).content;
  d.textLength = signingOf(d).contentLength;
  cipher(d);
}
