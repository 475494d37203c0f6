// Opens what a client of DLMS/COSEM ciphered and ciphers its answer, by the handles of its keys; each counter is used once.
import {
  AUTHENTICATED, COVERED_BYTES, laidLength, LAID_BYTES, layBefore, layChallenge, NONCE_BYTES, SECURED, TAG_BYTES, TOKEN_BYTES,
} from '../../../shared-protocol/assembly/dlms/protection';
import { CHALLENGE_MAX, TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { APDU_GLO_INITIATE_REQUEST, APDU_INITIATE_REQUEST, TO_GLOBAL } from '../../../shared-protocol/assembly/dlms/tags';
import { putByte, putNumber } from '../../../shared-protocol/assembly/dlms/writer';
import { KEY_AUTHENTICATION, KEY_CLIENTS, KEY_ENCRYPTION, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { keyOpen, keyPublic, keySeal } from '../host';
import { resetSuites, suiteOf } from './suites';
import { Association, dedicatedKey, titleOf } from './association';
import { Envelope, envelopeBefore, isDedicated, isGeneral, readEnvelope, TO_DEDICATED } from './envelope';
import { General } from './general';
import { countersLost, LAST_COUNTER, expectedOf, passCounter, resetCounters, takeCounter } from './counters';

/** Title and public key, as the host gives them. */
const IDENTITY_BYTES: i32 = TITLE_BYTES + 64;

// @ts-ignore: decorator
@lazy const FOUND = memory.data(offsetof<General>(), 8);
// @ts-ignore: decorator
@lazy const IDENTITY = memory.data(IDENTITY_BYTES, 8);
/** A challenge laid out for its GMAC. */
// @ts-ignore: decorator
@lazy const GMAC = memory.data(LAID_BYTES + CHALLENGE_MAX + TAG_BYTES, 8);

let isIdentified: bool = false;
/** The least counter that was accepted before what was opened last, under the client's own key. */
let expectedBefore: u32 = 0;
/** The counter that is awaited, where another one came. */
export let awaited: u32 = 0;

export function resetCipher(): void {
  resetCounters();
  resetSuites();
  isIdentified = keyPublic(IDENTITY) == Status.OK;
  expectedBefore = 0;
  awaited = 0;
}

/** Public signing key of the management core, X and Y. */
export function ownPublicKey(): usize {
  return IDENTITY + TITLE_BYTES;
}

/** True on a board that has an identity. */
export function hasIdentity(): bool {
  return isIdentified;
}

/** There are keys of a client, and counters for them. */
export function canCipher(client: i32): bool {
  return isIdentified && !countersLost && client >= 1 && client <= KEY_CLIENTS;
}

/** System title of the management core; zeros on a board without identity. */
export function ownTitle(): usize {
  return IDENTITY;
}

/** True of eight bytes that are the meter's own title. */
export function isOwnTitle(other: usize): bool {
  return memory.compare(other, IDENTITY, TITLE_BYTES) == 0;
}

/** Handles of the two keys of a client. */
export function encryptionOf(client: i32): i32 {
  return KEY_ENCRYPTION + client - 1;
}

export function authenticationOf(client: i32): i32 {
  return KEY_AUTHENTICATION + client - 1;
}

/** Security control of what a client is told and tells. */
export function controlOf(client: i32): i32 {
  return SECURED | suiteOf(client);
}

/** What was opened last. */
export function opened(): Envelope {
  return changetype<Envelope>(FOUND);
}

/** The same, of general-ciphering. */
export function openedGeneral(): General {
  return changetype<General>(FOUND);
}

/** The first byte of a ciphered APDU is not covered by its tag: it must be that of the service inside, where it says one. */
function isWhatItSays(found: Envelope): bool {
  if (isGeneral(found.service)) return found.length > 0;
  return found.length > 0 && <i32>load<u8>(found.text) + aboveService(found.service) == <i32>found.service;
}

/** How much further the tag of a ciphered APDU is than that of its service. */
function aboveService(tag: i32): i32 {
  if (tag == APDU_GLO_INITIATE_REQUEST) return APDU_GLO_INITIATE_REQUEST - APDU_INITIATE_REQUEST;
  return isDedicated(tag) ? TO_DEDICATED : TO_GLOBAL;
}

/** Takes an APDU apart that its sender ciphered. Returns a Status. */
function takeApart(client: i32, sender: usize, apdu: usize, length: i32): i32 {
  const found = opened();
  if (readEnvelope(apdu, length, found) != Status.OK) return Status.BAD_LENGTH;
  if (found.title != 0 && memory.compare(found.title, sender, TITLE_BYTES) != 0) return Status.BAD_CHECK;
  return <i32>found.control == controlOf(client) ? Status.OK : Status.OUT_OF_RANGE;
}

/** Deciphers what was taken apart, by an encryption key of its client's. Returns a Status. */
function decipher(client: i32, key: i32, sender: usize): i32 {
  const found = opened();
  const laid = layBefore(found.text, sender, found.counter, controlOf(client));
  const status = keyOpen(key, authenticationOf(client), laid, laidLength(found.length), COVERED_BYTES);
  if (status != Status.OK) return status;
  return isWhatItSays(found) ? Status.OK : Status.BAD_CHECK;
}

/** What was taken apart has a counter under the client's keys that none before it had; else `awaited` tells which one it may have. */
export function isFresh(client: i32): bool {
  expectedBefore = expectedOf(client);
  awaited = expectedBefore;
  return opened().counter >= expectedBefore;
}

/**
 * Opens a ciphered APDU of a client in place; the sender's title stands at an address. Returns OK; BAD_LENGTH for what is none;
 * OUT_OF_RANGE where it is not both ciphered and authenticated by the client's suite and the unicast key; SEQUENCE_GAP for a counter
 * that was used before; BAD_CHECK for a wrong tag, another title, or another service than it says; STORAGE_FAILED where the counter
 * could not be kept.
 */
export function openApdu(client: i32, sender: usize, apdu: usize, length: i32): i32 {
  let status = takeApart(client, sender, apdu, length);
  if (status != Status.OK) return status;
  if (!isFresh(client)) return Status.SEQUENCE_GAP;
  status = decipher(client, encryptionOf(client), sender);
  if (status != Status.OK) return status;
  return passCounter(client, opened().counter) ? Status.OK : Status.STORAGE_FAILED;
}

/** The same of an APDU under the key of an association alone, whose counters live as long as that. */
export function openDedicated(a: Association, apdu: usize, length: i32): i32 {
  expectedBefore = expectedOf(a.client);
  awaited = a.dedicatedNext;
  let status = takeApart(a.client, titleOf(a), apdu, length);
  if (status != Status.OK) return status;
  if (opened().counter < a.dedicatedNext || opened().counter == LAST_COUNTER) return Status.SEQUENCE_GAP;
  status = decipher(a.client, dedicatedKey(a.port), titleOf(a));
  if (status == Status.OK) a.dedicatedNext = opened().counter + 1;
  return status;
}

/** Where the APDU sealed last begins; its bytes. */
export let sealedAt: usize = 0;
export let sealedLength: i32 = 0;

/**
 * Seals a text in place, with room before it and behind, by the key that its service has: of the client, or of the association
 * at a port. Both have the same counters, so that a client that gives the same key twice gets no nonce twice. Returns a Status.
 */
export function sealApdu(client: i32, port: i32, service: i32, text: usize, length: i32): i32 {
  const key = isDedicated(service) ? dedicatedKey(port) : encryptionOf(client);
  const counter = takeCounter(client);
  if (counter < 0) return Status.STORAGE_FAILED;
  const laid = layBefore(text, ownTitle(), <u32>counter, controlOf(client));
  const status = keySeal(key, authenticationOf(client), laid, laidLength(length), COVERED_BYTES);
  if (status != Status.OK) return status;
  sealedAt = envelopeBefore(text, length, service, <u32>counter, controlOf(client), ownTitle());
  sealedLength = <i32>(text - sealedAt) + length + TAG_BYTES;
  return Status.OK;
}

/** Security control of what answers a challenge. */
function answerControl(client: i32): i32 {
  return AUTHENTICATED | suiteOf(client);
}

/** Lays a challenge out for its GMAC under the suite of a client. Returns the bytes it takes. */
function layControlled(client: i32, title: usize, counter: u32, challenge: usize, length: i32): i32 {
  const bytes = layChallenge(GMAC, title, counter, challenge, length);
  store<u8>(GMAC + NONCE_BYTES, <u8>answerControl(client));
  return bytes;
}

/**
 * True when a client's token (TOKEN_BYTES) answers a challenge of the meter's with a counter that no other APDU has: it was
 * made before or after the one that it came in.
 */
export function isAnswered(client: i32, sender: usize, token: usize, challenge: usize, length: i32): bool {
  const counter = bswap<u32>(load<u32>(token, 1));
  const isUsed = !isDedicated(opened().service) && counter == opened().counter;
  if (<i32>load<u8>(token) != answerControl(client) || counter < expectedBefore || isUsed) return false;
  const bytes = layControlled(client, sender, counter, challenge, length);
  memory.copy(GMAC + bytes - TAG_BYTES, token + TOKEN_BYTES - TAG_BYTES, TAG_BYTES);
  const covered = bytes - NONCE_BYTES - TAG_BYTES;
  if (keyOpen(encryptionOf(client), authenticationOf(client), GMAC, bytes, covered) != Status.OK) return false;
  return passCounter(client, counter);
}

/** Writes the token that answers a client's challenge. Returns a Status. */
export function putToken(client: i32, at: usize, challenge: usize, length: i32): i32 {
  const counter = takeCounter(client);
  if (counter < 0) return Status.STORAGE_FAILED;
  const bytes = layControlled(client, ownTitle(), <u32>counter, challenge, length);
  const covered = bytes - NONCE_BYTES - TAG_BYTES;
  const status = keySeal(encryptionOf(client), authenticationOf(client), GMAC, bytes, covered);
  memory.copy(putNumber(putByte(at, answerControl(client)), <u32>counter, 4), GMAC + bytes - TAG_BYTES, TAG_BYTES);
  return status;
}
