// Providers: the household's relays, its wishes, and the utility's rules for both.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { ratesOf, reasonOf, relaysClosed, setRules, setWishes, useOf, wishOf, yieldsOf } from '../control/household';
import { stagedNumber } from './staging';

/** Numbers of a relay among the rules. */
const RULE: i32 = 3;

export function householdWishes(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, wishOf(leaf - 1));
}

export function commitHouseholdWishes(row: ObjectRow, entry: i32, place: i32): i32 {
  return setWishes(stagedNumber(1), stagedNumber(2));
}

/** Of each: closed, and why it stands as it does. */
export function householdRelays(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const relay = (leaf - 1) >> 1;
  return setNumber(value, leaf & 1 ? (relaysClosed >> relay) & 1 : reasonOf(relay));
}

export function householdRules(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const relay = (leaf - 1) / RULE;
  const number = (leaf - 1) % RULE;
  return setNumber(value, number == 0 ? useOf(relay) : number == 1 ? ratesOf(relay) : yieldsOf(relay));
}

export function commitHouseholdRules(row: ObjectRow, entry: i32, place: i32): i32 {
  return setRules(stagedNumber(1), stagedNumber(2), stagedNumber(3), stagedNumber(4), stagedNumber(5), stagedNumber(6));
}
