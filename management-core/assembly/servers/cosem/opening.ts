// Associations: AARQ and RLRQ are answered, a password is compared, a challenge sent and its answer taken.
import {
  Association as Acse, ASSOCIATION_BYTES as ACSE_BYTES, CHALLENGE_MAX, CHALLENGE_MIN, putAare, putRlre, readAarq, readRlrq,
} from '../../../../shared-protocol/assembly/dlms/acse';
import {
  DLMS_VERSION, Initiate, INITIATE_RESPONSE_BYTES, PDU_MIN, putInitiateError, putInitiateResponse, readInitiate,
} from '../../../../shared-protocol/assembly/dlms/initiate';
import {
  APDU_GLO_INITIATE_REQUEST, APDU_GLO_INITIATE_RESPONSE, CONFORMANCE_ACTION, CONFORMANCE_BLOCK_GET, CONFORMANCE_GET,
  CONFORMANCE_SELECTIVE, CONFORMANCE_SET, CONTEXT_LN, CONTEXT_LN_CIPHERED, DIAGNOSTIC_CALLING_TITLE, DIAGNOSTIC_CONTEXT,
  DIAGNOSTIC_FAILED, DIAGNOSTIC_MECHANISM, DIAGNOSTIC_NO_REASON, DIAGNOSTIC_NULL, DIAGNOSTIC_REQUIRED, ERROR_OTHER_REASON,
  INITIATE_INCOMPATIBLE_CONFORMANCE, INITIATE_PDU_SIZE_TOO_SHORT, INITIATE_VERSION_TOO_LOW, MECHANISM_GMAC, MECHANISM_NONE,
  RELEASE_NORMAL, RESULT_ACCEPTED, RESULT_REJECTED_PERMANENT, STATE_SERVICE_NOT_ALLOWED,
} from '../../../../shared-protocol/assembly/dlms/tags';
import {
  ASSOCIATION_PUBLIC_CLIENT, ASSOCIATION_READING, ASSOCIATION_SUPERVISOR,
} from '../../../../shared-protocol/generated/assembly/object-numbers';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { ACT_FAILURE, LEVEL_SIGNATURE } from '../../../../shared-protocol/generated/assembly/programming';
import {
  ASSOCIATED, Association, clientChallenge, dedicate, endAssociation, OWN_CHALLENGE_BYTES, ownChallenge, PENDING, rightsOfClient,
} from '../../access/association';
import { canCipher, isOwnTitle, openApdu, opened, ownTitle, sealApdu, sealedAt, sealedLength } from '../../access/cipher';
import { clientKey, FOR_SIGNING } from '../../access/client-key';
import {
  APDU_MOST, CONFORMANCE_ACCESS, CONFORMANCE_BLOCK_SET, CONFORMANCE_MULTIPLE, CONFORMANCE_TRANSFER, MECHANISM_SIGNATURE,
} from '../../access/dlms-facts';
import { isFirstPassword } from '../../access/first-password';
import { LEVEL_PASSWORD } from '../../access/levels';
import { beginAttempt, failAttempt, gateOf, isLocked, passAttempt } from '../../access/lock-out';
import { mechanismOfClient } from '../../access/mechanisms';
import { SIGNED_CHALLENGE_MIN } from '../../access/signature';
import { keyLengthOf, signingStrength } from '../../access/suites';
import { random } from '../../host';
import { answered, associationOf, Dialogue, inOf, outOf } from './dialogue';
import { note } from './proof';
import { except } from './results';

/** What this server can do. */
const CONFORMANCE: u32 = CONFORMANCE_BLOCK_GET | CONFORMANCE_BLOCK_SET | CONFORMANCE_MULTIPLE | CONFORMANCE_GET |
  CONFORMANCE_SET | CONFORMANCE_SELECTIVE | CONFORMANCE_ACTION | CONFORMANCE_ACCESS |
  CONFORMANCE_TRANSFER;
