// What is not the client's own: how it is answered, and that it is in the log.
import { putCounterException } from '../../../../shared-protocol/assembly/dlms/response';
import { ERROR_DECIPHERING, ERROR_OPERATION_NOT_POSSIBLE, STATE_SERVICE_NOT_ALLOWED } from '../../../../shared-protocol/assembly/dlms/tags';
import { ACT_FAILURE } from '../../../../shared-protocol/generated/assembly/programming';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { ASSOCIATED } from '../../access/association';
import { awaited } from '../../access/cipher';
import { answered, associationOf, Dialogue, outOf } from './dialogue';
import { note } from './proof';
import { except } from './results';

/** Why a ciphered APDU was not opened; of a wrong counter which one is awaited. */
export function exceptOpening(d: Dialogue, status: i32): void {
  if (status == Status.SEQUENCE_GAP) {
    const at = outOf(d);
    return answered(d, at, <i32>(putCounterException(at, awaited) - at));
  }
  const isJudged = status != Status.STORAGE_FAILED && status != Status.TIMEOUT;
  except(d, STATE_SERVICE_NOT_ALLOWED, isJudged ? ERROR_DECIPHERING : ERROR_OPERATION_NOT_POSSIBLE);
}

/** What an open association does not stand for is in the log, once: whoever sends it pushes nothing out of there. */
export function noteRefused(d: Dialogue): void {
  const association = associationOf(d);
  if (association.state != ASSOCIATED || association.isNoted) return;
  association.isNoted = true;
  note(d, ACT_FAILURE);
}
