// Serves DLMS/COSEM, whatever carries its APDUs: takes one that came whole, works at it tick by tick, and gives its answer.
//
// | association | what comes | then |
// |---|---|---|
// | idle | AARQ of a client with the mechanism it has | associated; of one with keys pending |
// | pending | ACTION 1 of 0-0:40.0.0.255, ciphered, with the answer to the challenge | associated, or idle where it is wrong |
// | pending | the same with a signature | pending while it is verified, then the meter's own made |
// | pending | anything else | pending, refused |
// | associated | GET, SET, ACTION, ACCESS: plain in a plain context, ciphered in a ciphered one | associated |
// | any | RLRQ, the end of the link | idle |
import {
  APDU_ACTION, APDU_AARQ, APDU_GET, APDU_RLRQ, APDU_SET,
  ERROR_OPERATION_NOT_POSSIBLE, ERROR_OTHER_REASON, ERROR_SERVICE_NOT_SUPPORTED, STATE_SERVICE_NOT_ALLOWED,
  STATE_SERVICE_UNKNOWN, TO_GLOBAL, TO_RESPONSE,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { APDU_MAX, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { ASSOCIATED, endAsking, endAssociation, IDLE, PENDING, setAsking, titleOf } from '../../access/association';
import { openApdu, openDedicated, opened } from '../../access/cipher';
import { APDU_GENERAL_DED, APDU_GENERAL_GLO, isDedicated, isGeneral, TO_DEDICATED } from '../../access/envelope';
import { APDU_GENERAL_CIPHERING } from '../../access/general';
import { continueOpening, openGeneral } from '../../access/general-cipher';
import { forgetJob, waited } from '../../access/jobs';
import { mustSign } from '../../access/policies';
import { dropRenewal } from '../../access/renewal';
import { APDU_GENERAL_SIGNING, beginSigned } from '../../access/signed-message';
import { APDU_MOST, CONFORMANCE_ACCESS, MANAGEMENT_DEVICE, METERING_DEVICE } from '../../access/dlms-facts';
import { abandonRelay, beginRelay, continueRelay, Relayed, relayedLength } from '../../link/apdu-relay';
import { confirmPush } from '../../push/pushes';
import { APDU_ACCESS, takeAccess } from './access-request';
import { beginAccess, continueAccess } from './accessing';
import { actNext, beginActing, dropWriting } from './acting';
import {
  answered, answeringOf, answerMost, associationOf, Dialogue, inOf, outOf, sealingBytes, signingOf, WORK_ACCESS, WORK_ACT, WORK_DONE, WORK_ENCODE,
  WORK_GIVE, WORK_NONE, WORK_OPEN, WORK_PROVE, WORK_RELAY, WORK_RENEW, WORK_SEAL, WORK_SIGN,
  WORK_TAKE, WORK_VERIFY,
} from './dialogue';
import { encodeNext, endGetting, get } from './getting';
import { answerAarq, answerRlrq } from './opening';
import { beginProof, continueProof } from './proof';
import { exceptOpening, noteRefused } from './refusing';
import { beginKeys, continueKeys, isRenewal } from './renewing';
import { SET_BLOCK, SET_FIRST_BLOCK, takeHead } from './requests';
import { except } from './results';
import { seal, sealOn, signOn } from './sealing';
import {
  APDU_TRANSFER, beginGiving, endTransfer, giveNext, givesOn, takeBlock, takeStreamed, transfers,
} from './transfer';

/** Class 15, 0-0:40.0.0.255, method 1: all that may be asked for while a challenge waits. */
const REPLY_CLASS: u16 = 15;
const REPLY_CODE: u32 = 0x00_28_00_00;
const REPLY_CODE_END: u16 = 0xff00;
const REPLY_METHOD: u8 = 1;
const DATA_NOTIFICATION_CONFIRM: i32 = 0x10;
const NUMBER_BYTES: i32 = 4;
/** Bytes that an answer has beside its cipher, at least: else what it is asked for is too long for who asks. */
const ANSWER_LEAST: i32 = 24;
const ERROR_PDU_TOO_LONG: i32 = 4;

/** The link is over, or begins anew: nothing of what was under way goes on. */
export function endDialogue(d: Dialogue): void {
  abandonRelay(changetype<usize>(d));
  dropWriting(d);
  endGetting(d);
  endTransfer(d);
  forgetJob(changetype<usize>(d));
  dropRenewal(changetype<usize>(d));
  endAssociation(associationOf(d));
  d.work = WORK_NONE;
}

/** A confirmation has the number of what it confirms, and a time. */
function takeConfirmation(d: Dialogue, client: i32, length: i32): void {
  if (length > NUMBER_BYTES) confirmPush(bswap<u32>(load<u32>(inOf(d), 1)), d.port, client, d.now_us);
}

/** Takes the APDU of `length` bytes that stands at inOf, of a client to a logical device; nothing else is under way. */
export function takeApdu(d: Dialogue, client: i32, device: i32, length: i32): void {
  // Who confirms what was pushed asks for nothing, and may be another client than that of the association.
  if (device == MANAGEMENT_DEVICE && <i32>load<u8>(inOf(d)) == DATA_NOTIFICATION_CONFIRM) return takeConfirmation(d, client, length);
  // Another client, or another device, on the same line: what was open is not theirs.
  if (d.client != <u8>client || d.device != <u8>device) endDialogue(d);
  d.client = <u8>client;
  d.device = <u8>device;
  d.length = length;
  d.work = WORK_TAKE;
  if (takeStreamed(d)) return;
}

/** True for a logical device that this meter has. */
export function isDevice(device: i32): bool {
  return device == MANAGEMENT_DEVICE || device == METERING_DEVICE;
}

function isReply(d: Dialogue): bool {
  if (d.service != <u8>APDU_ACTION || d.isList) return false;
  const at = d.descriptor;
  return bswap<u16>(load<u16>(at)) == REPLY_CLASS && load<u32>(at, 2) == REPLY_CODE && load<u16>(at, 6) == REPLY_CODE_END &&
    load<u8>(at, 8) == REPLY_METHOD;
}

/** Serves a plain request that was taken apart; `sent`, `wasList` and `items` are of the one before. */
function serve(d: Dialogue, sent: u32, wasList: bool, items: u8): void {
  const association = associationOf(d);
  setAsking(association);
  if (association.state == PENDING) {
    if (!isReply(d)) return except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
    if (beginProof(d)) seal(d);
    return;
  }
  if (d.service == <u8>APDU_GET) {
    dropWriting(d);
    get(d, sent, wasList, items);
    if (d.work == WORK_TAKE) seal(d);
    return;
  }
  endGetting(d);
  if (isRenewal(d)) {
    if (beginKeys(d)) seal(d);
    return;
  }
  const isBlock = d.service == <u8>APDU_SET && (d.form == <u8>SET_BLOCK || d.form == <u8>SET_FIRST_BLOCK);
  if (beginActing(d, sent, isBlock)) seal(d);
}

/** ACCESS, where it was agreed on. */
function takeAccessRequest(d: Dialogue, at: usize, length: i32): void {
  const association = associationOf(d);
  const isAgreed = association.state == ASSOCIATED && (association.conformance & CONFORMANCE_ACCESS) != 0;
  if (!isAgreed) return except(d, STATE_SERVICE_UNKNOWN, ERROR_SERVICE_NOT_SUPPORTED);
  setAsking(association);
  if (takeAccess(d, at, length) != Status.OK || beginAccess(d) != Status.OK)
    except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OTHER_REASON);
}

function takePlain(d: Dialogue, at: usize, length: i32): void {
  if (load<u8>(at) == <u8>APDU_ACCESS) return takeAccessRequest(d, at, length);
  const sent = d.block;
  const wasList = d.isList;
  const items = d.items;
  const status = takeHead(d, at, length);
  if (status == Status.OK) return serve(d, sent, wasList, items);
  if (status == Status.UNKNOWN_MESSAGE) return except(d, STATE_SERVICE_UNKNOWN, ERROR_SERVICE_NOT_SUPPORTED);
  const isForm = status == Status.OUT_OF_RANGE;
  except(d, STATE_SERVICE_NOT_ALLOWED, isForm ? ERROR_SERVICE_NOT_SUPPORTED : ERROR_OTHER_REASON);
}

function takeCiphered(d: Dialogue, tag: i32): void {
  const association = associationOf(d);
  if (tag == APDU_GENERAL_CIPHERING) {
    return takeOpened(d, openGeneral(changetype<usize>(d), association, answeringOf(d), inOf(d), d.length));
  }
  const status = isDedicated(tag)
    ? openDedicated(association, inOf(d), d.length)
    : openApdu(d.client, titleOf(association), inOf(d), d.length);
  takeOpened(d, status);
}

/** It was opened, or is not yet (BUSY), or is refused. */
function takeOpened(d: Dialogue, status: i32): void {
  const association = associationOf(d);
  if (status == Status.BUSY) {
    d.work = WORK_OPEN;
    return;
  }
  d.work = WORK_TAKE;
  if (status != Status.OK) {
    noteRefused(d);
    if (association.state == PENDING) endAssociation(association);
    return exceptOpening(d, status);
  }
  const service = opened().service;
  const isWithin = isGeneral(service) || service == <u8>APDU_GENERAL_CIPHERING;
  d.sealed = isWithin ? service : service + <u8>TO_RESPONSE;
  if (isWithin && opened().length > 0 && load<u8>(opened().text) == <u8>APDU_GENERAL_SIGNING) {
    const owner = changetype<usize>(d);
    return takeSigned(d, beginSigned(owner, association, signingOf(d), opened().text, opened().length));
  }
  const isMissing = association.state == ASSOCIATED && mustSign(d.client);
  if (isMissing) noteRefused(d);
  if (isMissing) return except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
  takeOwn(d, opened().text, opened().length);
}

/** What is the client's own is served, where there is room for the answer. */
function takeOwn(d: Dialogue, at: usize, length: i32): void {
  if (answerMost(d) < sealingBytes(d) + ANSWER_LEAST) return except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_PDU_TOO_LONG);
  takePlain(d, at, length);
}

