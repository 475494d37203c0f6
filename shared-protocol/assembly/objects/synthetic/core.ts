// The same rows as a management core: a block of a list or a profile each tick, so that a board tells what a leaf costs.
import { lcdWrite } from '../../../../management-core/assembly/host';
import { ABI_VERSION, LCD_COLUMNS, PORT_CHUNK_MAX, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { beginEncoding, beginList, encode, encodeList } from '../../../../shared-protocol/assembly/objects/axdr';
import { Cursor, CURSOR_BYTES } from '../../../../shared-protocol/assembly/objects/cursor';
import { findRow } from '../../../../shared-protocol/assembly/objects/rows';
import { SELECT_ALL, SELECT_ENTRIES, Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { putBlanks, putDigits } from '../../../../shared-protocol/assembly/objects/text';
import { EVERYTHING, EVERYTHING_ROWS } from './lists';
import { OBJECT_ROWS, OBJECTS } from './objects';
import { tables } from './tables';
import { ENTRIES, WORK } from './work';

const WORK_LIST: i32 = 1;
const WORK_PROFILE: i32 = 2;
/** Place of the buffer in the profile's template. */
const BUFFER_PLACE: i32 = 1;
const BLOCK_BYTES: i32 = 64;
/** Ticks before the work begins, and at which the bytes are shown: all is done then. */
const BEGIN_TICK: i32 = 100;
const SHOW_TICK: i32 = 400;

/** Room for the records that the synthetic rows name. */
const RECORDS_BYTES: i32 = 4096;

// @ts-ignore: decorator
@lazy const BLOCK = memory.data(BLOCK_BYTES, 8);
// @ts-ignore: decorator
@lazy const RECORDS = memory.data(RECORDS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SELECTION = memory.data(SELECTION_BYTES, 8);
// @ts-ignore: decorator
@lazy const CURSOR = memory.data(CURSOR_BYTES, 8);
// @ts-ignore: decorator
@lazy const PORT = memory.data(PORT_CHUNK_MAX, 8);
// @ts-ignore: decorator
@lazy const ROW = memory.data(LCD_COLUMNS, 8);
// 1-0:99.99.0.255
// @ts-ignore: decorator
@lazy const PROFILE = memory.data<u8>([1, 0, 99, 99, 0, 255]);

let ticks: i32 = 0;
let bytes: i32 = 0;

export function abi_version(): i32 { return ABI_VERSION; }
export function port_buffer(): i32 { return <i32>PORT; }
export function link_buffer(): i32 { return <i32>PORT; }
export function start(reset_cause: i32): i32 { return Status.OK; }
export function port_received(port: i32, length: i32): i32 { return Status.OK; }
export function link_replied(length: i32): i32 { return Status.OK; }
export function nor_done(status: i32): i32 { return Status.OK; }
export function job_done(job: i32, length: i32): i32 { return Status.OK; }
export function contact_changed(contact: i32, closed: i32): i32 { return Status.OK; }
export function cover_latch_read(latch: i32): i32 { return Status.OK; }
export function load_switch_changed(closed: i32, load_voltage: i32, outcome: i32): i32 { return Status.OK; }
export function terminal_temperature_measured(condition: i32, temperature_mC: i32): i32 { return Status.OK; }
export function button_changed(button: i32, pressed: i32): i32 { return Status.OK; }
export function power_changed(failing: i32, at: i64): i32 { return Status.OK; }

function begin(): void {
  const cursor = changetype<Cursor>(CURSOR);
  const selection = changetype<Selection>(SELECTION);
  selection.kind = WORK == WORK_PROFILE ? SELECT_ENTRIES : SELECT_ALL;
  selection.from = 1;
  selection.to = ENTRIES;
  if (WORK == WORK_LIST) beginList(cursor, RECORDS);
  if (WORK == WORK_PROFILE) {
    beginEncoding(tables(), cursor, findRow(OBJECT_ROWS, OBJECTS, PROFILE), 0, BUFFER_PLACE, selection, RECORDS);
  }
}

function encodeBlock(): i32 {
  const cursor = changetype<Cursor>(CURSOR);
  if (WORK == WORK_PROFILE) return encode(tables(), cursor, BLOCK, BLOCK_BYTES);
  return encodeList(tables(), cursor, EVERYTHING, EVERYTHING_ROWS, changetype<Selection>(SELECTION), BLOCK, BLOCK_BYTES);
}

function show(): void {
  putBlanks(putDigits(ROW, bytes, 8), ROW + LCD_COLUMNS);
  lcdWrite(0, ROW, LCD_COLUMNS);
}

export function tick(now_us: i64): i32 {
  ticks++;
  if (ticks == SHOW_TICK) show();
  if (WORK == 0 || ticks < BEGIN_TICK || ticks >= SHOW_TICK) return Status.OK;
  if (ticks == BEGIN_TICK) begin();
  const length = encodeBlock();
  if (length > 0) bytes += length;
  return length < 0 ? length : Status.OK;
}