const MECHANISM_LOW: i32 = 1;
/** Where no size was told, or any: what this side takes. */
const ANY_SIZE: u16 = 0;
/** What is agreed on lies behind room for what its cipher has before it. */
const INFORMATION_AT: i32 = 32;
/** The longest InitiateRequest that is taken. */
const INFORMATION_MAX: i32 = 96;

// @ts-ignore: decorator
@lazy const ASKED = memory.data(ACSE_BYTES, 8);
// @ts-ignore: decorator
@lazy const ANSWER = memory.data(ACSE_BYTES, 8);
// @ts-ignore: decorator
@lazy const INITIATE = memory.data(offsetof<Initiate>(), 8);
// @ts-ignore: decorator
@lazy const INFORMATION = memory.data(INFORMATION_AT + INFORMATION_MAX, 8);

/** What a client asked for was ciphered: so is what it is answered. */
let isCiphered: bool = false;

/** How a client proves who it is. */
function mechanismOf(d: Dialogue, rights: i32): i32 {
  if (rights == ASSOCIATION_PUBLIC_CLIENT) return MECHANISM_NONE;
  if (rights == ASSOCIATION_SUPERVISOR) return MECHANISM_SIGNATURE;
  return rights == ASSOCIATION_READING ? MECHANISM_LOW : mechanismOfClient(d.client);
}

/** It answers a challenge, and what it asks for is ciphered. */
function isHigh(mechanism: i32): bool {
  return mechanism >= MECHANISM_GMAC;
}

/** Nobody signs while the gate is locked, or where it is not known what with. */
function judgeSigning(d: Dialogue): i32 {
  const gate = gateOf(d.port, LEVEL_SIGNATURE);
  if (gate < 0 || clientKey(FOR_SIGNING, signingStrength()) == 0) return DIAGNOSTIC_NO_REASON;
  return isLocked(gate) ? DIAGNOSTIC_FAILED : DIAGNOSTIC_NULL;
}

function judgeHighLevel(d: Dialogue, asked: Acse): i32 {
  // With the title of the meter a client's nonces would be those of the meter.
  if (asked.title == 0 || isOwnTitle(asked.title)) return DIAGNOSTIC_CALLING_TITLE;
  const signs = <i32>asked.mechanism == MECHANISM_SIGNATURE;
  const least = signs ? SIGNED_CHALLENGE_MIN : CHALLENGE_MIN;
  if (asked.challengeLength < least || asked.challengeLength > CHALLENGE_MAX) return DIAGNOSTIC_FAILED;
  if (!canCipher(d.client)) return DIAGNOSTIC_NO_REASON;
  return signs ? judgeSigning(d) : DIAGNOSTIC_NULL;
}

/** Why an AARQ is refused, a DIAGNOSTIC_*; 0 for not at all. */
function diagnosticOf(d: Dialogue, rights: i32, asked: Acse): i32 {
  if (rights < 0 || asked.informationLength == 0) return DIAGNOSTIC_NO_REASON;
  const mechanism = mechanismOf(d, rights);
  const context = isHigh(mechanism) ? CONTEXT_LN_CIPHERED : CONTEXT_LN;
  if (<i32>asked.context != context) return DIAGNOSTIC_CONTEXT;
  if (<i32>asked.mechanism != mechanism) return asked.mechanism == 0 ? DIAGNOSTIC_REQUIRED : DIAGNOSTIC_MECHANISM;
  return isHigh(mechanism) ? judgeHighLevel(d, asked) : DIAGNOSTIC_NULL;
}

/** Compares a password behind the gate of this port. Returns a DIAGNOSTIC_*. */
function judgePassword(d: Dialogue, asked: Acse): i32 {
  const gate = gateOf(d.port, LEVEL_PASSWORD);
  if (gate < 0 || beginAttempt(gate) != Status.OK) return DIAGNOSTIC_FAILED;
  if (!isFirstPassword(asked.challenge, asked.challengeLength)) {
    failAttempt(gate);
    note(d, ACT_FAILURE);
    return DIAGNOSTIC_FAILED;
  }
  return passAttempt(gate) == Status.OK ? DIAGNOSTIC_NULL : DIAGNOSTIC_FAILED;
}

