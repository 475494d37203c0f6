// The legal display of the metering board: pages by time, in the order of the table below, with nobody's help.
// Legally relevant (IR46). Changes alter the software identification.
import {
  LCD_ALL_DOTS, LCD_COLUMNS, LCD_ROWS, METERING_FLAG_AFE, METERING_FLAG_BANK_DAMAGED, METERING_FLAG_DAMAGED, METERING_FLAG_MODULE, METERING_FLAG_PARAMETERS_DEFAULT,
  METERING_FLAG_REGISTERS_LOST, METERING_FLAG_STORAGE_FAILED,
} from '../../../shared-protocol/generated/assembly/protocol';
import { HOT_RECORD_registers, PARAMETERS_serial_number } from '../../../shared-protocol/generated/assembly/layouts';
import { putBlanks, putCharacter, putDigits, putHexadecimal } from '../../../shared-protocol/assembly/objects/text';
import { meteringFlags } from '../events/marks';
import { sampleIndex } from '../clock/sample-clock';
import { hotRecord } from '../energy/hot-record';
import { Register, registerValue } from '../energy/register-state';
import { lcdWrite, softwareId } from '../host';
import { copyBytes } from '../math/copy';
import { LINK_FRAME } from '../memory';
import { parameters } from '../parameters/parameters';
import { VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH } from '../version';

/** Pages in their order; each stands for PAGE_s. The first one only after a start, the last one only when there is an error. */
namespace Page {
  export const SEGMENTS: i32 = -1;
  export const REGISTERS: i32 = 0;
  export const TEST: i32 = 1;
  export const IDENTITY: i32 = 2;
  export const ERROR: i32 = 3;
}
const PAGE_s: u64 = 5;
const SEGMENTS_s: u64 = 3;

/** What makes a reading untrue: fatal to the display. */
const FATAL: u32 =
  METERING_FLAG_AFE | METERING_FLAG_BANK_DAMAGED | METERING_FLAG_DAMAGED | METERING_FLAG_MODULE | METERING_FLAG_PARAMETERS_DEFAULT | METERING_FLAG_REGISTERS_LOST |
  METERING_FLAG_STORAGE_FAILED;

const mWs_PER_kWh: i64 = 3_600_000_000;
/** A millionth of a kWh. */
const mWs_PER_mWh: i64 = 3_600;

/** The row is written where a link frame stands: nobody needs that one while samples or seconds are taken. */
const ROW: usize = LINK_FRAME;
const SERIAL_BYTES: i32 = 16;
const DIGEST: usize = LINK_FRAME + 64;

/** The second shown last. */
let shown: u64 = 0;
/** Seconds that went by while no sample came: the pages turn all the same. */
let stalled: u64 = 0;
let lastIndex: u64 = 0;
let isBlank: bool = true;

export function resetDisplay(): void {
  shown = 0;
  stalled = 0;
  lastIndex = 0;
  isBlank = true;
}

function showRow(row: i32, end: usize): void {
  putBlanks(end, ROW + LCD_COLUMNS);
  lcdWrite(row, ROW, LCD_COLUMNS);
}

/** Energy of the total, mWs, as saved at the last whole second: import, export, reactive import and export. */
function energy(row: i32): i64 {
  const values = changetype<usize>(hotRecord()) + HOT_RECORD_registers;
  if (row < 2) return registerValue(values, 0, Register.ACTIVE_IMPORT + row);
  const quadrant = Register.REACTIVE_Q1 + ((row - 2) << 1);
  return registerValue(values, 0, quadrant) + registerValue(values, 0, quadrant + 1);
}

/** "1.8.0 ", "2.8.0 ", "3.8.0 ", "4.8.0 ". */
function putCode(row: i32): usize {
  store<u8>(ROW, 49 + row);
  store<u32>(ROW, 0x20302e38, 2); // "8.0 "
  store<u8>(ROW, 46, 1);
  return ROW + 6;
}

