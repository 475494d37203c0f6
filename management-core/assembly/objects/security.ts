// Providers: security setup (class 64) of the association under way, and the invocation counters of all clients.
import { TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { Status, STRENGTH_256, STRENGTH_384 } from '../../../shared-protocol/generated/assembly/protocol';
import { askingAssociation, isAsked, titleOf } from '../access/association';
import { ownTitle } from '../access/cipher';
import { clientKey, FOR_AGREEMENT, FOR_SIGNING, setClientKey } from '../access/client-key';
import { expectedOf } from '../access/counters';
import { SIGNING_CLIENT } from '../access/dlms-facts';
import { mechanismOfClient, setMechanism } from '../access/mechanisms';
import { ownKey } from '../access/own-keys';
import { policyOf, setPolicy } from '../access/policies';
import { pointBytes, signingStrength, suiteOf } from '../access/suites';
import { staged, stagedLength, stagedNumber } from './staging';

const POLICY_NONE: i64 = 0;
/** Nodes of a certificate; see certificates in templates.json. */
const LEAF_ENTITY: i32 = 2;
const LEAF_TYPE: i32 = 3;
const LEAF_SUBJECT: i32 = 6;
/** Whose key it is, and what for. */
const ENTITY_SERVER: i64 = 0;
const ENTITY_CLIENT: i64 = 1;
const TYPE_SIGNATURE: i64 = 0;
const TYPE_AGREEMENT: i64 = 1;
/** Of each type first the meter's, then the client's: those that sign are first. */
const SIGNATURES: i32 = 2;
const MANAGEMENT_CLIENT: i32 = 1;
const FIRMWARE_CLIENT: i32 = 4;

// @ts-ignore: decorator
@lazy const TITLE = memory.data(TITLE_BYTES, 8);

/** Of the client of an entry: the least counter that its next request may have. */
export function invocationCounter(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, expectedOf(entry + 1));
}

export function securityPolicy(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, isAsked() && askingAssociation().ciphered ? policyOf(askingAssociation().client) : POLICY_NONE);
}

/** Strengthened, never weakened; of the association under way. */
export function commitSecurityActivate(row: ObjectRow, entry: i32, place: i32): i32 {
  if (!isAsked() || !askingAssociation().ciphered) return Status.SEALED;
  return setPolicy(askingAssociation().client, <i32>stagedNumber());
}

/** The server itself takes new keys: whatever asks in another way is refused. */
export function beginRenewKeys(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.SEALED;
}

export function putRenewKeys(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  return Status.SEALED;
}

export function commitRenewKeys(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.SEALED;
}

export function abortRenewKeys(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}

export function securitySuite(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, isAsked() ? suiteOf(askingAssociation().client) : 0);
}

export function clientTitle(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (!isAsked()) return Status.NOT_FOUND;
  store<u64>(TITLE, askingAssociation().title);
  return setBytes(value, TITLE, askingAssociation().title == 0 ? 0 : TITLE_BYTES);
}

export function serverTitle(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setBytes(value, ownTitle(), TITLE_BYTES);
}

/** Those that are known of the keys for agreements. */
function agreementKeys(): i32 {
  if (!ownKey(FOR_AGREEMENT, signingStrength())) return 0;
  return clientKey(FOR_AGREEMENT, signingStrength()) ? 2 : 1;
}

/** Public keys that stand for certificates: the meter's own, and those of the client who signs; it alone has some. */
export function countCertificates(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  const signs = isAsked() && <i32>askingAssociation().client == SIGNING_CLIENT;
  return selectWhole(selection, signs ? SIGNATURES + agreementKeys() : 0);
}

export function certificates(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const isOwn = (index & 1) == 0;
  if (leaf == LEAF_ENTITY) return setNumber(value, isOwn ? ENTITY_SERVER : ENTITY_CLIENT);
  if (leaf == LEAF_TYPE) return setNumber(value, index < SIGNATURES ? TYPE_SIGNATURE : TYPE_AGREEMENT);
  // A bare key has no serial number, issuer or other name.
  const title = isOwn ? ownTitle() : titleOf(askingAssociation());
  return setBytes(value, title, leaf == LEAF_SUBJECT ? TITLE_BYTES : 0);
}

/** Objects of P-384 have codes of their own: E from 64 on. */
function strengthOf(row: ObjectRow): i32 {
  return row.e < 64 ? STRENGTH_256 : STRENGTH_384;
}

/** X and Y; nothing where there is no key, or the board has not told it yet. */
function setKey(value: Value, key: usize, row: ObjectRow): i32 {
  return setBytes(value, key, key ? pointBytes(strengthOf(row)) : 0);
}

export function ownPublicKey(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setKey(value, ownKey(FOR_SIGNING, strengthOf(row)), row);
}

export function clientPublicKey(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setKey(value, clientKey(FOR_SIGNING, strengthOf(row)), row);
}

export function ownAgreementKey(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setKey(value, ownKey(FOR_AGREEMENT, strengthOf(row)), row);
}

export function clientAgreementKey(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setKey(value, clientKey(FOR_AGREEMENT, strengthOf(row)), row);
}

/** The clients that may be set, by entry. */
function settableClient(entry: i32): i32 {
  return entry == 0 ? MANAGEMENT_CLIENT : FIRMWARE_CLIENT;
}

export function clientMechanism(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, mechanismOfClient(settableClient(entry)));
}

export function commitClientMechanism(row: ObjectRow, entry: i32, place: i32): i32 {
  return setMechanism(settableClient(entry), <i32>stagedNumber());
}

export function commitClientPublicKey(row: ObjectRow, entry: i32, place: i32): i32 {
  return setClientKey(staged(), stagedLength, FOR_SIGNING, strengthOf(row));
}

export function commitClientAgreementKey(row: ObjectRow, entry: i32, place: i32): i32 {
  return setClientKey(staged(), stagedLength, FOR_AGREEMENT, strengthOf(row));
}
