// The object tables of logical device 16, and the records its rows lie in, as they stand while one APDU is answered.
// Legally relevant (IR46). Changes alter the software identification.
import {
  ASSOCIATIONS, ATTRIBUTES, FORMATS, OBJECT_ROWS, RECORD_BYTES, RECORDS, RIGHTS, SHAPE_NODES, SHAPES, STAMPS, TEMPLATES,
} from '../../../shared-protocol/generated/assembly/device-objects';
import { MOMENT_CLOSED } from '../../../shared-protocol/generated/assembly/protocol';
import { answer } from '../answers/messages';

/** No record was asked for yet. */
const NONE: i32 = -1;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(RECORD_BYTES, 8);
/** Which record stands in RECORD. */
let asked: i32 = -1;

/** Records are asked for anew: another APDU is answered. */
export function resetRecords(): void {
  asked = NONE;
}

/** A record as it stands now; 0 where it cannot be given. */
export function recordOf(slot: i32): usize {
  if (slot == asked) return RECORD;
  asked = NONE;
  const message = <i32>load<u8>(RECORDS + (<usize>slot << 1));
  store<u8>(RECORD, load<u8>(RECORDS + (<usize>slot << 1), 1));
  store<u8>(RECORD, <u8>MOMENT_CLOSED, 1);
  if (answer(message, RECORD) < 0) return 0;
  asked = slot;
  return RECORD;
}

/** The tables without what is provided: providers look things up in them. */
@unmanaged
export class Tables {
  rows(): usize { return OBJECT_ROWS; }
  templates(): usize { return TEMPLATES; }
  attributes(): usize { return ATTRIBUTES; }
  formats(): usize { return FORMATS; }
  shapes(): usize { return SHAPES; }
  nodes(): usize { return SHAPE_NODES; }
  rights(): usize { return RIGHTS; }
  stamps(): usize { return STAMPS; }
  associations(): i32 { return ASSOCIATIONS; }

  record(slot: i32, snapshot: usize): usize {
    return recordOf(slot);
  }
}

/** There is one set of tables, so nothing stands behind the reference. */
export function tables(): Tables {
  return changetype<Tables>(0);
}
