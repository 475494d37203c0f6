// Provider: the utility's message to the consumer.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBytes, Value } from '../../../shared-protocol/assembly/objects/value';
import { messageLength, messageText, setMessage } from '../access/message';
import { staged, stagedLength } from './staging';

/** Its characters; none where there is no message. */
export function consumerMessage(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setBytes(value, messageText(), messageLength());
}

export function commitConsumerMessage(row: ObjectRow, entry: i32, place: i32): i32 {
  return setMessage(staged(), stagedLength);
}
