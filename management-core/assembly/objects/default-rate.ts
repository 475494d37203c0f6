// Provider: the rate that is booked to where no table or no record says one.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { setDefaultRate, tariffHead } from '../registers/tariff-tables';
import { stagedNumber } from './staging';

export function defaultRate(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, tariffHead().default_rate);
}

export function commitDefaultRate(row: ObjectRow, entry: i32, place: i32): i32 {
  return setDefaultRate(<i32>stagedNumber());
}
