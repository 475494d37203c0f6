// The tables of the proof, and what its providers answer to them.
import { ATTRIBUTES, FORMATS, OBJECT_ROWS, RIGHTS, SHAPE_NODES, SHAPES, STAMPS, TEMPLATES } from './objects';
import { AttributeRow, ObjectRow } from '../../../../shared-protocol/assembly/objects/rows';
import { Selection } from '../../../../shared-protocol/assembly/objects/selection';
import { Value } from '../../../../shared-protocol/assembly/objects/value';
import { countSynthetic, provideSynthetic } from './profile';
import { abortSettings, beginSettings, commitSettings, putSettings } from './settings';

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

  /** Every slot has its record; a snapshot is where they begin. */
  record(slot: i32, snapshot: usize): usize {
    return snapshot + (slot << 6);
  }

  provide(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
    return provideSynthetic(a.provider, index, leaf, value);
  }

  count(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
    return countSynthetic(a.provider, selection);
  }

  begin(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 { return beginSettings(); }
  commit(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 { return commitSettings(); }
  abort(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 { return abortSettings(); }

  put(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
    return putSettings(index, leaf, value);
  }
}

export function tables(): Tables {
  return changetype<Tables>(0);
}
