// Where the object tables stand, without what is provided: providers look things up in them.
import {
  ATTRIBUTES, FORMATS, OBJECT_ROWS, RIGHTS, SHAPE_NODES, SHAPES, STAMPS, TEMPLATES, UNITS,
} from '../../../shared-protocol/generated/assembly/objects';
import { ASSOCIATIONS } from '../../../shared-protocol/generated/assembly/object-numbers';

@unmanaged
export class BareTables {
  rows(): usize { return OBJECT_ROWS; }
  templates(): usize { return TEMPLATES; }
  attributes(): usize { return ATTRIBUTES; }
  formats(): usize { return FORMATS; }
  shapes(): usize { return SHAPES; }
  nodes(): usize { return SHAPE_NODES; }
  rights(): usize { return RIGHTS; }
  stamps(): usize { return STAMPS; }
  units(): usize { return UNITS; }
  associations(): i32 { return ASSOCIATIONS; }
}

/** There is one set of tables, so nothing stands behind the reference. */
export function bareTables(): BareTables {
  return changetype<BareTables>(0);
}
