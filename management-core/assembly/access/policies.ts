// What a client of DLMS/COSEM wants of each message beside its cipher (class 64, version 1): it only ever becomes more.
import { CLIENT_POLICIES_BYTES, CLIENT_POLICIES_policy } from '../../../shared-protocol/generated/assembly/layouts';
import {
  CLIENT_POLICIES_MAGIC, FRAM_CLIENT_POLICIES_A, FRAM_CLIENT_POLICIES_B, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { loadBanked, replaceBanked } from '../storage/banked-record';
import { SIGNING_CLIENT } from './dlms-facts';

/** Requests and responses authenticated and encrypted: bits 2, 3, 5 and 6 (IEC 62056-6-2, version 1). */
const SECURED: i32 = 0x6c;
const SIGNED_REQUEST: i32 = 0x10;
const SIGNED_RESPONSE: i32 = 0x80;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(CLIENT_POLICIES_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(CLIENT_POLICIES_BYTES, 8);

export function resetPolicies(): void {
  loadBanked(RECORD, SPARE, CLIENT_POLICIES_BYTES, CLIENT_POLICIES_MAGIC, FRAM_CLIENT_POLICIES_A, FRAM_CLIENT_POLICIES_B);
}

/** Of a client with keys, 1 to KEY_CLIENTS. */
export function policyOf(client: i32): i32 {
  return SECURED | <i32>load<u8>(RECORD + CLIENT_POLICIES_policy + (client - 1));
}

/** Each request of the client is signed, or refused; so is then its answer. */
export function mustSign(client: i32): bool {
  return (policyOf(client) & SIGNED_REQUEST) != 0;
}

/** Who signs nothing cannot want it; an answer is signed where its request is, and nowhere else. */
function canHave(client: i32, policy: i32): bool {
  if (policy == SECURED) return true;
  const signed = SECURED | SIGNED_REQUEST;
  return client == SIGNING_CLIENT && (policy == signed || policy == (signed | SIGNED_RESPONSE));
}

/** Stored before it is in force. Returns a Status: SEALED for less than there is, OUT_OF_RANGE for what no client has. */
export function setPolicy(client: i32, policy: i32): i32 {
  if ((policy & policyOf(client)) != policyOf(client)) return Status.SEALED;
  if (!canHave(client, policy)) return Status.OUT_OF_RANGE;
  memory.copy(SPARE, RECORD, CLIENT_POLICIES_BYTES);
  store<u8>(SPARE + CLIENT_POLICIES_policy + (client - 1), <u8>policy);
  return replaceBanked(
    RECORD, SPARE, CLIENT_POLICIES_BYTES, CLIENT_POLICIES_MAGIC, FRAM_CLIENT_POLICIES_A, FRAM_CLIENT_POLICIES_B,
  );
}
