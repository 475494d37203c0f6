// Provider: the version of the metering software.
// Legally relevant (IR46). Changes alter the software identification.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { putCharacter, putNumber } from '../../../shared-protocol/assembly/objects/text';
import { setBytes, Value } from '../../../shared-protocol/assembly/objects/value';
import { VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH } from '../version';

/** Three numbers of up to three digits, and two points. */
const CHARACTERS: i32 = 3 * 3 + 2;
const DOT: i32 = 46;
// @ts-ignore: decorator
@lazy const TEXT = memory.data(CHARACTERS + 1, 8);

/** "1.20.3" */
export function meteringVersion(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  let at = putCharacter(putNumber(TEXT, VERSION_MAJOR), DOT);
  at = putCharacter(putNumber(at, VERSION_MINOR), DOT);
  return setBytes(value, TEXT, <i32>(putNumber(at, VERSION_PATCH) - TEXT));
}