/** Its signature was verified, or is not yet (BUSY), or is refused. */
function takeSigned(d: Dialogue, status: i32): void {
  d.work = status == Status.BUSY ? WORK_VERIFY : WORK_TAKE;
  if (status == Status.BUSY) return;
  forgetJob(changetype<usize>(d));
  if (status == Status.OK) return takeOwn(d, signingOf(d).content, signingOf(d).contentLength);
  signingOf(d).isSigned = false;
  noteRefused(d);
  if (associationOf(d).state == PENDING) endAssociation(associationOf(d));
  exceptOpening(d, status);
}

function verifyOn(d: Dialogue): void {
  takeSigned(d, waited(changetype<usize>(d)));
}

function openOn(d: Dialogue): void {
  takeOpened(d, continueOpening(changetype<usize>(d), associationOf(d), answeringOf(d), inOf(d), d.length));
}

function isService(tag: i32): bool {
  return tag == APDU_GET || tag == APDU_SET || tag == APDU_ACTION;
}

/** Under whatever key, and with its service on the outside or not. */
function isCipheredService(tag: i32): bool {
  const isWithin = tag == APDU_GENERAL_GLO || tag == APDU_GENERAL_DED || tag == APDU_GENERAL_CIPHERING;
  return isWithin || isService(tag - TO_GLOBAL) || isService(tag - TO_DEDICATED);
}

