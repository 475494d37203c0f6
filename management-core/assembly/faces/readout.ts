// The lines of the IEC 62056-21 data block: the objects of its list that the meter has and uses, in the order of the list.
import { DATA_BLOCK, DATA_BLOCK_ASSOCIATION, DATA_BLOCK_ROWS } from '../../../shared-protocol/generated/assembly/lists';
import { TARIFF_RATES } from '../../../shared-protocol/generated/assembly/protocol';
import { codeField, ListRow, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { VALUE_NULL, VALUE_NUMBER } from '../../../shared-protocol/assembly/objects/value';
import { listRow, putDataSet, shownValue } from '../objects/shown';
import { objectRow } from '../objects/tables';
import { hasPhasesOf } from './phases';

/** Places of C to F in a code (IEC 62056-6-1). */
const GROUP_C: i32 = 2;
const GROUP_D: i32 = 3;
const GROUP_E: i32 = 4;
const GROUP_F: i32 = 5;
/** C of the losses of transformer and line. */
const LOSSES: i32 = 83;
/** D of cumulative and maximum demand, of energy; F of what is of now. */
const CUMULATIVE: i32 = 2;
const MAXIMUM: i32 = 6;
const ENERGY: i32 = 8;
const NOW: i32 = 255;

/** Counted from minute records: by rate, demand, and what stood at the end of a billing period. */
function isBooked(row: ObjectRow, entry: i32): bool {
  if (codeField(row, entry, GROUP_F) != NOW) return true;
  const c = codeField(row, entry, GROUP_C);
  if (c == 0 || c == LOSSES) return false;
  const d = codeField(row, entry, GROUP_D);
  const e = codeField(row, entry, GROUP_E);
  return d == CUMULATIVE || d == MAXIMUM || (d == ENERGY && e > 0 && e <= TARIFF_RATES);
}

/** A rate, a demand, a period that nothing was counted in; losses at zero, as where no resistance or conductance is sealed. */
function isUnused(shown: ListRow, snapshot: usize): bool {
  const row = objectRow(shown.row);
  const booked = isBooked(row, shown.entry);
  if (!booked && codeField(row, shown.entry, GROUP_C) != LOSSES) return false;
  const value = shownValue(shown, DATA_BLOCK_ASSOCIATION, snapshot);
  if (value.kind == VALUE_NULL) return booked;
  return value.kind == VALUE_NUMBER && value.number == 0;
}

/** The first line from index on that a snapshot has; any number from DATA_BLOCK_ROWS on when there are no more. */
export function nextReadoutLine(index: i32, snapshot: usize): i32 {
  while (index < DATA_BLOCK_ROWS) {
    const shown = listRow(DATA_BLOCK, index);
    if (hasPhasesOf(objectRow(shown.row), shown.entry, snapshot) && !isUnused(shown, snapshot)) return index;
    index++;
  }
  return index;
}

/** Writes line index of a snapshot without CR LF, at most 78 bytes; returns its length, 0 when there are no more lines. */
export function readoutLine(index: i32, destination: usize, snapshot: usize): i32 {
  if (index >= DATA_BLOCK_ROWS) return 0;
  return <i32>(putDataSet(destination, listRow(DATA_BLOCK, index), DATA_BLOCK_ASSOCIATION, snapshot) - destination);
}
