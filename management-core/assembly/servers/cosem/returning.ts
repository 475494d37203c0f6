// What a method gives back: data behind the result of its ACTION.
import { putActionData } from '../../../../shared-protocol/assembly/dlms/response';
import { ACCESS_BLOCK_UNAVAILABLE, APDU_ACTION } from '../../../../shared-protocol/assembly/dlms/tags';
import { beginEncoding, encode } from '../../../../shared-protocol/assembly/objects/axdr';
import { Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { attributeAt, shapeNodes } from '../../../../shared-protocol/assembly/objects/tables';
import { isDone } from '../../../../shared-protocol/assembly/objects/walk';
import { TAG_NULL_DATA } from '../../../../shared-protocol/generated/assembly/tags';
import { shownSnapshot } from '../../link/mirror';
import { objectRow, objectTables } from '../../objects/tables';
import { cursorOf } from '../../objects/write';
import { answerMost, Dialogue, outOf, sealingBytes, setText, writeOf, PIECE_BYTES } from './dialogue';
import { resultOf, setResult } from './results';

/** Of an ACTION: its method was executed, and what it gives back is written. */
export const STEP_RETURN: u8 = 1;

// @ts-ignore: decorator
@lazy const SELECTION = memory.data(SELECTION_BYTES, 8);

/** True of a method whose result is more than that it was executed. */
export function givesBack(d: Dialogue): bool {
  if (d.service != <u8>APDU_ACTION) return false;
  const method = attributeAt(objectTables(), objectRow(d.row), d.place);
  return load<u8>(shapeNodes(objectTables(), method.shape)) != <u8>TAG_NULL_DATA;
}

/** The answer is a result and nothing else. True: it is complete. */
function refuse(d: Dialogue, result: i32): bool {
  setResult(d, result);
  return true;
}

/**
 * Begins the answer of a method that was executed; how far it is stands in the cursor of the value that was its parameter. True
 * when it is complete.
 */
export function beginReturned(d: Dialogue): bool {
  memory.fill(SELECTION, 0, SELECTION_BYTES);
  const selection = changetype<Selection>(SELECTION);
  const cursor = cursorOf(writeOf(d));
  const status = beginEncoding(objectTables(), cursor, d.row, d.entry, d.place, selection, shownSnapshot(d.now_us));
  if (status < 0) return refuse(d, resultOf(status));
  setText(d, outOf(d), putActionData(outOf(d), d.invoke));
  d.step = STEP_RETURN;
  return continueReturned(d);
}

/** Writes the next piece; refused where all of it is longer than an answer. True when the plain answer is complete. */
export function continueReturned(d: Dialogue): bool {
  const cursor = cursorOf(writeOf(d));
  const room = answerMost(d) - sealingBytes(d) - d.textLength;
  if (room <= 0) return refuse(d, ACCESS_BLOCK_UNAVAILABLE);
  cursor.snapshot = <u32>shownSnapshot(d.now_us);
  const length = encode(objectTables(), cursor, outOf(d) + <usize>d.textLength, min(room, PIECE_BYTES));
  if (length < 0) return refuse(d, resultOf(length));
  d.textLength += length;
  return isDone(objectTables(), cursor);
}
