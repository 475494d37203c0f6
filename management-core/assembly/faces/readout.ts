// The lines of the IEC 62056-21 data block: the objects of its list that the meter has, in the order of the list.
import { DATA_BLOCK, DATA_BLOCK_ASSOCIATION, DATA_BLOCK_ROWS } from '../../../shared-protocol/generated/assembly/lists';
import { listRow, putDataSet } from '../objects/shown';
import { objectRow } from '../objects/tables';
import { hasPhasesOf } from './phases';

/** The first line from index on that a snapshot has; any number from DATA_BLOCK_ROWS on when there are no more. */
export function nextReadoutLine(index: i32, snapshot: usize): i32 {
  while (index < DATA_BLOCK_ROWS) {
    const shown = listRow(DATA_BLOCK, index);
    if (hasPhasesOf(objectRow(shown.row), shown.entry, snapshot)) return index;
    index++;
  }
  return index;
}

/** Writes line index of a snapshot without CR LF, at most 78 bytes; returns its length, 0 when there are no more lines. */
export function readoutLine(index: i32, destination: usize, snapshot: usize): i32 {
  if (index >= DATA_BLOCK_ROWS) return 0;
  return <i32>(putDataSet(destination, listRow(DATA_BLOCK, index), DATA_BLOCK_ASSOCIATION, snapshot) - destination);
}
