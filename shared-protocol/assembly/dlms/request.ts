// Takes the requests of logical names apart: GET and its next block, SET, ACTION (IEC 62056-5-3, 7.3).
import { Status } from '../../generated/assembly/protocol';
import { CODE_BYTES } from '../objects/rows';
import { beginReading, isSound, readingAt, takeByte, takeBytes, takeIf, takeNumber, unread } from './reader';
import { APDU_ACTION, APDU_GET, APDU_SET } from './tags';

/** Of each service the form that takes one object. */
const NORMAL: i32 = 1;
const NEXT: i32 = 2;

@unmanaged
export class Request {
  /** Six bytes of the object's code; where selection, value or parameter stand, and their bytes. */
  code: usize;
  body: usize;
  bodyLength: i32;
  /** Of a GET for the next block: the block that was received last. */
  block: u32;
  class: u16;
  /** APDU_GET, APDU_SET or APDU_ACTION. */
  service: u8;
  /** Number of the request and its priority, which come back in the answer. */
  invoke: u8;
  /** Attribute or method. */
  id: u8;
  /** How a GET selects, 0 for not at all. */
  selector: u8;
  isNext: bool;
  /** An ACTION has a parameter. */
  hasParameter: bool;
}

export const REQUEST_BYTES: i32 = 32;

function takeObject(request: Request): void {
  request.class = <u16>takeNumber(2);
  request.code = takeBytes(CODE_BYTES);
  request.id = <u8>takeByte();
}

/** All that is left. */
function takeBody(request: Request): void {
  request.body = readingAt();
  request.bodyLength = unread();
  takeBytes(unread());
}

/** 00, or 01 and what follows it. */
function takeFlag(): bool {
  const flag = takeByte();
  if (flag > 1) takeBytes(-1);
  return flag == 1;
}

function takeGet(request: Request, form: i32): i32 {
  if (form == NEXT) {
    request.isNext = true;
    request.block = takeNumber(4);
    return Status.OK;
  }
  takeObject(request);
  if (!takeFlag()) return Status.OK;
  request.selector = <u8>takeByte();
  takeBody(request);
  return Status.OK;
}

function takeSet(request: Request): i32 {
  takeObject(request);
  // A part of an attribute is never written here: no object of either core takes one.
  if (takeFlag()) return Status.OUT_OF_RANGE;
  takeBody(request);
  return Status.OK;
}

function takeAction(request: Request): i32 {
  takeObject(request);
  request.hasParameter = takeFlag();
  if (request.hasParameter) takeBody(request);
  return Status.OK;
}

/**
 * Takes a request apart. Returns OK; UNKNOWN_MESSAGE for another service; OUT_OF_RANGE for a form of it that is not
 * served (lists, blocks of a SET or ACTION), its head being taken; BAD_LENGTH for what is too short or too long.
 */
export function readRequest(pointer: usize, length: i32, request: Request): i32 {
  memory.fill(changetype<usize>(request), 0, REQUEST_BYTES);
  beginReading(pointer, length);
  const service = takeByte();
  if (service != APDU_GET && service != APDU_SET && service != APDU_ACTION) return Status.UNKNOWN_MESSAGE;
  const form = takeByte();
  request.service = <u8>service;
  request.invoke = <u8>takeByte();
  if (!isSound()) return Status.BAD_LENGTH;
  if (form != NORMAL && !(service == APDU_GET && form == NEXT)) return Status.OUT_OF_RANGE;
  const status = service == APDU_GET ? takeGet(request, form) : service == APDU_SET ? takeSet(request) : takeAction(request);
  if (!isSound() || (status == Status.OK && unread() > 0)) return Status.BAD_LENGTH;
  return status;
}
