// The lines of the IEC 62056-21 data block: the objects of its list that the meter has, in the order of the list.
import { DATA_BLOCK, DATA_BLOCK_ASSOCIATION, DATA_BLOCK_ROWS } from '../../../shared-protocol/generated/assembly/lists';
import { codeField, ListRow } from '../../../shared-protocol/assembly/objects/rows';
import { VALUE_NULL } from '../../../shared-protocol/assembly/objects/value';
import { listRow, putDataSet, shownValue } from '../objects/shown';
import { objectRow } from '../objects/tables';
import { hasPhasesOf } from './phases';

/** C of the losses of transformer and line (IEC 62056-6-1). */
const GROUP_C: i32 = 2;
const LOSSES: i32 = 83;

/** True of losses that stand at zero, as they do in a meter that has no resistance or conductance sealed. */
function isWithoutLosses(shown: ListRow, snapshot: usize): bool {
  if (codeField(objectRow(shown.row), shown.entry, GROUP_C) != LOSSES) return false;
  const value = shownValue(shown, DATA_BLOCK_ASSOCIATION, snapshot);
  return value.kind != VALUE_NULL && value.number == 0;
}

/** The first line from index on that a snapshot has; any number from DATA_BLOCK_ROWS on when there are no more. */
export function nextReadoutLine(index: i32, snapshot: usize): i32 {
  while (index < DATA_BLOCK_ROWS) {
    const shown = listRow(DATA_BLOCK, index);
    if (hasPhasesOf(objectRow(shown.row), shown.entry, snapshot) && !isWithoutLosses(shown, snapshot)) return index;
    index++;
  }
  return index;
}

/** Writes line index of a snapshot without CR LF, at most 78 bytes; returns its length, 0 when there are no more lines. */
export function readoutLine(index: i32, destination: usize, snapshot: usize): i32 {
  if (index >= DATA_BLOCK_ROWS) return 0;
  return <i32>(putDataSet(destination, listRow(DATA_BLOCK, index), DATA_BLOCK_ASSOCIATION, snapshot) - destination);
}