/** " kWh" or " kvarh"; five characters are left. */
function putUnit(at: usize, row: i32): usize {
  store<u8>(at, 107); // k
  if (row < 2) {
    store<u16>(at, 0x6857, 1); // Wh
    return at + 3;
  }
  store<u32>(at, 0x68726176, 1); // varh
  return at + 5;
}

/** All digits a register has before it rolls over: whole kWh. */
function showRegister(row: i32): void {
  const at = putDigits(putCode(row), (energy(row) / mWs_PER_kWh) % 1_000_000_000, 9);
  showRow(row, putUnit(at, row));
}

/** Test resolution: three digits before the point, six behind it. */
function showTest(row: i32): void {
  const millionths = (energy(row) / mWs_PER_mWh) % 1_000_000_000;
  const at = putDigits(putCode(row), millionths / 1_000_000, 3);
  const end = putDigits(putCharacter(at, 46), millionths % 1_000_000, 6);
  showRow(row, row < 2 ? putUnit(putCharacter(end, 32), row) : end);
}

/** Serial number, version, and the first forty digits of the software identification. */
function showIdentity(row: i32): void {
  if (row == 0) {
    store<u32>(ROW, 0x20206f4e); // "No  "
    copyBytes(ROW + 3, changetype<usize>(parameters()) + PARAMETERS_serial_number, SERIAL_BYTES);
    for (let at = ROW + 3; at < ROW + 3 + SERIAL_BYTES; at++) if (load<u8>(at) < 32) store<u8>(at, 32);
    return showRow(row, ROW + 3 + SERIAL_BYTES);
  }
  if (row == 1) {
    store<u64>(ROW, 0x206e6f6973726556); // "Version "
    let at = putDigits(ROW + 8, VERSION_MAJOR, 1);
    at = putDigits(putCharacter(at, 46), VERSION_MINOR, 1);
    return showRow(row, putDigits(putCharacter(at, 46), VERSION_PATCH, 1));
  }
  if (row == 2) softwareId(DIGEST);
  const half: i32 = LCD_COLUMNS >> 1;
  showRow(row, putHexadecimal(ROW, DIGEST + (row == 2 ? 0 : half), half));
}

/** "F.F" is the code of a fatal error (IEC 62056-61); behind it METERING_FLAG_* in hexadecimal. */
function showError(row: i32): void {
  if (row > 0) return showRow(row, ROW);
  store<u32>(ROW, 0x20462e46); // "F.F "
  store<u32>(DIGEST, bswap(meteringFlags()));
  showRow(row, putHexadecimal(ROW + 4, DIGEST, 4));
}

function showSegments(row: i32): void {
  memory.fill(ROW, <u8>LCD_ALL_DOTS, LCD_COLUMNS);
  showRow(row, ROW + LCD_COLUMNS);
}

function pageAt(second: u64): i32 {
  if (second < SEGMENTS_s) return Page.SEGMENTS;
  const pages: u64 = meteringFlags() & FATAL ? Page.ERROR + 1 : Page.ERROR;
  return <i32>(((second - SEGMENTS_s) / PAGE_s) % pages);
}

function draw(second: u64): void {
  const page = pageAt(second);
  for (let row: i32 = 0; row < LCD_ROWS; row++) {
    if (page == Page.SEGMENTS) showSegments(row);
    else if (page == Page.REGISTERS) showRegister(row);
    else if (page == Page.TEST) showTest(row);
    else if (page == Page.IDENTITY) showIdentity(row);
    else showError(row);
  }
}

/** Draws anew when a second of samples went by. */
export function refreshDisplay(): void {
  const second = sampleIndex / (parameters().sampling_rate_mHz / 1000) + stalled;
  if (!isBlank && second == shown) return;
  isBlank = false;
  shown = second;
  draw(second);
}

/** A second of the clock: it turns the pages while no sample comes. */
export function displaySecond(): void {
  if (sampleIndex == lastIndex) stalled++;
  lastIndex = sampleIndex;
  refreshDisplay();
}
