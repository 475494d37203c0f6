// A grid operator's limit and its time, in three registers at once, where a setting allows it.
import { orderLimit } from '../../control/switching/operator';
import { settings } from '../../control/switching/settings';
import { exceptionOf, ILLEGAL_ADDRESS, ILLEGAL_FUNCTION, ILLEGAL_VALUE, wordAt } from './exceptions';

/** Limit in W, two registers, and seconds that it holds, one. */
const ORDER: i32 = 41_000;
const REGISTERS: i32 = 3;
const DATA_BYTES: u8 = 6;
/** Unit, function, first register, how many, bytes, data, CRC. */
const REQUEST_BYTES: i32 = 15;
const LEAST: i32 = 9;

/** Carries out a request of this function. Returns the exception, 0 where the order is in force. */
export function takeOrder(frame: usize, length: i32): i32 {
  if (length < LEAST) return ILLEGAL_VALUE;
  if (wordAt(frame + 2) != ORDER) return ILLEGAL_ADDRESS;
  if (!settings().operator_port) return ILLEGAL_FUNCTION;
  if (length != REQUEST_BYTES || wordAt(frame + 4) != REGISTERS || load<u8>(frame, 6) != DATA_BYTES) return ILLEGAL_VALUE;
  const limit_W = <i64>bswap<u32>(load<u32>(frame + 7));
  return exceptionOf(orderLimit(limit_W, wordAt(frame + 11)));
}
