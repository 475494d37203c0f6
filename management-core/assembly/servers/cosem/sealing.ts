// The plain answer is ciphered where the request was, by the same form and key; a key that is agreed on is waited for.
import {
  ERROR_OPERATION_NOT_POSSIBLE, STATE_SERVICE_NOT_ALLOWED,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { sealApdu, sealedAt, sealedLength } from '../../access/cipher';
import { APDU_GENERAL_CIPHERING } from '../../access/general';
import { beginSealing, generalAt, generalLength, sealGeneral, sealingState } from '../../access/general-cipher';
import { forgetJob } from '../../access/jobs';
import { answered, answeringOf, associationOf, Dialogue, WORK_SEAL } from './dialogue';
import { except } from './results';

/** By general-ciphering: now, or when the key of the answer is there. */
function sealWhenAgreed(d: Dialogue, agreed: i32): void {
  if (agreed == Status.BUSY) {
    d.work = WORK_SEAL;
    return;
  }
  const owner = changetype<usize>(d);
  const status = agreed == Status.OK ? sealGeneral(owner, associationOf(d), answeringOf(d), d.text, d.textLength) : agreed;
  if (status == Status.OK) return answered(d, generalAt, generalLength);
  forgetJob(owner);
  except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
}

/** Ciphers the plain answer where the request was; hands it out. */
export function seal(d: Dialogue): void {
  if (d.sealed == 0) return answered(d, d.text, d.textLength);
  if (d.sealed == <u8>APDU_GENERAL_CIPHERING) {
    return sealWhenAgreed(d, beginSealing(changetype<usize>(d), associationOf(d), answeringOf(d)));
  }
  const status = sealApdu(d.client, d.port, d.sealed, d.text, d.textLength);
  if (status == Status.OK) return answered(d, sealedAt, sealedLength);
  except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
}

/** Goes on when the key of the answer is there. */
export function sealOn(d: Dialogue): void {
  sealWhenAgreed(d, sealingState(changetype<usize>(d)));
}
