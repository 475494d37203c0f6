// Values nobody stores: a profile of eight columns, strings, bits and dates, each made from its place.
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { TAG_DOUBLE_LONG } from '../../../../shared-protocol/generated/assembly/tags';
import { SELECT_ENTRIES, Selection } from '../../../../shared-protocol/assembly/objects/selection';
import { setBits, setBytes, setDateTime, setNumber, Value } from '../../../../shared-protocol/assembly/objects/value';
import { countSettings, provideSettings } from './settings';

const PROVIDER_PROFILE: i32 = 0;
const PROVIDER_STRING: i32 = 1;
const PROVIDER_BITS: i32 = 2;
const PROVIDER_DATE: i32 = 3;
const PROVIDER_CHOICE: i32 = 4;

const ENTRIES: u32 = 5760;
/** Sequence of the oldest entry: a ring that turned long ago. */
const OLDEST: u32 = 1_000_000;
const PERIOD_ms: i64 = 900_000;

/** Longest text of a column. */
const TEXT_BYTES: i32 = 512;
// @ts-ignore: decorator
@lazy const TEXT = memory.data(TEXT_BYTES, 8);

let filledSeed: i32 = -1;
let filledLength: i32 = 0;

/** Asked for again and again, block by block: an entry's text depends on nothing but its place, and stays until another. */
function fillText(seed: i32, length: i32): void {
  if (seed == filledSeed && length <= filledLength) return;
  filledSeed = seed;
  filledLength = length;
  for (let i: i32 = 0; i < length; i++) store<u8>(TEXT + i, <u8>(33 + ((seed * 7 + i * 13) % 90)));
}

/** Column 0..7 of an entry: its nodes stand behind array and structure. */
function column(sequence: i32, index: i32, value: Value): i32 {
  const mixed = <i64>(<u32>(sequence * 0x9e3779b1 + index * 0x85ebca6b));
  if (index == 0) return setDateTime(value, 1_700_000_000_000 + <i64>sequence * PERIOD_ms, 60, 0x80);
  if (index == 1) return setNumber(value, mixed & 0xff);
  if (index == 2) return setNumber(value, mixed);
  if (index == 3) return setNumber(value, <i64><i32>mixed);
  if (index == 4) return setNumber(value, mixed << 20);
  if (index == 5) return sequence % 5 == 0 ? Status.OK : setNumber(value, mixed & 0xffff);
  if (index == 6) {
    fillText(sequence, sequence % 23);
    return setBytes(value, TEXT, sequence % 23);
  }
  fillText(sequence, 2);
  return setBits(value, TEXT, 13);
}

function choice(index: i32, value: Value): i32 {
  value.tag = <u8>TAG_DOUBLE_LONG;
  return setNumber(value, -5);
}

export function provideSynthetic(provider: i32, index: i32, leaf: i32, value: Value): i32 {
  if (provider == PROVIDER_PROFILE) return column(index, leaf - 2, value);
  if (provider == PROVIDER_STRING) {
    fillText(3, 300);
    return setBytes(value, TEXT, 300);
  }
  if (provider == PROVIDER_BITS) {
    fillText(5, 3);
    return setBits(value, TEXT, 20);
  }
  if (provider == PROVIDER_DATE) return setDateTime(value, 951_782_400_000, -60, 0);
  if (provider == PROVIDER_CHOICE) return choice(index, value);
  return provideSettings(index, leaf, value);
}

export function countSynthetic(provider: i32, selection: Selection): i32 {
  if (provider != PROVIDER_PROFILE) return countSettings(selection);
  selection.first = OLDEST;
  selection.end = OLDEST + ENTRIES;
  if (selection.kind == SELECT_ENTRIES) {
    selection.first = OLDEST + <u32>selection.from - 1;
    selection.end = OLDEST + <u32>selection.to;
  }
  return <i32>(selection.end - selection.first);
}
