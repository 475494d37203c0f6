// What a method gives back: data behind the result of its ACTION.
import { putActionData } from '../../../../shared-protocol/assembly/dlms/response';
import { ACCESS_BLOCK_UNAVAILABLE, APDU_ACTION } from '../../../../shared-protocol/assembly/dlms/tags';
import { beginEncoding, encode } from '../../../../shared-protocol/assembly/objects/axdr';
import { Cursor, CURSOR_BYTES } from '../../../../shared-protocol/assembly/objects/cursor';
import { Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { attributeAt, shapeNodes } from '../../../../shared-protocol/assembly/objects/tables';
import { isDone } from '../../../../shared-protocol/assembly/objects/walk';
import { TAG_NULL_DATA } from '../../../../shared-protocol/generated/assembly/tags';
import { shownSnapshot } from '../../link/mirror';
import { objectRow, objectTables } from '../../objects/tables';
import { answerMost, Dialogue, outOf, sealingBytes, setText } from './dialogue';
import { resultOf, setResult } from './results';

// @ts-ignore: decorator
@lazy const CURSOR = memory.data(CURSOR_BYTES, 8);
// @ts-ignore: decorator
@lazy const SELECTION = memory.data(SELECTION_BYTES, 8);

/** True of a method whose result is more than that it was executed. */
export function givesBack(d: Dialogue): bool {
  if (d.service != <u8>APDU_ACTION) return false;
  const method = attributeAt(objectTables(), objectRow(d.row), d.place);
  return load<u8>(shapeNodes(objectTables(), method.shape)) != <u8>TAG_NULL_DATA;
}

/** The plain answer is what the method that was executed gives back; refused where that is longer than an answer. */
export function setReturned(d: Dialogue): void {
  const cursor = changetype<Cursor>(CURSOR);
  memory.fill(SELECTION, 0, SELECTION_BYTES);
  const selection = changetype<Selection>(SELECTION);
  const begun = beginEncoding(objectTables(), cursor, d.row, d.entry, d.place, selection, shownSnapshot(d.now_us));
  const at = putActionData(outOf(d), d.invoke);
  const room = answerMost(d) - sealingBytes(d) - <i32>(at - outOf(d));
  const length = begun < 0 ? begun : encode(objectTables(), cursor, at, room);
  if (length < 0) setResult(d, resultOf(length));
  else if (!isDone(objectTables(), cursor)) setResult(d, ACCESS_BLOCK_UNAVAILABLE);
  else setText(d, outOf(d), at + <usize>length);
}
