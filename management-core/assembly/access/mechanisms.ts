// How a client of DLMS/COSEM with keys proves itself: by GMAC, or as it was set.
import { CLIENT_MECHANISMS_BYTES, CLIENT_MECHANISMS_mechanism } from '../../../shared-protocol/generated/assembly/layouts';
import {
  CLIENT_MECHANISMS_MAGIC, FRAM_CLIENT_MECHANISMS_A, FRAM_CLIENT_MECHANISMS_B, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { MECHANISM_GMAC } from '../../../shared-protocol/assembly/dlms/tags';
import { loadBanked, replaceBanked } from '../storage/banked-record';
import { MECHANISM_DIGEST } from './dlms-facts';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(CLIENT_MECHANISMS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(CLIENT_MECHANISMS_BYTES, 8);

/** A meter that was never told, or whose record is lost, has GMAC of all. */
export function resetMechanisms(): void {
  loadBanked(
    RECORD, SPARE, CLIENT_MECHANISMS_BYTES, CLIENT_MECHANISMS_MAGIC, FRAM_CLIENT_MECHANISMS_A, FRAM_CLIENT_MECHANISMS_B,
  );
}

/** Of a client, 1 to KEY_CLIENTS. */
export function mechanismOfClient(client: i32): i32 {
  const set = load<u8>(RECORD + CLIENT_MECHANISMS_mechanism + (client - 1));
  return set == 0 ? MECHANISM_GMAC : set;
}

/** Stored before it is in force. Returns a Status. */
export function setMechanism(client: i32, mechanism: i32): i32 {
  if (mechanism != MECHANISM_GMAC && mechanism != MECHANISM_DIGEST) return Status.OUT_OF_RANGE;
  memory.copy(SPARE, RECORD, CLIENT_MECHANISMS_BYTES);
  store<u8>(SPARE + CLIENT_MECHANISMS_mechanism + (client - 1), <u8>mechanism);
  return replaceBanked(
    RECORD, SPARE, CLIENT_MECHANISMS_BYTES, CLIENT_MECHANISMS_MAGIC, FRAM_CLIENT_MECHANISMS_A, FRAM_CLIENT_MECHANISMS_B,
  );
}
