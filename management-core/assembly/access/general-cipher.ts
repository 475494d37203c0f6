// Opens what came by general-ciphering and ciphers its answer, whatever key they are under; what is slow work is asked for.
import { NONCE_BYTES, TAG_BYTES } from '../../../shared-protocol/assembly/dlms/protection';
import { TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { KEY_MASTER, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { keyOpen, keyReplace, keySeal } from '../host';
import { beginOwn, beginStatic, beginTheirs, canAgree } from './agreement';
import { agreedKey, ASSOCIATED, Association, titleOf } from './association';
import { authenticationOf, controlOf, encryptionOf, isFresh, isOwnTitle, openedGeneral, ownTitle } from './cipher';
import { passCounter, takeCounter } from './counters';
import {
  answerFieldsBytes, answerHeadBefore, Answering, General, Info, keepAnswering, laidBytes, layAnswer, layGeneral, readGeneral,
  transactionOf, wrappedBytes, wrappedOf,
} from './general';
import { begun, forgetJob, jobResult, waited } from './jobs';
import { beginVerifyingText } from './signature';
import { isLong, signatureBytes } from './suites';

/** What a client agrees on a key by is verified first, then the key derived. */
const STEP_VERIFY: u8 = 0;
const STEP_DERIVE: u8 = 1;

/** From the client to the meter, by its suite, under a key that there is, and not used before. Returns a Status. */
function judge(a: Association, found: General): i32 {
  if (memory.compare(found.title, titleOf(a), TITLE_BYTES) != 0 || !isOwnTitle(found.recipient)) return Status.BAD_CHECK;
  if (<i32>found.control != controlOf(a.client)) return Status.OUT_OF_RANGE;
  // Nobody has keys agreed on who has not proved who it is.
  if (found.info >= Info.ONCE && (a.state != ASSOCIATED || !canAgree(a))) return Status.OUT_OF_RANGE;
  return isFresh(a.client) ? Status.OK : Status.SEQUENCE_GAP;
}

function takeWrapped(a: Association, answering: Answering): i32 {
  return keyReplace(agreedKey(a.port), KEY_MASTER, wrappedOf(answering), wrappedBytes(answering.isLong));
}

function keyOf(a: Association, info: u8): i32 {
  return info <= Info.GLOBAL ? encryptionOf(a.client) : agreedKey(a.port);
}

function decipher(a: Association, found: General): i32 {
  const laid = layGeneral(found);
  const before = laidBytes(found.fieldsLength);
  const bytes = before + found.length + TAG_BYTES;
  const status = keyOpen(keyOf(a, found.info), authenticationOf(a.client), laid, bytes, before - NONCE_BYTES);
  if (status != Status.OK) return status;
  if (found.length == 0) return Status.BAD_CHECK;
  return passCounter(a.client, found.counter) ? Status.OK : Status.STORAGE_FAILED;
}

/** What its key is agreed on by is asked for. Returns a Status. */
function beginAgreement(owner: usize, a: Association, answering: Answering, found: General): i32 {
  const bytes = signatureBytes(); // and of a public key
  if (found.info == Info.ONCE) return beginVerifyingText(owner, found.given, bytes, found.given + bytes);
  return beginStatic(owner, a, true, transactionOf(answering), answering.transactionBytes);
}

/**
 * Opens an APDU of general-ciphering of an association in place, and keeps what its answer has of it. Returns what openApdu
 * returns; BUSY while its key is agreed on: then it goes on with continueOpening, in which the APDU stands where it stood; TIMEOUT where the
 * board has no room for that work.
 */
export function openGeneral(owner: usize, a: Association, answering: Answering, apdu: usize, length: i32): i32 {
  const found = openedGeneral();
  let status = readGeneral(apdu, length, found, isLong(a.client));
  if (status == Status.OK) status = judge(a, found);
  if (status != Status.OK) return status;
  keepAnswering(found, answering);
  answering.step = found.info == Info.ONCE ? STEP_VERIFY : STEP_DERIVE;
  if (found.info >= Info.ONCE) return begun(beginAgreement(owner, a, answering, found));
  if (found.info == Info.WRAPPED) status = takeWrapped(a, answering);
  return status == Status.OK ? decipher(a, found) : status;
}

/** Goes on with what was begun. Returns what openGeneral returns. */
export function continueOpening(owner: usize, a: Association, answering: Answering, apdu: usize, length: i32): i32 {
  const state = waited(owner);
  if (state == Status.BUSY) return Status.BUSY;
  forgetJob(owner);
  if (state != Status.OK) return Status.BAD_CHECK;
  // Another one may have been opened meanwhile, and counted.
  const found = openedGeneral();
  const status = readGeneral(apdu, length, found, isLong(a.client));
  if (status != Status.OK) return status;
  if (!isFresh(a.client)) return Status.SEQUENCE_GAP;
  if (answering.step == STEP_DERIVE) return decipher(a, found);
  answering.step = STEP_DERIVE;
  return begun(beginTheirs(owner, a, found.given));
}

/** Asks for the key that an answer is under. Returns OK, BUSY while it is agreed on, or another Status. */
export function beginSealing(owner: usize, a: Association, answering: Answering): i32 {
  const info = answering.info;
  if (info == Info.ONCE) return begun(beginOwn(owner, a));
  if (info == Info.STATIC) return begun(beginStatic(owner, a, false, transactionOf(answering), answering.transactionBytes));
  return info == Info.WRAPPED ? takeWrapped(a, answering) : <i32>Status.OK;
}

/** Where the APDU sealed last begins; its bytes. */
export let generalAt: usize = 0;
export let generalLength: i32 = 0;

export function resetGeneral(): void {
  generalAt = 0;
  generalLength = 0;
}

/** Seals an answer in place, with room before it and behind, when its key is there. Returns a Status. */
export function sealGeneral(owner: usize, a: Association, answering: Answering, text: usize, length: i32): i32 {
  const next = takeCounter(a.client);
  if (next < 0) return Status.STORAGE_FAILED;
  const counter = <u32>next;
  const control = controlOf(a.client);
  const laid = layAnswer(text, answering, ownTitle(), titleOf(a), counter, control);
  const before = laidBytes(answerFieldsBytes(answering));
  const bytes = before + length + TAG_BYTES;
  const status = keySeal(keyOf(a, answering.info), authenticationOf(a.client), laid, bytes, before - NONCE_BYTES);
  if (status != Status.OK) return status;
  generalAt = answerHeadBefore(text, length, answering, ownTitle(), titleOf(a), counter, control, jobResult(owner));
  generalLength = <i32>(text - generalAt) + length + TAG_BYTES;
  forgetJob(owner);
  return Status.OK;
}
