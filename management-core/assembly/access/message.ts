// The utility's message to the consumer: kept in two banks of the FRAM, three rows of the display, and the text of P1.
import { CONSUMER_MESSAGE_BYTES, CONSUMER_MESSAGE_text, ConsumerMessage } from '../../../shared-protocol/generated/assembly/layouts';
import {
  CONSUMER_MESSAGE_MAGIC, CONSUMER_MESSAGE_MAX, FRAM_CONSUMER_MESSAGE_A, FRAM_CONSUMER_MESSAGE_B, LCD_COLUMNS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { putBytes } from '../../../shared-protocol/assembly/objects/text';
import { loadBanked, replaceBanked } from '../storage/banked-record';

/** What a display and a readout can show: the printable characters of ISO 646. */
const FIRST: u8 = 0x20;
const LAST: u8 = 0x7e;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(CONSUMER_MESSAGE_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(CONSUMER_MESSAGE_BYTES, 8);

function message(): ConsumerMessage {
  return changetype<ConsumerMessage>(RECORD);
}

export function resetMessage(): void {
  loadBanked(
    RECORD, SPARE, CONSUMER_MESSAGE_BYTES, CONSUMER_MESSAGE_MAGIC, FRAM_CONSUMER_MESSAGE_A, FRAM_CONSUMER_MESSAGE_B,
  );
}

export function messageIsShown(): bool {
  return message().length != 0;
}

/** Characters of the message. */
export function messageLength(): i32 {
  return message().length;
}

/** Where they stand. */
export function messageText(): usize {
  return RECORD + CONSUMER_MESSAGE_text;
}

function isPrintable(text: usize, length: i32): bool {
  for (let i: i32 = 0; i < length; i++) {
    const character = load<u8>(text + i);
    if (character < FIRST || character > LAST) return false;
  }
  return true;
}

/** Shows another message from now on; none of length 0. Returns OK, OUT_OF_RANGE for what no display can show, or STORAGE_FAILED with the old one kept. */
export function setMessage(text: usize, length: i32): i32 {
  if (length < 0 || length > CONSUMER_MESSAGE_MAX || !isPrintable(text, length)) return Status.OUT_OF_RANGE;
  memory.copy(SPARE, RECORD, CONSUMER_MESSAGE_BYTES);
  memory.fill(SPARE + CONSUMER_MESSAGE_text, 0, CONSUMER_MESSAGE_MAX);
  memory.copy(SPARE + CONSUMER_MESSAGE_text, text, length);
  changetype<ConsumerMessage>(SPARE).length = <u8>length;
  return replaceBanked(RECORD, SPARE, CONSUMER_MESSAGE_BYTES, CONSUMER_MESSAGE_MAGIC, FRAM_CONSUMER_MESSAGE_A, FRAM_CONSUMER_MESSAGE_B);
}

/** Writes a row of it, 0 and more; nothing behind its end. */
export function putMessageRow(row: i32, at: usize): usize {
  const from = row * LCD_COLUMNS;
  const length = min(messageLength() - from, LCD_COLUMNS);
  return length > 0 ? putBytes(at, messageText() + from, length) : at;
}
