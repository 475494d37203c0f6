// Load records of DL/T 645-2007, annex B: what a minute record has of their six classes, a frame of them at a time.
// Legally relevant (IR46). Changes alter the software identification.
import {
  MINUTE_RECORD_BYTES, MINUTE_RECORD_current_mA, MINUTE_RECORD_energy, MINUTE_RECORD_voltage_cV, MinuteRecord,
} from '../../../shared-protocol/generated/assembly/layouts';
import { RING_MINUTES, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { readRecord } from '../records/ring-reader';
import { putBcd, putNumber } from './bcd';
import { localDigits } from './local';

const HEAD: u16 = 0xa0a0;
const SEPARATOR: u8 = 0xaa;
const END: u8 = 0xe5;
const CLASSES: i32 = 6;
const TIME_BYTES: i32 = 5;
const PHASES: i32 = 3;
const ENERGY_BYTES: i32 = 6;
const CENTI_kWh: i64 = 1000;
/** Of a phase's lowest, mean and highest window the mean one. */
const MEAN: i32 = 1;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(MINUTE_RECORD_BYTES, 8);

function energy(register: i32): i64 {
  const at = RECORD + MINUTE_RECORD_energy + register * ENERGY_BYTES;
  return <i64>load<u32>(at) | (<i64>load<u16>(at, 4) << 32);
}

/** Voltages, currents, frequency. */
function putNetwork(to: usize): usize {
  for (let phase: i32 = 0; phase < PHASES; phase++) {
    const centi = load<u16>(RECORD + MINUTE_RECORD_voltage_cV + ((phase * 3 + MEAN) << 1));
    putNumber(to, (<i64>centi + 5) / 10, 2, 0);
    to += 2;
  }
  for (let phase: i32 = 0; phase < PHASES; phase++) {
    putNumber(to, <i64>load<u32>(RECORD + MINUTE_RECORD_current_mA + ((phase * 3 + MEAN) << 2)), 3, 0);
    to += 3;
  }
  putNumber(to, <i64>changetype<MinuteRecord>(RECORD).frequency_cHz, 2, 0);
  return to + 2;
}

function putEnergy(to: usize, first: i32, second: i32): usize {
  putBcd(to, (energy(first) + (second < 0 ? 0 : energy(second))) / CENTI_kWh, 4);
  return to + 4;
}

/** Active import and export, reactive 1 and 2. */
function putTotals(to: usize): usize {
  return putEnergy(putEnergy(putEnergy(putEnergy(to, 0, -1), 1, -1), 2, 3), 4, 5);
}

function putQuadrants(to: usize): usize {
  for (let register: i32 = 2; register < 6; register++) to = putEnergy(to, register, -1);
  return to;
}

function putClass(to: usize, kind: i32): usize {
  if (kind == 1) to = putNetwork(to);
  if (kind == 4) to = putTotals(to);
  if (kind == 5) to = putQuadrants(to);
  store<u8>(to, SEPARATOR);
  return to + 1;
}

/** A0 A0, bytes, time, the classes with AA behind each, sum, E5; kind 0 for all classes. Returns the bytes. */
function putRecord(to: usize, kind: i32): i32 {
  store<u16>(to, HEAD);
  const time = localDigits(<i64>changetype<MinuteRecord>(RECORD).time_s);
  putNumber(to + 3, time < 0 ? time : time / 100, TIME_BYTES, 0);
  let at = to + 3 + TIME_BYTES;
  for (let each: i32 = 1; each <= CLASSES; each++) {
    if (kind == 0 || kind == each) at = putClass(at, each);
    else store<u8>(at++, SEPARATOR);
  }
  store<u8>(to + 2, <u8>(at - to - 3));
  let sum: u8 = 0;
  for (let from = to; from < at; from++) sum += load<u8>(from);
  store<u8>(at, sum);
  store<u8>(at + 1, END);
  return <i32>(at + 2 - to);
}

/** A frame has three of them; what is damaged costs a try. */
const TRIES: i32 = 6;

/** Sequence behind the records that were put last. */
export let loadNext: u32 = 0;

export function forgetLoad(): void {
  loadNext = 0;
}

/** Puts records from a sequence on, before another one, as many as find room; returns their bytes. Damaged ones are left out. */
export function putLoad(to: usize, kind: i32, first: u32, behind: u32, room: i32): i32 {
  let length: i32 = 0;
  let bytes: i32 = 0;
  loadNext = first;
  for (let tries: i32 = 0; tries < TRIES && loadNext < behind && length + bytes <= room; tries++) {
    if (readRecord(RING_MINUTES, loadNext++, RECORD) != Status.OK) continue;
    bytes = putRecord(to + length, kind);
    length += bytes;
  }
  return length;
}
