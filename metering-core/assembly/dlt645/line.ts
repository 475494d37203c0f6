// The legal port's line: its rate and address, which are kept, a rate that is to come into force, and what was refused.
// Legally relevant (IR46). Changes alter the software identification.
import {
  LEGAL_LINE_address, LEGAL_LINE_BYTES, LEGAL_LINE_first_s, LEGAL_LINE_last_s, LEGAL_LINE_refused, LegalLine,
  PARAMETERS_serial_number,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_LEGAL_LINE_A, FRAM_LEGAL_LINE_B, LEGAL_LINE_MAGIC, LINE_REFUSALS, PORT_FORMAT_8E1, PORT_LEGAL, PORT_LEGAL_BAUD, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { sampleIndex } from '../clock/sample-clock';
import { clock_s } from '../clock/rtc';
import { portConfigure, portIdle } from '../host';
import { copyBytes } from '../math/copy';
import { parameters } from '../parameters/parameters';
import { loadBanked, storeBanked } from '../storage/banked-record';
import { putBcd } from './bcd';
import { ADDRESS_BYTES } from './frame';

const SERIAL_BYTES: i32 = 16;
const ADDRESS_DIGITS_MOST: i64 = 1_000_000_000_000;
const ZERO: u8 = 48;

/** Bit n of Z, its lowest bit 1: the standard's; behind them ours. */
// @ts-ignore: decorator
@lazy const RATES = memory.data<i32>([600, 1200, 2400, 4800, 9600, 19200]);
const STANDARD_RATES: i32 = 6;
// @ts-ignore: decorator
@lazy const OWN_RATES = memory.data<i32>([38400, 57600, 115200]);
/** 80 with a number behind it: the bit that the standard has no use for. */
const OWN_RATE: i32 = 0x80;
const MADE_WITH: u8 = 0x08;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(LEGAL_LINE_BYTES, 8);
// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(LEGAL_LINE_BYTES, 8);
// @ts-ignore: decorator
@lazy const SERIAL_ADDRESS = memory.data(8, 8);

/** Rate that comes into force as soon as nothing is on the wire; 0 for none. */
let coming: i32 = 0;
/** Refusals that are not stored yet, and the sample at which the record was stored last. */
let unstored: bool = false;
let storedAt: u64 = 0;

export function legalLine(): LegalLine {
  return changetype<LegalLine>(RECORD);
}

/** Baud of a rate Z; 0 where the line has no such rate. */
export function baudOf(rate: i32): i32 {
  if (rate >= OWN_RATE && rate < OWN_RATE + 3) return load<i32>(OWN_RATES + <usize>((rate - OWN_RATE) << 2));
  for (let i: i32 = 0; i < STANDARD_RATES; i++) if (rate == 2 << i) return load<i32>(RATES + <usize>(i << 2));
  return 0;
}

export function rateOfLine(): i32 {
  return legalLine().rate ? legalLine().rate : MADE_WITH;
}

/** What the start found of the record, Found bits. */
export let lineFound: i32 = 0;

function storeLine(): i32 {
  unstored = false;
  storedAt = sampleIndex;
  return storeBanked(RECORD, LEGAL_LINE_BYTES, LEGAL_LINE_MAGIC, FRAM_LEGAL_LINE_A, FRAM_LEGAL_LINE_B);
}

/** After a start the line goes at the rate that was kept. */
export function startLine(): void {
  lineFound = loadBanked(RECORD, CANDIDATE, LEGAL_LINE_BYTES, LEGAL_LINE_MAGIC, FRAM_LEGAL_LINE_A, FRAM_LEGAL_LINE_B);
  unstored = false;
  storedAt = 0;
  coming = baudOf(rateOfLine());
  if (coming == 0) coming = PORT_LEGAL_BAUD;
  serveLine();
}

/** The rate holds from the moment on at which what is being sent has left. Returns OK or STORAGE_FAILED. */
export function changeRate(rate: i32): i32 {
  const before = legalLine().rate;
  legalLine().rate = <u8>rate;
  const status = storeLine();
  if (status == Status.OK) coming = baudOf(rate);
  else legalLine().rate = before;
  return status;
}

/** Takes an address. Returns OK or STORAGE_FAILED. */
export function changeAddress(from: usize): i32 {
  copyBytes(CANDIDATE, RECORD, LEGAL_LINE_BYTES);
  copyBytes(RECORD + LEGAL_LINE_address, from, ADDRESS_BYTES);
  legalLine().has_address = 1;
  const status = storeLine();
  if (status != Status.OK) copyBytes(RECORD, CANDIDATE, LEGAL_LINE_BYTES);
  return status;
}

/** The last twelve digits of the sealed serial number. */
export function serialDigits(): i64 {
  const serial = changetype<usize>(parameters()) + PARAMETERS_serial_number;
  let digits: i64 = 0;
  for (let i: i32 = 0; i < SERIAL_BYTES; i++) {
    const digit = load<u8>(serial + i) - ZERO;
    if (digit < 10) digits = (digits * 10 + digit) % ADDRESS_DIGITS_MOST;
  }
  return digits;
}

/** Own address as it is sent. */
export function ownAddress(): usize {
  if (legalLine().has_address) return RECORD + LEGAL_LINE_address;
  putBcd(SERIAL_ADDRESS, serialDigits(), ADDRESS_BYTES);
  return SERIAL_ADDRESS;
}

/** Counts what was refused, a LINE_REFUSED_*; it is stored within a second. */
export function countRefusal(kind: i32): void {
  if (kind < 0 || kind >= LINE_REFUSALS) return;
  const at = RECORD + <usize>(kind << 2);
  store<u32>(at + LEGAL_LINE_refused, load<u32>(at + LEGAL_LINE_refused) + 1);
  if (load<u32>(at + LEGAL_LINE_refused) == 1) store<u32>(at + LEGAL_LINE_first_s, <u32>clock_s);
  store<u32>(at + LEGAL_LINE_last_s, <u32>clock_s);
  unstored = true;
}

/** Call now and then: stores what was counted, once a second at most, and changes the rate once the line is free. */
export function serveLine(): void {
  if (unstored && sampleIndex - storedAt >= <u64>(parameters().sampling_rate_mHz / 1000)) storeLine();
  if (coming == 0 || portIdle(PORT_LEGAL) != 1) return;
  if (portConfigure(PORT_LEGAL, coming, PORT_FORMAT_8E1) == Status.OK) coming = 0;
}
