// How many bytes a value of A-XDR has, whatever it is: bounded, without recursion.
import {
  TAG_ARRAY, TAG_BIT_STRING, TAG_DATE_TIME, TAG_NULL_DATA, TAG_OCTET_STRING, TAG_STRUCTURE, TAG_UTF8_STRING, TAG_VISIBLE_STRING,
} from '../../../../shared-protocol/generated/assembly/tags';
import { numberBytes } from '../../../../shared-protocol/assembly/objects/axdr';
import {
  beginReading, isSound, readingAt, refuseReading, takeByte, takeBytes, takeLength, unread,
} from '../../../../shared-protocol/assembly/dlms/reader';

const TAG_DATE: i32 = 26;
const TAG_TIME: i32 = 27;
const TAG_FLOAT_32: i32 = 23;
const TAG_FLOAT_64: i32 = 24;

/** Bytes behind the tag of a leaf without a length; -1 for what has one, or is none. */
function plainBytes(tag: i32): i32 {
  if (tag == TAG_NULL_DATA) return 0;
  if (tag == TAG_DATE_TIME) return 12;
  if (tag == TAG_DATE) return 5;
  if (tag == TAG_TIME || tag == TAG_FLOAT_32) return 4;
  if (tag == TAG_FLOAT_64) return 8;
  const bytes = numberBytes(tag);
  return bytes > 0 ? bytes : -1;
}

/** Passes a leaf by, or the head of an array or structure; values that follow from it. */
function passOne(): i32 {
  const tag = takeByte();
  const plain = plainBytes(tag);
  if (plain >= 0) takeBytes(plain);
  else if (tag == TAG_ARRAY || tag == TAG_STRUCTURE) return takeLength();
  else if (tag == TAG_OCTET_STRING || tag == TAG_VISIBLE_STRING || tag == TAG_UTF8_STRING) takeBytes(takeLength());
  else if (tag == TAG_BIT_STRING) takeBytes((takeLength() + 7) >> 3);
  else refuseReading();
  return 0;
}

/** Bytes of the value at an address, of which so many bytes are there; -1 for what is none, or not all there. */
export function dataLength(at: usize, length: i32): i32 {
  beginReading(at, length);
  let wanted: i64 = 1;
  while (wanted > 0 && isSound()) {
    wanted += <i64>passOne() - 1;
    // Each value has a byte at least.
    if (wanted > <i64>unread()) return -1;
  }
  return isSound() ? <i32>(readingAt() - at) : -1;
}