/** Takes what a client can do, ciphered or not. Returns a Status. */
function takeInitiate(d: Dialogue, asked: Acse): i32 {
  const initiate = changetype<Initiate>(INITIATE);
  const length = asked.informationLength;
  isCiphered = load<u8>(asked.information) == <u8>APDU_GLO_INITIATE_REQUEST;
  if (!isCiphered) return readInitiate(asked.information, length, initiate);
  if (length > INFORMATION_MAX || asked.title == 0 || !canCipher(d.client)) return Status.BAD_LENGTH;
  memory.copy(INFORMATION + INFORMATION_AT, asked.information, length);
  const status = openApdu(d.client, asked.title, INFORMATION + INFORMATION_AT, length);
  return status == Status.OK ? readInitiate(opened().text, opened().length, initiate) : status;
}

/** A key of the association alone comes ciphered, or it is everybody's. */
function isKeyHidden(): bool {
  return isCiphered || !changetype<Initiate>(INITIATE).dedicatedKey;
}

/** Takes the key of the association alone out of what was deciphered, where it is there. Returns a Status. */
function takeDedicated(association: Association): i32 {
  if (!changetype<Initiate>(INITIATE).dedicatedKey) return Status.OK;
  // Behind the tag of the request and that of the option: length, key.
  const key = opened().text + 2;
  const length = <i32>load<u8>(key);
  const fits = association.ciphered && length == keyLengthOf(association.client);
  const status = fits ? dedicate(association, key + 1, length) : <i32>Status.OUT_OF_RANGE;
  memory.fill(INFORMATION, 0, INFORMATION_AT + INFORMATION_MAX);
  return status;
}

/** Why what a client can do does not fit, an INITIATE_*; 0 for nothing. */
function initiateError(initiate: Initiate): i32 {
  if (<i32>initiate.version < DLMS_VERSION) return INITIATE_VERSION_TOO_LOW;
  if ((initiate.conformance & CONFORMANCE) == 0) return INITIATE_INCOMPATIBLE_CONFORMANCE;
  return initiate.pduSize != ANY_SIZE && <i32>initiate.pduSize < 5 * PDU_MIN ? INITIATE_PDU_SIZE_TOO_SHORT : 0;
}

function answerAare(d: Dialogue, answer: Acse): void {
  const at = outOf(d);
  answered(d, at, <i32>(putAare(at, answer) - at));
}

/** The context that was asked for, if this server has it, is that of the answer. */
function contextOf(asked: Acse): u8 {
  return <i32>asked.context == CONTEXT_LN_CIPHERED ? <u8>CONTEXT_LN_CIPHERED : <u8>CONTEXT_LN;
}

/** An AARE that refuses; with an initiate error it says which. */
function refuse(d: Dialogue, asked: Acse, diagnostic: i32, error: i32): void {
  const answer = changetype<Acse>(ANSWER);
  endAssociation(associationOf(d));
  memory.fill(ANSWER, 0, ACSE_BYTES);
  answer.context = contextOf(asked);
  answer.result = <u8>RESULT_REJECTED_PERMANENT;
  answer.diagnostic = <u8>diagnostic;
  answer.information = INFORMATION;
  if (error) answer.informationLength = <i32>(putInitiateError(INFORMATION, error) - INFORMATION);
  answerAare(d, answer);
}

/** Keeps the client's challenge, and draws one that is another. Returns a Status. */
function challenge(association: Association, asked: Acse): i32 {
  const own = ownChallenge(association);
  const theirs = clientChallenge(association);
  association.state = PENDING;
  association.challengeLength = asked.challengeLength;
  memory.copy(theirs, asked.challenge, asked.challengeLength);
  const status = random(own, OWN_CHALLENGE_BYTES);
  const isSame = asked.challengeLength == OWN_CHALLENGE_BYTES && memory.compare(own, theirs, OWN_CHALLENGE_BYTES) == 0;
  return isSame ? Status.BAD_CHECK : status;
}

