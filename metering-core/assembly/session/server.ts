// Logical device 16: answers the APDUs of link and legal port, one step of one of them with each block of samples.
//
// | step | what is done | how long it may take |
// |---|---|---|
// | take | an AARQ or RLRQ is answered; a ciphered request is opened, its counter kept | the cipher of one APDU |
// | serve | the request is served; what is written or done is done now | one object |
// | encode | a piece of what a GET gives, as often as it takes | PIECE_BYTES |
// | seal | the answer is ciphered | the cipher of one APDU |
// Legally relevant (IR46). Changes alter the software identification.
import { putCounterException } from '../../../shared-protocol/assembly/dlms/response';
import { TAG_BYTES, TOKEN_BYTES } from '../../../shared-protocol/assembly/dlms/protection';
import { putRlre, readRlrq } from '../../../shared-protocol/assembly/dlms/acse';
import {
  APDU_ACTION, APDU_AARQ, APDU_GET, APDU_GLO_ACTION, APDU_GLO_GET, APDU_GLO_SET, APDU_RLRQ, APDU_SET, ERROR_DECIPHERING,
  ERROR_OPERATION_NOT_POSSIBLE, ERROR_OTHER_REASON, ERROR_SERVICE_NOT_SUPPORTED, RELEASE_NORMAL, STATE_SERVICE_NOT_ALLOWED,
  STATE_SERVICE_UNKNOWN, TO_RESPONSE,
} from '../../../shared-protocol/assembly/dlms/tags';
import {
  APDU_AT_WORK, KEY_CLIENTS, REFUSED_CIPHER, REFUSED_CLIENT, REFUSED_MALFORMED, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { answered, apduAt, CARRIERS, Exchange, exchangeOf } from '../answers/apdu-answers';
import { encodeNext, except } from './answering';
import { askingAssociation, setAsking } from './asker';
import {
  ASSOCIATED, Association, associationSecond, IDLE, openOf, PENDING, pendingOn, release, resetAssociations, touch,
} from './association';
import { resetObjectList } from './association-object';
import { openApdu, opened, resetCipher, sealApdu, sealedAt, sealedLength } from './cipher';
import { expectedOf, keepRefusals, noteRefusal, resetCounters } from './counters';
import { answerAarq } from './opening';
import { COMPLETE, EXCEPTED, repliesToChallenge, serve, takeRequest, TO_ENCODE } from './serving';
import { resetProfiles } from './record-profile';
import { resetSigning } from './signing';
import { resetRecords } from './tables';

/** Steps of an exchange; it begins with the first. */
const TAKE: i32 = 0;
const SERVE: i32 = 1;
const ENCODE: i32 = 2;
const SEAL: i32 = 3;

/** An ACTION with a token, ciphered: head of the APDU, object and method, flag, string of a token, tag. */
const REPLY_BYTES: i32 = 2 + 5 + 12 + 1 + 2 + TOKEN_BYTES + TAG_BYTES;

/** Whose APDU is being answered; the other one waits until that is done, and is the next. */
let turn: i32 = 0;

/** Nobody is associated; counters go on where they were. */
export function resetSession(): void {
  turn = 0;
  resetCipher();
  resetCounters();
  resetAssociations();
  resetObjectList();
  resetProfiles();
  resetRecords();
  resetSigning();
}

/** A second of the RTC went by. */
export function sessionSecond(): void {
  associationSecond();
  keepRefusals();
}

function refuse(exchange: Exchange, kind: i32, state: i32, error: i32): void {
  noteRefusal(kind);
  except(exchange, state, error);
}

/** Why a ciphered APDU was not opened; a wrong counter is told which one is awaited. */
function exceptOpening(exchange: Exchange, status: i32): void {
  if (status == Status.SEQUENCE_GAP) {
    const at = apduAt(exchange);
    return answered(exchange, at, <i32>(putCounterException(at, expectedOf(exchange.client)) - at));
  }
  const isKept = status != Status.STORAGE_FAILED;
  except(exchange, STATE_SERVICE_NOT_ALLOWED, isKept ? ERROR_DECIPHERING : ERROR_OPERATION_NOT_POSSIBLE);
}

/**
 * Who a ciphered request is from: the answer to a challenge, which all have one length, from whose challenge is pending on
 * this port; else from who is associated, whatever somebody without his keys has asked for meanwhile.
 */
function senderOf(exchange: Exchange, carrier: i32): Association {
  const pending = pendingOn(carrier);
  const open = openOf(exchange.client);
  if (pending.state != PENDING || pending.client != exchange.client) return open;
  const isReply = load<u8>(apduAt(exchange)) == <u8>APDU_GLO_ACTION && exchange.length == REPLY_BYTES;
  return isReply || open.state == IDLE ? pending : open;
}

function open(exchange: Exchange, carrier: i32): void {
  const sender = senderOf(exchange, carrier);
  if (sender.state == IDLE) {
    return refuse(exchange, REFUSED_CLIENT, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
  }
  const title = changetype<usize>(sender) + offsetof<Association>('title');
  const status = openApdu(exchange.client, title, apduAt(exchange), exchange.length);
  if (status == Status.OK) {
    setAsking(sender);
    exchange.step = SERVE;
    return;
  }
  if (sender.state == PENDING) sender.state = IDLE;
  exceptOpening(exchange, status);
}

function answerRlrq(exchange: Exchange, carrier: i32): void {
  const at = apduAt(exchange);
  const reason = readRlrq(at, exchange.length);
  if (reason < 0) return refuse(exchange, REFUSED_MALFORMED, STATE_SERVICE_NOT_ALLOWED, ERROR_OTHER_REASON);
  release(carrier, exchange.client);
  answered(exchange, at, <i32>(putRlre(at, RELEASE_NORMAL) - at));
}

function take(exchange: Exchange, carrier: i32): void {
  const tag = <i32>load<u8>(apduAt(exchange));
  if (exchange.client < 1 || exchange.client > KEY_CLIENTS) {
    return refuse(exchange, REFUSED_CLIENT, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
  }
  if (tag == APDU_AARQ) return answerAarq(exchange, carrier);
  if (tag == APDU_RLRQ) return answerRlrq(exchange, carrier);
  if (tag == APDU_GLO_GET || tag == APDU_GLO_SET || tag == APDU_GLO_ACTION) return open(exchange, carrier);
  if (tag == APDU_GET || tag == APDU_SET || tag == APDU_ACTION) {
    return refuse(exchange, REFUSED_CIPHER, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
  }
  refuse(exchange, REFUSED_MALFORMED, STATE_SERVICE_UNKNOWN, ERROR_SERVICE_NOT_SUPPORTED);
}

/** Who asked with a challenge pending, and asks for something else, is served by what he has open, if it is his. */
function askerOf(exchange: Exchange): Association {
  const asking = askingAssociation();
  const open = openOf(exchange.client);
  if (asking.state != PENDING || repliesToChallenge()) return asking;
  const isHis = open.state == ASSOCIATED && open.title == asking.title;
  asking.state = IDLE;
  return isHis ? open : asking;
}

function serveOpened(exchange: Exchange): void {
  resetRecords();
  resetProfiles();
  exchange.service = <i32>opened().service + TO_RESPONSE;
  let outcome = takeRequest(exchange, opened().text, opened().length);
  if (outcome == COMPLETE) {
    const asking = askerOf(exchange);
    setAsking(asking);
    touch(asking);
    outcome = serve(exchange, asking);
  }
  if (outcome != EXCEPTED) exchange.step = outcome == TO_ENCODE ? ENCODE : SEAL;
}

function encode(exchange: Exchange): void {
  const open = openOf(exchange.client);
  setAsking(open);
  if (encodeNext(exchange, open)) exchange.step = SEAL;
}

function seal(exchange: Exchange): void {
  const status = sealApdu(exchange.client, exchange.service, exchange.text, exchange.textLength);
  if (status == Status.OK) return answered(exchange, sealedAt, sealedLength);
  except(exchange, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
}

function step(exchange: Exchange, carrier: i32): void {
  if (exchange.step == TAKE) return take(exchange, carrier);
  if (exchange.step == SERVE) return serveOpened(exchange);
  if (exchange.step == ENCODE) return encode(exchange);
  seal(exchange);
}

/** A step of what waits; call with each block of samples, and with each second where there are none. */
export function serveSession(): void {
  if (exchangeOf(turn).state != APDU_AT_WORK) turn = (turn + 1) % CARRIERS;
  if (exchangeOf(turn).state == APDU_AT_WORK) step(exchangeOf(turn), turn);
}
