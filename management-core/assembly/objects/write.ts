// Writing to an object: a value comes in pieces, goes leaf by leaf to where its provider stages it, and holds as a whole.
import { SOURCE_METHOD, SOURCE_PROVIDED_LIST, SOURCE_PROVIDER } from '../../../shared-protocol/generated/assembly/object-numbers';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { abortDecoding, beginDecoding, commitDecoding, decode } from '../../../shared-protocol/assembly/objects/axdr-read';
import { Cursor, CURSOR_BYTES } from '../../../shared-protocol/assembly/objects/cursor';
import { attributeAt } from '../../../shared-protocol/assembly/objects/tables';
import { resetWatched } from '../access/watched-parameters';
import { noteWritten } from './changed';
import { beginStaging } from './staging';
import { objectRow, objectTables } from './tables';

/** A leaf that is not all there, and what came behind it. */
const WAITING_MAX: i32 = 64;

/**
 * A value on its way into an attribute, or the parameter on its way to a method; in the session of whoever writes. One at a
 * time is under way in the core: what a provider stages it stages for one.
 */
@unmanaged
export class Write {
  /** Bytes that wait for the rest of their leaf. */
  waiting: i32;
  /** begin was answered, neither commit nor abort was. */
  open: bool;
}

const CURSOR: usize = offsetof<Write>();
const WAITING: usize = CURSOR + CURSOR_BYTES;
/** Room for a Write in a session. */
export const WRITE_BYTES: i32 = <i32>WAITING + WAITING_MAX;

/** The Write that is under way; 0 for none. */
let underWay: usize = 0;

/** Whatever was under way is forgotten; what is watched for changes is loaded. */
export function resetWrites(): void {
  underWay = 0;
  beginStaging();
  resetWatched();
}

export function cursorOf(write: Write): Cursor {
  return changetype<Cursor>(changetype<usize>(write) + CURSOR);
}

function waitingOf(write: Write): usize {
  return changetype<usize>(write) + WAITING;
}

/** True of what a provider answers for: a field of the mirror and a name are never written. */
function isProvided(source: i32): bool {
  return source == SOURCE_PROVIDER || source == SOURCE_PROVIDED_LIST || source == SOURCE_METHOD;
}

function close(write: Write): void {
  write.open = false;
  underWay = 0;
}

/**
 * Begins to write an attribute of an entry of a row, or to act by its method; whether the asker may is asked before, by
 * mayWrite. Returns OK, BUSY while another value is under way, NOT_FOUND for what takes none, or why the provider refuses.
 */
export function beginWrite(write: Write, row: i32, entry: i32, place: i32): i32 {
  if (underWay != 0) return Status.BUSY;
  if (!isProvided(attributeAt(objectTables(), objectRow(row), place).source)) return Status.NOT_FOUND;
  const status = beginDecoding(objectTables(), cursorOf(write), row, entry, place);
  if (status < 0) return status;
  write.waiting = 0;
  write.open = true;
  underWay = changetype<usize>(write);
  return Status.OK;
}

/** Hands on of the waiting bytes what makes whole leaves, strings in pieces. Returns bytes, or why they are refused. */
function handOn(write: Write): i32 {
  const taken = decode(objectTables(), cursorOf(write), waitingOf(write), write.waiting);
  if (taken <= 0) return taken;
  write.waiting -= taken;
  memory.copy(waitingOf(write), waitingOf(write) + taken, write.waiting);
  return taken;
}

/**
 * Takes the next A-XDR bytes of the value, any number at a time. Returns a Status; what is refused ends the writing, and
 * what was in force stays so.
 */
export function takeBytes(write: Write, bytes: usize, length: i32): i32 {
  if (!write.open) return Status.NOT_STARTED;
  while (length > 0) {
    const room = min(WAITING_MAX - write.waiting, length);
    memory.copy(waitingOf(write) + write.waiting, bytes, room);
    write.waiting += room;
    bytes += room;
    length -= room;
    const taken = handOn(write);
    if (taken < 0) close(write); // the decoder gave up what was staged
    if (taken < 0) return taken;
    if (taken == 0 && write.waiting == WAITING_MAX) return refuse(write, Status.BAD_LENGTH);
  }
  return Status.OK;
}

function refuse(write: Write, status: i32): i32 {
  abortWrite(write);
  return status;
}

/**
 * Makes the value hold. Returns OK when it does, also after a power cut; BUSY while its provider is not done yet: it is asked
 * again at a later tick, or given up; anything else: it was refused as a whole, and what was in force stays so.
 */
export function commitWrite(write: Write): i32 {
  if (!write.open) return Status.NOT_STARTED;
  if (write.waiting > 0) return refuse(write, Status.BAD_LENGTH);
  const status = commitDecoding(objectTables(), cursorOf(write));
  if (status != Status.BUSY) close(write);
  if (status == Status.OK) noteWritten(cursorOf(write).row, cursorOf(write).entry, cursorOf(write).place);
  return status;
}

/** Gives up what was begun; nothing happens where nothing is open. */
export function abortWrite(write: Write): void {
  if (!write.open) return;
  abortDecoding(objectTables(), cursorOf(write));
  close(write);
}
