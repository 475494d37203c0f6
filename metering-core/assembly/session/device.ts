// Logical device 16 as the shared code sees it: its tables, with what is provided.
// Legally relevant (IR46). Changes alter the software identification.
import { AttributeRow, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection } from '../../../shared-protocol/assembly/objects/selection';
import { Value } from '../../../shared-protocol/assembly/objects/value';
import { commitOfProvider, countOfProvider, itemOfProvider } from './providers';
import { beginStaging, stage } from './staging';
import { Tables } from './tables';

@unmanaged
export class Device extends Tables {
  provide(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
    return itemOfProvider(a.room, a.provider, row, entry, place, index, leaf, snapshot, value);
  }

  count(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
    return countOfProvider(a.room, a.provider, row, entry, place, selection);
  }

  begin(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 {
    return beginStaging();
  }

  commit(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 {
    return commitOfProvider(a.room, a.provider, row, entry, place);
  }

  abort(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 {
    return beginStaging();
  }

  put(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
    return stage(leaf, value);
  }
}

/** There is one device, so nothing stands behind the reference. */
export function device(): Device {
  return changetype<Device>(0);
}
