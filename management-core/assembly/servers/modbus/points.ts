// The values that the SunSpec meter models are made of: of one snapshot, as whole numbers with the decimals of their group.
import { SUNSPEC, SUNSPEC_ASSOCIATION } from '../../../../shared-protocol/generated/assembly/lists';
import { ListRow } from '../../../../shared-protocol/assembly/objects/rows';
import { Value, VALUE_NUMBER } from '../../../../shared-protocol/assembly/objects/value';
import { listRow, shownValue } from '../../objects/shown';
import { powerOfTen, UNKNOWN } from './registers';

/** Groups of four: the total or mean, then the phases. In the order of the float models, frequency apart. */
export namespace Group {
  export const CURRENT: i32 = 0;
  export const VOLTAGE: i32 = 1;
  export const LINE_VOLTAGE: i32 = 2;
  export const POWER: i32 = 3;
  export const APPARENT: i32 = 4;
  export const REACTIVE: i32 = 5;
  export const FACTOR: i32 = 6;
  /** Wh export and import, VAh export and import, varh of the quadrants 1 to 4. */
  export const ENERGY: i32 = 7;
  export const ENERGIES: i32 = 8;
  /** The first value alone. */
  export const FREQUENCY: i32 = 15;
  export const COUNT: i32 = 16;
}
const PHASES: i32 = 3;
const GROUP_VALUES: i32 = PHASES + 1;

/** Places in the list. */
const CURRENTS: i32 = 0;
const VOLTAGES: i32 = 1;
const FREQUENCY: i32 = 2;
const POWERS: i32 = 3;
const APPARENT_POWERS: i32 = 4;
const REACTIVE_IMPORT: i32 = 5;
const REACTIVE_EXPORT: i32 = 6;
const FACTORS: i32 = 7;
const FIRST_ENERGY: i32 = 8;
const SERVICE: i32 = 16;
const NOMINAL_VOLTAGE: i32 = 17;
const MAXIMUM_CURRENT: i32 = 18;
export const SERIAL_NUMBER: i32 = 19;
export const SOFTWARE_VERSION: i32 = 20;

/** A group has its decimals, then its four numbers. */
const GROUP_BYTES: i32 = (1 + GROUP_VALUES) << 3;
// @ts-ignore: decorator
@lazy const GROUPS = memory.data(Group.COUNT * GROUP_BYTES, 8);
// @ts-ignore: decorator
@lazy const ENTRY = memory.data(offsetof<ListRow>(), 8);

/** Decimals of the number that was asked for last. */
let decimals: i32 = 0;

export function resetPoints(): void {
  decimals = 0;
}

/** The value of an entry of a row of the list, as it is written. */
export function listed(place: i32, entry: i32, snapshot: usize): Value {
  const row = changetype<ListRow>(ENTRY);
  memory.copy(ENTRY, changetype<usize>(listRow(SUNSPEC, place)), offsetof<ListRow>());
  row.entry = <u8>(<i32>row.entry + entry);
  return shownValue(row, SUNSPEC_ASSOCIATION, snapshot);
}

/** The number of an entry, with `decimals`; UNKNOWN where it is none. */
function numberOf(place: i32, entry: i32, snapshot: usize): i64 {
  const value = listed(place, entry, snapshot);
  if (value.kind != VALUE_NUMBER) return UNKNOWN;
  decimals = -<i32>value.scaler;
  return value.number;
}

function groupAt(group: i32): usize {
  return GROUPS + <usize>(group * GROUP_BYTES);
}

export function decimalsOf(group: i32): i32 {
  return load<i32>(groupAt(group));
}

export function pointOf(group: i32, index: i32): i64 {
  return load<i64>(groupAt(group) + <usize>((1 + index) << 3));
}

function setPoint(group: i32, index: i32, number: i64): void {
  store<i32>(groupAt(group), decimals);
  store<i64>(groupAt(group) + <usize>((1 + index) << 3), number);
}

/** 1 two wires, 2 three, 3 four; 0 while it is not known. */
export function serviceOf(snapshot: usize): i32 {
  const service = numberOf(SERVICE, 0, snapshot);
  return service == UNKNOWN ? 0 : <i32>service;
}

/** A whole number of units of what the nameplate says. */
function marked(place: i32, snapshot: usize): i64 {
  const number = numberOf(place, 0, snapshot);
  return number == UNKNOWN ? 0 : number / powerOfTen(decimals);
}

/** What the meter can be loaded with at most, W: a fifth above its nominal voltage and maximum current in all phases. */
export function largestPower_W(snapshot: usize): i64 {
  return (marked(NOMINAL_VOLTAGE, snapshot) * marked(MAXIMUM_CURRENT, snapshot) * <i64>(PHASES * 144)) / 100;
}

/** The same of the sum of the currents. */
export function largestCurrent_A(snapshot: usize): i64 {
  return (marked(MAXIMUM_CURRENT, snapshot) * <i64>(PHASES * 12)) / 10;
}

function takeGroup(group: i32, place: i32, snapshot: usize): void {
  for (let i: i32 = 0; i < GROUP_VALUES; i++) setPoint(group, i, numberOf(place, i, snapshot));
}

/** Of phases alone: their sum, or their mean, in front; UNKNOWN without any. */
function takePhases(group: i32, place: i32, snapshot: usize, isMean: bool): void {
  let sum: i64 = 0;
  let known: i64 = 0;
  for (let i: i32 = 0; i < PHASES; i++) {
    const number = numberOf(place, i, snapshot);
    setPoint(group, i + 1, number);
    if (number == UNKNOWN) continue;
    sum += number;
    known++;
  }
  setPoint(group, 0, known == 0 ? UNKNOWN : isMean ? sum / known : sum);
}

function takeReactive(snapshot: usize): void {
  for (let i: i32 = 0; i < GROUP_VALUES; i++) {
    const imported = numberOf(REACTIVE_IMPORT, i, snapshot);
    const exported = numberOf(REACTIVE_EXPORT, i, snapshot);
    setPoint(Group.REACTIVE, i, imported == UNKNOWN || exported == UNKNOWN ? UNKNOWN : imported - exported);
  }
}

/** Takes all values of a snapshot. Returns false while registers or quantities were not received: then there is nothing to show. */
export function takePoints(snapshot: usize): bool {
  takePhases(Group.CURRENT, CURRENTS, snapshot, false);
  takePhases(Group.VOLTAGE, VOLTAGES, snapshot, true);
  for (let i: i32 = 0; i < GROUP_VALUES; i++) setPoint(Group.LINE_VOLTAGE, i, UNKNOWN);
  setPoint(Group.FREQUENCY, 0, numberOf(FREQUENCY, 0, snapshot));
  takeGroup(Group.POWER, POWERS, snapshot);
  takeGroup(Group.APPARENT, APPARENT_POWERS, snapshot);
  takeReactive(snapshot);
  takeGroup(Group.FACTOR, FACTORS, snapshot);
  let complete = serviceOf(snapshot) != 0 && pointOf(Group.POWER, 0) != UNKNOWN;
  for (let i: i32 = 0; i < Group.ENERGIES; i++) {
    takeGroup(Group.ENERGY + i, FIRST_ENERGY + i, snapshot);
    if (pointOf(Group.ENERGY + i, 0) == UNKNOWN) complete = false;
  }
  return complete;
}
