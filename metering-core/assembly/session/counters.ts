// Counters of the sessions, which never go back, and what was refused: both banks of the FRAM before what they guard.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import {
  SESSION_RECORD_BYTES, SESSION_RECORD_first_s, SESSION_RECORD_last_s, SESSION_RECORD_received, SESSION_RECORD_refused,
  SESSION_RECORD_sent, SessionRecord,
} from '../../../shared-protocol/generated/assembly/layouts';
import { FRAM_SESSION_A, FRAM_SESSION_B, KEY_CLIENTS, SESSION_MAGIC, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { clock_s } from '../clock/rtc';
import { storageRead, storageWrite } from '../host';
import { Found } from '../storage/banked-record';
import { copyBytes } from '../math/copy';

const CRC_OFFSET: i32 = SESSION_RECORD_BYTES - 4;
/**
 * The meter's own counters are reserved so many at a time: what is stored is ahead of what is used, and a restart goes on
 * there. Those of the clients are stored one by one, each before what it came with is done.
 */
const RESERVED: u32 = 64;
/** The last value of a counter: with it its key has lived (DLMS UA 1000-2, 9.2.3.3.7.3). */
const LAST: u32 = 0xffff_ffff;

const BANK_BLANK: i32 = 0;
const BANK_SOUND: i32 = 1;
const BANK_DAMAGED: i32 = 2;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(SESSION_RECORD_BYTES, 8);
// @ts-ignore: decorator
@lazy const OTHER = memory.data(SESSION_RECORD_BYTES, 8);
/** Counter of the meter's own that is used next, of each client. */
// @ts-ignore: decorator
@lazy const NEXT = memory.data(KEY_CLIENTS << 2, 8);

/** What was stored is damaged in both banks, or cannot be stored: no session is opened. */
export let countersLost: bool = false;
/** What the start found of the record: Found.DAMAGED where both banks were. */
export let countersFound: i32 = 0;
/** Refusals that are not stored yet. */
let unstored: bool = false;

function record(): SessionRecord {
  return changetype<SessionRecord>(RECORD);
}

function numberAt(offset: usize, index: i32): usize {
  return RECORD + offset + (<usize>index << 2);
}

/** All bytes are alike, as a memory comes from its factory. */
function isBlank(at: usize): bool {
  const first = load<u8>(at);
  if (first != 0 && first != 0xff) return false;
  for (let i: i32 = 1; i < SESSION_RECORD_BYTES; i++) if (load<u8>(at + i) != first) return false;
  return true;
}

function readBank(address: i32, at: usize): i32 {
  if (storageRead(address, at, SESSION_RECORD_BYTES) != Status.OK) return BANK_DAMAGED;
  if (isBlank(at)) return BANK_BLANK;
  const found = changetype<SessionRecord>(at);
  return found.magic == SESSION_MAGIC && found.crc == crc32(at, CRC_OFFSET) ? BANK_SOUND : BANK_DAMAGED;
}

/** Stores the record in both banks; one of them is whole at any instant. */
function keep(): bool {
  record().sequence++;
  record().crc = crc32(RECORD, CRC_OFFSET);
  if (storageWrite(FRAM_SESSION_A, RECORD, SESSION_RECORD_BYTES) != Status.OK) return false;
  return storageWrite(FRAM_SESSION_B, RECORD, SESSION_RECORD_BYTES) == Status.OK;
}

/** The newer sound bank into RECORD. Two that are blank, or one that a cut left torn beside a blank one, are a beginning. */
function restore(): void {
  const first = readBank(FRAM_SESSION_A, RECORD);
  const second = readBank(FRAM_SESSION_B, OTHER);
  countersLost = first != BANK_SOUND && second != BANK_SOUND && first != BANK_BLANK && second != BANK_BLANK;
  countersFound = countersLost ? Found.DAMAGED : Found.WHOLE;
  const newer = second == BANK_SOUND &&
    (first != BANK_SOUND || changetype<SessionRecord>(OTHER).sequence > record().sequence);
  if (newer) copyBytes(RECORD, OTHER, SESSION_RECORD_BYTES);
  if (newer || first == BANK_SOUND) return;
  memory.fill(RECORD, 0, SESSION_RECORD_BYTES);
  record().magic = SESSION_MAGIC;
}

/** Goes on where the counters were before the start; both banks are made alike. */
export function resetCounters(): void {
  unstored = false;
  restore();
  for (let i: i32 = 0; i < KEY_CLIENTS; i++) store<u32>(NEXT + (i << 2), load<u32>(numberAt(SESSION_RECORD_sent, i)));
  if (!countersLost) countersLost = !keep();
}

/** The least counter that is accepted of a client (1..). */
export function expectedOf(client: i32): u32 {
  return load<u32>(numberAt(SESSION_RECORD_received, client - 1));
}

/** A client used this counter: from now on only higher ones are accepted. False where that could not be stored. */
export function passCounter(client: i32, counter: u32): bool {
  if (counter == LAST) return false;
  store<u32>(numberAt(SESSION_RECORD_received, client - 1), max(expectedOf(client), counter + 1));
  return keep();
}

/** Reserves further counters of the meter's own. False where that could not be stored, or where there are no more. */
function reserve(client: i32, next: u32): bool {
  if (next > LAST - RESERVED) return false;
  store<u32>(numberAt(SESSION_RECORD_sent, client - 1), next + RESERVED);
  return keep();
}

/** A counter of the meter's own for a client, never given before; -1 where there is none. */
export function takeCounter(client: i32): i64 {
  const at = NEXT + (<usize>(client - 1) << 2);
  const next = load<u32>(at);
  const reserved = load<u32>(numberAt(SESSION_RECORD_sent, client - 1));
  if (next >= reserved && !reserve(client, next)) return -1;
  store<u32>(at, next + 1);
  return <i64>next;
}

/** Counts a refusal, a REFUSED_*; stored with the next second, so that a flood writes no more than that. */
export function noteRefusal(kind: i32): void {
  const count = numberAt(SESSION_RECORD_refused, kind);
  if (load<u32>(count) == 0) store<u32>(numberAt(SESSION_RECORD_first_s, kind), <u32>clock_s);
  if (load<u32>(count) != LAST) store<u32>(count, load<u32>(count) + 1);
  store<u32>(numberAt(SESSION_RECORD_last_s, kind), <u32>clock_s);
  unstored = true;
}

/** Stores what was refused since the last second. */
export function keepRefusals(): void {
  if (!unstored || countersLost) return;
  unstored = false;
  keep();
}

export function refusalsOf(kind: i32): u32 {
  return load<u32>(numberAt(SESSION_RECORD_refused, kind));
}

/** Seconds since 1970 (UTC) of the first refusal of a kind, or of the last; 0 where no time was known. */
export function refusalTime_s(kind: i32, isLast: bool): u32 {
  return load<u32>(numberAt(isLast ? SESSION_RECORD_last_s : SESSION_RECORD_first_s, kind));
}
