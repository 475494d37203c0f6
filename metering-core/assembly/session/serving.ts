// Serves a request that was deciphered: finds the object, holds it against the client's rights, reads, writes, acts.
// Legally relevant (IR46). Changes alter the software identification.
import { putActionData } from '../../../shared-protocol/assembly/dlms/response';
import { readRequest, Request, REQUEST_BYTES } from '../../../shared-protocol/assembly/dlms/request';
import { readSelection } from '../../../shared-protocol/assembly/dlms/select';
import {
  ACCESS_DENIED, ACCESS_SCOPE_VIOLATED, ACCESS_SUCCESS, ACCESS_TYPE_UNMATCHED, ACCESS_UNDEFINED, APDU_ACTION, APDU_GET,
  ERROR_OPERATION_NOT_POSSIBLE, ERROR_OTHER_REASON, ERROR_SERVICE_NOT_SUPPORTED, STATE_SERVICE_NOT_ALLOWED,
  STATE_SERVICE_UNKNOWN,
} from '../../../shared-protocol/assembly/dlms/tags';
import { abortDecoding, beginDecoding, commitDecoding, decode } from '../../../shared-protocol/assembly/objects/axdr-read';
import { beginEncoding, encode } from '../../../shared-protocol/assembly/objects/axdr';
import { Cursor, CURSOR_BYTES } from '../../../shared-protocol/assembly/objects/cursor';
import { entryIn, findRow } from '../../../shared-protocol/assembly/objects/rows';
import { SELECT_ALL, Selection, SELECTION_BYTES } from '../../../shared-protocol/assembly/objects/selection';
import { accessTo, attributeAt, attributeCount, shapeNodes, tableRow } from '../../../shared-protocol/assembly/objects/tables';
import { isDone } from '../../../shared-protocol/assembly/objects/walk';
import { OBJECT_ROWS, OBJECTS } from '../../../shared-protocol/generated/assembly/device-objects';
import { SOURCE_METHOD } from '../../../shared-protocol/generated/assembly/object-numbers';
import { REFUSED_MALFORMED, REFUSED_RIGHT, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { TAG_NULL_DATA } from '../../../shared-protocol/generated/assembly/tags';
import { apduAt, Exchange } from '../answers/apdu-answers';
import { beginGet, continueGet, except, resultOf, setResult, setText } from './answering';
import { Association, ASSOCIATED, nextCursor } from './association';
import { noteRefusal } from './counters';
import { device } from './device';
import { tables } from './tables';

/** Bits of an access byte: read, which of a method is access; write. */
const READ: i32 = 1;
const WRITE: i32 = 2;
/** Longest value that a method gives back: a token. */
const RESULT_MAX: i32 = 64;
/** Class, code and method that answer a challenge: all that may be asked for before. */
const ASSOCIATION_CLASS: u16 = 15;
const REPLY_TO_HLS: u8 = 1;

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(REQUEST_BYTES, 8);
// @ts-ignore: decorator
@lazy const SELECTION = memory.data(SELECTION_BYTES, 8);
// @ts-ignore: decorator
@lazy const CURSOR = memory.data(CURSOR_BYTES, 8);

/** What comes of a request: an exception was answered; its plain answer is complete; it is to be encoded. */
export const EXCEPTED: i32 = 0;
export const COMPLETE: i32 = 1;
export const TO_ENCODE: i32 = 2;

// The object of the request that is served.
let row: i32 = 0;
let entry: i32 = 0;
let place: i32 = 0;

function request(): Request {
  return changetype<Request>(REQUEST);
}

/** True for the answer to a challenge. */
export function repliesToChallenge(): bool {
  const asked = request();
  return asked.service == APDU_ACTION && asked.class == ASSOCIATION_CLASS && asked.id == REPLY_TO_HLS;
}

/** The plain answer is a result. */
function give(exchange: Exchange, result: i32): i32 {
  setResult(exchange, request().service, request().invoke, result);
  return COMPLETE;
}

function exceptAnd(exchange: Exchange, kind: i32, state: i32, error: i32): i32 {
  noteRefusal(kind);
  except(exchange, state, error);
  return EXCEPTED;
}

/** Place of an attribute or method in the row's template, -1 for none. */
function placeOf(id: i32, isMethod: bool): i32 {
  const object = tableRow(tables(), row);
  for (let at: i32 = 0; at < attributeCount(tables(), object); at++) {
    const attribute = attributeAt(tables(), object, at);
    if (<i32>attribute.id == id && (attribute.source == SOURCE_METHOD) == isMethod) return at;
  }
  return -1;
}

/** Finds what is asked for; a data access result. */
function find(client: i32): i32 {
  const asked = request();
  row = findRow(OBJECT_ROWS, OBJECTS, asked.code, asked.class);
  if (row < 0) return ACCESS_UNDEFINED;
  entry = entryIn(tableRow(tables(), row), asked.code);
  place = placeOf(asked.id, asked.service == APDU_ACTION);
  if (place < 0) return ACCESS_UNDEFINED;
  const needed = asked.service == APDU_GET || asked.service == APDU_ACTION ? READ : WRITE;
  if (accessTo(tables(), tableRow(tables(), row), place, client - 1) & needed) return ACCESS_SUCCESS;
  noteRefusal(REFUSED_RIGHT);
  return ACCESS_DENIED;
}

function get(exchange: Exchange, open: Association): i32 {
  const selection = changetype<Selection>(SELECTION);
  const asked = request();
  open.block = 0;
  if (readSelection(asked.selector, asked.body, asked.bodyLength, selection) != Status.OK) {
    return give(exchange, ACCESS_SCOPE_VIOLATED);
  }
  const status = beginEncoding(device(), changetype<Cursor>(nextCursor(open)), row, entry, place, selection, 0);
  if (status < 0) return give(exchange, resultOf(status));
  beginGet(exchange, open, asked.invoke);
  return TO_ENCODE;
}

/** Takes a value or a parameter, all of it or nothing. Returns a data access result. */
function take(): i32 {
  const asked = request();
  const cursor = changetype<Cursor>(CURSOR);
  const status = beginDecoding(device(), cursor, row, entry, place);
  if (status < 0) return resultOf(status);
  const taken = decode(device(), cursor, asked.body, asked.bodyLength);
  if (taken < 0) return resultOf(taken);
  if (taken < asked.bodyLength || !isDone(device(), cursor)) {
    abortDecoding(device(), cursor);
    return ACCESS_TYPE_UNMATCHED;
  }
  const committed = commitDecoding(device(), cursor);
  return committed < 0 ? resultOf(committed) : ACCESS_SUCCESS;
}

/** The plain answer is what a method gave back. */
function giveBack(exchange: Exchange): i32 {
  const at = apduAt(exchange);
  const selection = changetype<Selection>(SELECTION);
  selection.kind = SELECT_ALL;
  const data = putActionData(at, request().invoke);
  const cursor = changetype<Cursor>(CURSOR);
  beginEncoding(device(), cursor, row, entry, place, selection, 0);
  const length = encode(device(), cursor, data, RESULT_MAX);
  if (length < 0) return give(exchange, resultOf(length));
  setText(exchange, at, data + <usize>length);
  return COMPLETE;
}

/** A method has a parameter, whatever it is; a plain one is 0. */
function act(exchange: Exchange): i32 {
  const attribute = attributeAt(tables(), tableRow(tables(), row), place);
  const result = request().hasParameter ? take() : ACCESS_TYPE_UNMATCHED;
  const gives = load<u8>(shapeNodes(tables(), attribute.shape)) != <u8>TAG_NULL_DATA;
  return result == ACCESS_SUCCESS && gives ? giveBack(exchange) : give(exchange, result);
}

/** Takes a deciphered request apart. Returns a Status; the answer to what is none is an exception. */
export function takeRequest(exchange: Exchange, text: usize, length: i32): i32 {
  const status = readRequest(text, length, request());
  if (status == Status.OUT_OF_RANGE) {
    return exceptAnd(exchange, REFUSED_MALFORMED, STATE_SERVICE_NOT_ALLOWED, ERROR_SERVICE_NOT_SUPPORTED);
  }
  if (status == Status.UNKNOWN_MESSAGE) {
    return exceptAnd(exchange, REFUSED_MALFORMED, STATE_SERVICE_UNKNOWN, ERROR_SERVICE_NOT_SUPPORTED);
  }
  if (status == Status.OK) return COMPLETE;
  return exceptAnd(exchange, REFUSED_MALFORMED, STATE_SERVICE_NOT_ALLOWED, ERROR_OTHER_REASON);
}

/** Serves the request that was taken, of a client who is associated, or whose challenge is pending. */
export function serve(exchange: Exchange, asking: Association): i32 {
  const asked = request();
  if (asking.state != ASSOCIATED && !repliesToChallenge()) {
    return exceptAnd(exchange, REFUSED_RIGHT, STATE_SERVICE_NOT_ALLOWED, ERROR_OPERATION_NOT_POSSIBLE);
  }
  if (asked.isNext) return continueGet(exchange, asking, asked.invoke, asked.block) ? TO_ENCODE : COMPLETE;
  const result = find(asking.client);
  if (result != ACCESS_SUCCESS) return give(exchange, result);
  if (asked.service == APDU_GET) return get(exchange, asking);
  return asked.service == APDU_ACTION ? act(exchange) : give(exchange, take());
}
