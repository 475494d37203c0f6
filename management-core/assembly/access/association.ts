// An association with a client of DLMS/COSEM: who it is, how far it is, what was agreed on; and whose request is served now.
import { CHALLENGE_MAX } from '../../../shared-protocol/assembly/dlms/acse';
import { ASSOCIATIONS } from '../../../shared-protocol/generated/assembly/object-numbers';
import { KEY_AGREED, KEY_DEDICATED, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { keyTake } from '../host';
import { CLIENTS } from '../../../shared-protocol/generated/assembly/objects';

export const IDLE: u8 = 0;
/** A challenge was sent, and waits for its answer. */
export const PENDING: u8 = 1;
export const ASSOCIATED: u8 = 2;

/** Challenges of the meter's own: what mechanism 7 wants at least, and the others may have. */
export const OWN_CHALLENGE_BYTES: i32 = 32;
const NONE: i32 = -1;

/** Of a session; the meter's challenge follows, then the client's. */
@unmanaged
export class Association {
  /** System title of the client, 0 while none was told. */
  title: u64;
  conformance: u32;
  /** Bytes of the longest APDU that the client takes. */
  pduSize: i32;
  /** Bytes of the client's challenge. */
  challengeLength: i32;
  state: u8;
  /** Its number in an address. */
  client: u8;
  /** Its column in the table of rights. */
  rights: u8;
  /** MECHANISM_*. */
  mechanism: u8;
  /** Requests are ciphered, and answers: the application context with ciphering. */
  ciphered: bool;
  port: u8;
  /** Something of it was refused as not the client's, and that is in the log. */
  isNoted: bool;
  /** The client gave a key of this association alone. */
  isDedicated: bool;
  /** The least counter that is accepted under that key. */
  dedicatedNext: u32;
}

const OWN: usize = (offsetof<Association>() + 7) & ~7;
const THEIRS: usize = OWN + OWN_CHALLENGE_BYTES;
/** Room for an association in a session. */
export const ASSOCIATION_BYTES: i32 = <i32>THEIRS + CHALLENGE_MAX;

/** System title of the client, where it stands. */
export function titleOf(association: Association): usize {
  return changetype<usize>(association) + offsetof<Association>('title');
}

export function ownChallenge(association: Association): usize {
  return changetype<usize>(association) + OWN;
}

export function clientChallenge(association: Association): usize {
  return changetype<usize>(association) + THEIRS;
}

/** Column of a client in the table of rights; -1 for one that nobody is. */
export function rightsOfClient(client: i32): i32 {
  for (let i: i32 = 0; i < ASSOCIATIONS; i++) {
    if (client != 0 && <i32>load<u8>(CLIENTS + i) == client) return i;
  }
  return NONE;
}

/** Handle of the key that is an association's alone. */
export function dedicatedKey(port: i32): i32 {
  return KEY_DEDICATED + port;
}

/** Handle of the key of one message of an association. */
export function agreedKey(port: i32): i32 {
  return KEY_AGREED + port;
}

/** Takes the key of this association alone. Returns a Status. */
export function dedicate(association: Association, key: usize, length: i32): i32 {
  const status = keyTake(dedicatedKey(association.port), key, length);
  association.isDedicated = status == Status.OK;
  association.dedicatedNext = 0;
  return status;
}

/** The association is over, and the key that was its alone is forgotten. */
export function endAssociation(association: Association): void {
  const port = association.port;
  if (association.isDedicated) keyTake(dedicatedKey(port), changetype<usize>(association), 0);
  memory.fill(changetype<usize>(association), 0, ASSOCIATION_BYTES);
  association.port = port;
}

let asking: usize = 0;

export function setAsking(association: Association): void {
  asking = changetype<usize>(association);
}

/** Whose request is served: what providers may know of who asks. */
export function askingAssociation(): Association {
  return changetype<Association>(asking);
}

/** False where an object is read by no client: on the display, or at a port of IEC 62056-21. */
export function isAsked(): bool {
  return asking != 0;
}

/** Nobody asks any more. */
export function endAsking(): void {
  asking = 0;
}