/** Keeps who asked and for what. Returns a Status. */
function keepAsked(d: Dialogue, rights: i32, asked: Acse): i32 {
  const initiate = changetype<Initiate>(INITIATE);
  const association = associationOf(d);
  endAssociation(association);
  association.port = d.port;
  association.client = d.client;
  association.rights = <u8>rights;
  association.mechanism = asked.mechanism;
  association.ciphered = <i32>asked.context == CONTEXT_LN_CIPHERED;
  if (asked.title) association.title = load<u64>(asked.title);
  association.conformance = initiate.conformance & CONFORMANCE;
  association.pduSize = initiate.pduSize == ANY_SIZE ? APDU_MOST : min<i32>(initiate.pduSize, APDU_MOST);
  association.state = ASSOCIATED;
  const status = takeDedicated(association);
  if (status != Status.OK) return status;
  return isHigh(asked.mechanism) ? challenge(association, asked) : Status.OK;
}

/** Writes what was agreed on, ciphered where it was asked so. Returns a Status. */
function putAgreement(d: Dialogue, answer: Acse): i32 {
  const text = INFORMATION + INFORMATION_AT;
  putInitiateResponse(text, associationOf(d).conformance, APDU_MOST);
  answer.information = text;
  answer.informationLength = INITIATE_RESPONSE_BYTES;
  if (!isCiphered) return Status.OK;
  const status = sealApdu(d.client, d.port, APDU_GLO_INITIATE_RESPONSE, text, INITIATE_RESPONSE_BYTES);
  answer.information = sealedAt;
  answer.informationLength = sealedLength;
  return status;
}

/** Accepts, or sends the challenge. */
function accept(d: Dialogue, asked: Acse): void {
  const answer = changetype<Acse>(ANSWER);
  const association = associationOf(d);
  memory.fill(ANSWER, 0, ACSE_BYTES);
  answer.context = contextOf(asked);
  answer.result = <u8>RESULT_ACCEPTED;
  answer.diagnostic = <u8>(association.state == PENDING ? DIAGNOSTIC_REQUIRED : DIAGNOSTIC_NULL);
  if (association.state == PENDING) {
    answer.mechanism = association.mechanism;
    answer.title = ownTitle();
    answer.challenge = ownChallenge(association);
    answer.challengeLength = OWN_CHALLENGE_BYTES;
  }
  if (putAgreement(d, answer) != Status.OK) return refuse(d, asked, DIAGNOSTIC_FAILED, 0);
  answerAare(d, answer);
}

/** Answers an AARQ; what this dialogue had before is over. */
export function answerAarq(d: Dialogue): void {
  const asked = changetype<Acse>(ASKED);
  if (readAarq(inOf(d), d.length, asked) != Status.OK) return refuse(d, asked, DIAGNOSTIC_NO_REASON, 0);
  const rights = rightsOfClient(d.client);
  const diagnostic = diagnosticOf(d, rights, asked);
  if (diagnostic) return refuse(d, asked, diagnostic, 0);
  if (takeInitiate(d, asked) != Status.OK || !isKeyHidden()) return refuse(d, asked, DIAGNOSTIC_FAILED, 0);
  const error = initiateError(changetype<Initiate>(INITIATE));
  if (error) return refuse(d, asked, DIAGNOSTIC_NO_REASON, error);
  if (<i32>asked.mechanism == MECHANISM_LOW) {
    const wrong = judgePassword(d, asked);
    if (wrong) return refuse(d, asked, wrong, 0);
  }
  if (keepAsked(d, rights, asked) != Status.OK) return refuse(d, asked, DIAGNOSTIC_FAILED, 0);
  accept(d, asked);
}

/** Answers an RLRQ: the association is over. */
export function answerRlrq(d: Dialogue): void {
  const at = outOf(d);
  if (readRlrq(inOf(d), d.length) < 0) return except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OTHER_REASON);
  endAssociation(associationOf(d));
  answered(d, at, <i32>(putRlre(at, RELEASE_NORMAL) - at));
}