/** A request of an association: as plain or as ciphered as that is. */
function takeRequest(d: Dialogue, tag: i32): void {
  const association = associationOf(d);
  const isPlain = isService(tag) || tag == APDU_ACCESS;
  const isCiphered = isCipheredService(tag);
  if (!isCiphered && !isPlain) return except(d, STATE_SERVICE_UNKNOWN, ERROR_SERVICE_NOT_SUPPORTED);
  if (association.state == IDLE || association.client != d.client || association.ciphered != isCiphered) {
    return except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
  }
  if (isDedicated(tag) && !association.isDedicated) return except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
  if (isCiphered) takeCiphered(d, tag);
  else takePlain(d, inOf(d), d.length);
}

/** An APDU that came at once, or of which the last block came. */
function takeWhole(d: Dialogue): void {
  const tag = <i32>load<u8>(inOf(d));
  if (tag == APDU_AARQ || tag == APDU_RLRQ) {
    dropWriting(d);
    endGetting(d);
  }
  if (tag == APDU_AARQ) return answerAarq(d);
  if (tag == APDU_RLRQ) return answerRlrq(d);
  takeRequest(d, tag);
}

/** A block of an APDU, or what is told of blocks that were given. */
function takeTransfer(d: Dialogue): void {
  const status = takeBlock(d);
  if (status == Status.OK) return takeWhole(d);
  if (status == Status.INCOMPLETE) return;
  endTransfer(d);
  except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OTHER_REASON);
}

function take(d: Dialogue): void {
  d.sealed = 0;
  signingOf(d).isSigned = false;
  if (d.device == <u8>METERING_DEVICE) return relay(d);
  if (load<u8>(inOf(d)) == <u8>APDU_TRANSFER && transfers(d)) return takeTransfer(d);
  endTransfer(d);
  takeWhole(d);
}

/** Hands the APDU on to the metering core; while another one is on its way there, it is asked again. */
function relay(d: Dialogue): void {
  if (d.length < 1 || d.length > APDU_MAX) return except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OTHER_REASON);
  if (beginRelay(changetype<usize>(d), d.client, inOf(d), d.length, d.now_us)) d.work = WORK_RELAY;
}

function continueRelaying(d: Dialogue): void {
  const state = continueRelay(outOf(d), APDU_MOST, d.now_us);
  if (state == Relayed.DONE) answered(d, outOf(d), relayedLength);
  if (state == Relayed.FAILED) except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
}

/** Works at what came; call with each tick until its work is WORK_DONE. */
export function workOn(d: Dialogue, now_us: i64): void {
  d.now_us = now_us;
  if (d.work == WORK_TAKE) take(d);
  else if (d.work == WORK_RELAY) continueRelaying(d);
  else if (d.work == WORK_GIVE) giveNext(d);
  else if (d.work == WORK_OPEN) openOn(d);
  else if (d.work == WORK_SEAL) sealOn(d);
  else if (d.work == WORK_VERIFY) verifyOn(d);
  else if (d.work == WORK_SIGN) signOn(d);
  setAsking(associationOf(d));
  if (d.work == WORK_PROVE && continueProof(d)) seal(d);
  if (d.work == WORK_RENEW && continueKeys(d)) seal(d);
  if (d.work == WORK_ACCESS && continueAccess(d)) seal(d);
  if (d.work == WORK_ACT && actNext(d)) seal(d);
  if (d.work == WORK_ENCODE && encodeNext(d)) seal(d);
  if (d.work == WORK_DONE) beginGiving(d);
  endAsking();
}

/** The answer was sent, or is not wanted any more. */
export function answerSent(d: Dialogue): void {
  d.work = givesOn(d) ? WORK_GIVE : WORK_NONE;
}
