// Status words of DL/T 645-2007 (04 00 05): what is under way, bit by bit, and whether parameters may be written.
// Legally relevant (IR46). Changes alter the software identification.
import {
  EVENT_CLOCK_BATTERY_LOW, EVENT_CURRENT_LOSS, EVENT_CURRENT_UNBALANCE, EVENT_MAIN_COVER_OPEN, EVENT_OVER_CURRENT,
  EVENT_OVER_VOLTAGE, EVENT_PHASE_LOSS, EVENT_REVERSED_POWER, EVENT_REVERSED_SEQUENCE, EVENT_TERMINAL_COVER_OPEN, EVENT_UNDER_VOLTAGE,
  EVENT_VOLTAGE_LOSS, EVENT_VOLTAGE_UNBALANCE, METERING_FLAG_STORAGE_FAILED, QUALITY_FREE, QUALITY_STOPPED, QUALITY_UNKNOWN,
} from '../../../shared-protocol/generated/assembly/protocol';
import { isUnderWayIn } from '../events/event-detector';
import { clockQuality, meteringFlags } from '../events/marks';
import { quantities } from '../quantities/quantities';
import { isUnsealed } from '../surroundings/switches';

const NONE: u8 = 0xff;
const BITS: i32 = 11;
/** Events of the bits of the words of a phase, then of the last word. */
// @ts-ignore: decorator
@lazy const EVENTS_OF_BITS = memory.data<u8>([
  <u8>EVENT_VOLTAGE_LOSS, <u8>EVENT_UNDER_VOLTAGE, <u8>EVENT_OVER_VOLTAGE, <u8>EVENT_CURRENT_LOSS, <u8>EVENT_OVER_CURRENT, NONE,
  <u8>EVENT_REVERSED_POWER, <u8>EVENT_PHASE_LOSS, NONE, NONE, NONE,
  <u8>EVENT_REVERSED_SEQUENCE, NONE, <u8>EVENT_VOLTAGE_UNBALANCE, <u8>EVENT_CURRENT_UNBALANCE, NONE, NONE,
  NONE, NONE, NONE, <u8>EVENT_MAIN_COVER_OPEN, <u8>EVENT_TERMINAL_COVER_OPEN,
]);

function eventBits(table: usize, scope: i32): i64 {
  let word: i64 = 0;
  for (let bit: i32 = 0; bit < BITS; bit++) {
    const event = load<u8>(table + bit);
    if (event != NONE && isUnderWayIn(event, scope)) word |= 1 << bit;
  }
  return word;
}

function bit(holds: bool, at: i32): i64 {
  return holds ? 1 << at : 0;
}

/** Battery, direction of the total, memory, clock. */
function ofMeter(): i64 {
  const faults = clockQuality() & (QUALITY_UNKNOWN | QUALITY_STOPPED | QUALITY_FREE);
  return bit(isUnderWayIn(EVENT_CLOCK_BATTERY_LOW, 0), 2) | bit(quantities(0).active_power_mW < 0, 4) |
    bit(quantities(0).reactive_power_mvar < 0, 5) | bit((meteringFlags() & METERING_FLAG_STORAGE_FAILED) != 0, 13) |
    bit(faults != 0, 15);
}

function ofDirections(): i64 {
  let word: i64 = 0;
  for (let phase: i32 = 0; phase < 3; phase++) {
    const q = quantities(phase + 1);
    word |= bit(q.active_power_mW < 0, phase) | bit(q.reactive_power_mvar < 0, phase + 4);
  }
  return word;
}

/** Status word 1 to 7. */
export function statusWord(number: i32): i64 {
  if (number == 1) return ofMeter();
  if (number == 2) return ofDirections();
  if (number == 3) return bit(isUnsealed(), 3);
  return number == 7 ? eventBits(EVENTS_OF_BITS + BITS, 0) : eventBits(EVENTS_OF_BITS, number - 3);
}
