// The lines of the IEC 62056-21 data block: the objects of its list, in the order of the list.
import { DATA_BLOCK, DATA_BLOCK_ASSOCIATION, DATA_BLOCK_ROWS } from '../../../shared-protocol/generated/assembly/lists';
import { listRow, putDataSet } from '../objects/shown';

/** Writes line index of a snapshot without CR LF, at most 78 bytes; returns its length, 0 when there are no more lines. */
export function readoutLine(index: i32, destination: usize, snapshot: usize): i32 {
  if (index >= DATA_BLOCK_ROWS) return 0;
  return <i32>(putDataSet(destination, listRow(DATA_BLOCK, index), DATA_BLOCK_ASSOCIATION, snapshot) - destination);
}
