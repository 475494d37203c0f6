// Answers who wants an association: its AARQ with a challenge, later the answer to that one with the proof of the meter's key.
// Legally relevant (IR46). Changes alter the software identification.
import {
  Association as Acse, ASSOCIATION_BYTES, CHALLENGE_MAX, CHALLENGE_MIN, putAare, readAarq,
} from '../../../shared-protocol/assembly/dlms/acse';
import {
  DLMS_VERSION, Initiate, INITIATE_RESPONSE_BYTES, putInitiateError, putInitiateResponse, readInitiate,
} from '../../../shared-protocol/assembly/dlms/initiate';
import { TOKEN_BYTES } from '../../../shared-protocol/assembly/dlms/protection';
import {
  APDU_GLO_INITIATE_REQUEST, APDU_GLO_INITIATE_RESPONSE, CONFORMANCE_ACTION, CONFORMANCE_BLOCK_GET, CONFORMANCE_GET,
  CONFORMANCE_SELECTIVE, CONFORMANCE_SET, CONTEXT_LN_CIPHERED, DIAGNOSTIC_CALLING_TITLE, DIAGNOSTIC_CONTEXT,
  DIAGNOSTIC_FAILED, DIAGNOSTIC_MECHANISM, DIAGNOSTIC_NO_REASON, DIAGNOSTIC_REQUIRED, INITIATE_INCOMPATIBLE_CONFORMANCE,
  INITIATE_PDU_SIZE_TOO_SHORT, INITIATE_VERSION_TOO_LOW, MECHANISM_GMAC, RESULT_ACCEPTED, RESULT_REJECTED_PERMANENT,
} from '../../../shared-protocol/assembly/dlms/tags';
import {
  APDU_MAX, REFUSED_CHALLENGE, REFUSED_CLIENT, REFUSED_MALFORMED, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { answered, apduAt, Exchange } from '../answers/apdu-answers';
import { random } from '../host';
import { copyBytes } from '../math/copy';
import {
  Association, challengeSent, clientChallenge, IDLE, openPending, OWN_CHALLENGE_BYTES, ownChallenge, pendingOn,
} from './association';
import {
  hasTitle, isAnswered, isOwnTitle, openApdu, opened, ownTitle, putToken, sealApdu, sealedAt, sealedLength,
} from './cipher';
import { countersLost, noteRefusal } from './counters';

/** What this server can do. */
const CONFORMANCE: u32 =
  CONFORMANCE_BLOCK_GET | CONFORMANCE_GET | CONFORMANCE_SET | CONFORMANCE_SELECTIVE | CONFORMANCE_ACTION;
/** Shorter APDUs have no room for a block and its cipher. */
const PDU_MIN: i32 = 64;
/** What is agreed on lies behind room for what its cipher has before it. */
const INFORMATION_AT: i32 = 32;
/** The longest InitiateRequest that is taken: ciphered, with a key of its own. */
const INFORMATION_MAX: i32 = 64;

// @ts-ignore: decorator
@lazy const ASKED = memory.data(ASSOCIATION_BYTES, 8);
// @ts-ignore: decorator
@lazy const ANSWER = memory.data(ASSOCIATION_BYTES, 8);
// @ts-ignore: decorator
@lazy const INITIATE = memory.data(offsetof<Initiate>(), 8);
// @ts-ignore: decorator
@lazy const INFORMATION = memory.data(INFORMATION_AT + INFORMATION_MAX, 8);

/** What a client asked for was ciphered: so is what it is answered. */
let isCiphered: bool = false;

/** Why an AARQ is refused, a DIAGNOSTIC_*; 0 for not at all. */
function diagnosticOf(asked: Acse): i32 {
  if (<i32>asked.context != CONTEXT_LN_CIPHERED) return DIAGNOSTIC_CONTEXT;
  if (<i32>asked.mechanism != MECHANISM_GMAC) return DIAGNOSTIC_MECHANISM;
  // With the title of the meter a client's nonces would be those of the meter.
  if (asked.title == 0 || isOwnTitle(asked.title)) return DIAGNOSTIC_CALLING_TITLE;
  if (asked.challengeLength < CHALLENGE_MIN || asked.challengeLength > CHALLENGE_MAX) return DIAGNOSTIC_FAILED;
  return countersLost || !hasTitle() || asked.informationLength == 0 ? DIAGNOSTIC_NO_REASON : 0;
}

/** Takes what a client can do, ciphered or not. Returns a Status. It is opened elsewhere: before it stands the challenge. */
function takeInitiate(client: i32, asked: Acse): i32 {
  const initiate = changetype<Initiate>(INITIATE);
  const length = asked.informationLength;
  isCiphered = load<u8>(asked.information) == <u8>APDU_GLO_INITIATE_REQUEST;
  if (!isCiphered) return readInitiate(asked.information, length, initiate);
  if (length > INFORMATION_MAX) return Status.BAD_LENGTH;
  copyBytes(INFORMATION + INFORMATION_AT, asked.information, length);
  const status = openApdu(client, asked.title, INFORMATION + INFORMATION_AT, length);
  return status == Status.OK ? readInitiate(opened().text, opened().length, initiate) : status;
}

/** Why what a client can do does not fit, an INITIATE_*; 0 for nothing. */
function initiateError(initiate: Initiate): i32 {
  if (<i32>initiate.version < DLMS_VERSION) return INITIATE_VERSION_TOO_LOW;
  if ((initiate.conformance & CONFORMANCE) == 0) return INITIATE_INCOMPATIBLE_CONFORMANCE;
  return <i32>initiate.pduSize < PDU_MIN && initiate.pduSize != 0 ? INITIATE_PDU_SIZE_TOO_SHORT : 0;
}

function answerAare(exchange: Exchange, answer: Acse): void {
  const at = apduAt(exchange);
  answered(exchange, at, <i32>(putAare(at, answer) - at));
}

/** An AARE that refuses; with an initiate error it says which. */
function refuse(exchange: Exchange, diagnostic: i32, error: i32): void {
  const answer = changetype<Acse>(ANSWER);
  memory.fill(ANSWER, 0, ASSOCIATION_BYTES);
  answer.context = <u8>CONTEXT_LN_CIPHERED;
  answer.result = <u8>RESULT_REJECTED_PERMANENT;
  answer.diagnostic = <u8>diagnostic;
  answer.information = INFORMATION;
  if (error) answer.informationLength = <i32>(putInitiateError(INFORMATION, error) - INFORMATION);
  answerAare(exchange, answer);
}

/** Keeps who asked and for what, until the challenge is answered. Returns a Status. */
function keepPending(pending: Association, exchange: Exchange, carrier: i32, asked: Acse): i32 {
  const initiate = changetype<Initiate>(INITIATE);
  pending.client = exchange.client;
  pending.carrier = carrier;
  pending.title = load<u64>(asked.title);
  pending.conformance = initiate.conformance & CONFORMANCE;
  // 0: any size (IEC 62056-5-3, 7.3.2).
  pending.pduSize = initiate.pduSize == 0 ? APDU_MAX : min(<i32>initiate.pduSize, APDU_MAX);
  pending.challengeLength = asked.challengeLength;
  copyBytes(clientChallenge(pending), asked.challenge, asked.challengeLength);
  return random(ownChallenge(pending), OWN_CHALLENGE_BYTES);
}

/** Writes what was agreed on, ciphered where it was asked so. Returns a Status. */
function putAgreement(pending: Association, answer: Acse): i32 {
  const text = INFORMATION + INFORMATION_AT;
  putInitiateResponse(text, pending.conformance, APDU_MAX);
  answer.information = text;
  answer.informationLength = INITIATE_RESPONSE_BYTES;
  if (!isCiphered) return Status.OK;
  const status = sealApdu(pending.client, APDU_GLO_INITIATE_RESPONSE, text, INITIATE_RESPONSE_BYTES);
  answer.information = sealedAt;
  answer.informationLength = sealedLength;
  return status;
}

/** Sends the challenge. */
function challenge(exchange: Exchange, pending: Association): void {
  const answer = changetype<Acse>(ANSWER);
  memory.fill(ANSWER, 0, ASSOCIATION_BYTES);
  answer.context = <u8>CONTEXT_LN_CIPHERED;
  answer.result = <u8>RESULT_ACCEPTED;
  answer.diagnostic = <u8>DIAGNOSTIC_REQUIRED;
  answer.mechanism = <u8>MECHANISM_GMAC;
  answer.title = ownTitle();
  answer.challenge = ownChallenge(pending);
  answer.challengeLength = OWN_CHALLENGE_BYTES;
  if (putAgreement(pending, answer) != Status.OK) return refuse(exchange, DIAGNOSTIC_FAILED, 0);
  challengeSent(pending);
  answerAare(exchange, answer);
}

/** Answers an AARQ. What was pending on this port is over. */
export function answerAarq(exchange: Exchange, carrier: i32): void {
  const asked = changetype<Acse>(ASKED);
  const pending = pendingOn(carrier);
  pending.state = IDLE;
  if (readAarq(apduAt(exchange), exchange.length, asked) != Status.OK) {
    noteRefusal(REFUSED_MALFORMED);
    return refuse(exchange, DIAGNOSTIC_NO_REASON, 0);
  }
  const diagnostic = diagnosticOf(asked);
  if (diagnostic) {
    noteRefusal(REFUSED_CLIENT);
    return refuse(exchange, diagnostic, 0);
  }
  // What fails to open was counted; a key of the client's own for the association is not taken.
  if (takeInitiate(exchange.client, asked) != Status.OK || changetype<Initiate>(INITIATE).dedicatedKey) {
    return refuse(exchange, DIAGNOSTIC_FAILED, 0);
  }
  const error = initiateError(changetype<Initiate>(INITIATE));
  if (error) return refuse(exchange, DIAGNOSTIC_NO_REASON, error);
  if (keepPending(pending, exchange, carrier, asked) != Status.OK) return refuse(exchange, DIAGNOSTIC_FAILED, 0);
  challenge(exchange, pending);
}

/**
 * Takes the answer to the challenge that is pending: the association is open then, and the token that answers the client's
 * own stands in its place. Returns a Status; whatever is wrong ends what was pending.
 */
export function answerChallenge(pending: Association, token: usize, length: i32): i32 {
  pending.state = IDLE;
  const title = changetype<usize>(pending) + offsetof<Association>('title');
  const isRight = length == TOKEN_BYTES &&
    isAnswered(pending.client, title, token, ownChallenge(pending), OWN_CHALLENGE_BYTES);
  if (!isRight) {
    noteRefusal(REFUSED_CHALLENGE);
    return Status.BAD_CHECK;
  }
  const status = putToken(pending.client, token, clientChallenge(pending), pending.challengeLength);
  if (status == Status.OK) openPending(pending);
  return status;
}
