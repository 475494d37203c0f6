// The 20x4 display: scrolls through pages of registers and quantities, each marked as relayed and with its age.
import { LCD_COLUMNS, LCD_ROWS, MESSAGE_READ_REGISTERS } from '../../../shared-protocol/generated/assembly/protocol';
import { alarmsShow, putAlarmRow, readingsAreMarked } from './alarms';
import { lcdWrite } from '../host';
import { age_us, slotOf } from '../link/mirror';
import { findObject, objectIsKnown, objectRow, putReducedObis, putUnit, putValue } from '../objects/objects';
import { putBlanks, putBytes, putCharacter, putDigits, putNumber } from '../objects/text';

const PAGE_PERIOD_us: i64 = 4_000_000;
const REFRESH_PERIOD_us: i64 = 500_000;
const OBJECTS_ON_PAGE: i32 = 3;
/** Three decimals of a kWh fit beside the code: 7 + 13 characters; the longest code, 32.7.124, leaves 11. */
const DECIMALS: i32 = 3;
const CODE_COLUMNS: i32 = 7;
const BLANK: i32 = 32;

/** C, D, E of each page's objects. */
// @ts-ignore: decorator
@lazy const PAGES = memory.data<u8>([
  1, 8, 0, 2, 8, 0, 16, 7, 0,
  32, 7, 0, 52, 7, 0, 72, 7, 0,
  31, 7, 0, 51, 7, 0, 71, 7, 0,
  13, 7, 0, 14, 7, 0, 91, 7, 0,
  32, 7, 124, 52, 7, 124, 72, 7, 124,
  31, 7, 124, 51, 7, 124, 71, 7, 124,
  31, 7, 3, 51, 7, 3, 71, 7, 3,
  12, 7, 131, 16, 7, 1, 9, 7, 128,
]);
const PAGE_COUNT: i32 = 8;

// @ts-ignore: decorator
@lazy const TITLE = memory.data<u8>([84, 119, 105, 110, 109, 101, 116, 101, 114, 32]); // "Twinmeter "
// @ts-ignore: decorator
@lazy const NO_LINK = memory.data<u8>([110, 111, 32, 108, 105, 110, 107]); // "no link"
// @ts-ignore: decorator
@lazy const RELAYED = memory.data<u8>([114, 101, 108, 97, 121, 101, 100, 32]); // "relayed "
// @ts-ignore: decorator
@lazy const ROW = memory.data(40, 8);

let page: i32 = 0;
let pageSince_us: i64 = 0;
let drawn_us: i64 = -1;

export function resetDisplay(): void {
  page = 0;
  pageSince_us = 0;
  drawn_us = -1;
}

function showRow(row: i32, end: usize): void {
  putBlanks(end, ROW + LCD_COLUMNS);
  lcdWrite(row, ROW, LCD_COLUMNS);
}

/** Two characters: the age, or "1!" while the readings are not adjusted; an older one shows as "9!" then. */
function putSeconds(at: usize, seconds: i64): usize {
  if (!readingsAreMarked()) return putDigits(at, seconds, 2);
  return putCharacter(putNumber(at, min<i64>(seconds, 9)), 33);
}

/** "Twinmeter relayed 1s": what the display shows is a copy, this old. */
function showTitle(now_us: i64): void {
  const age = age_us(slotOf(MESSAGE_READ_REGISTERS, 0), now_us);
  let at = putBytes(ROW, TITLE, 10);
  if (age < 0 || age > 99_000_000) return showRow(0, putBytes(at, NO_LINK, 7));
  at = putBytes(at, RELAYED, 8);
  const seconds = age / 1_000_000;
  at = seconds < 10 && !readingsAreMarked() ? putCharacter(putNumber(at, seconds), 115) : putSeconds(at, seconds);
  showRow(0, at);
}

/** A row of the object 1-0:c.d.e.255. */
function showObject(row: i32, c: i32, d: i32, e: i32): void {
  const object = objectRow(findObject(c, d, e));
  const entry = e - <i32>object.e;
  let at = putReducedObis(ROW, object, entry);
  if (objectIsKnown(object, entry)) {
    at = putBlanks(putCharacter(at, BLANK), ROW + CODE_COLUMNS);
    at = putUnit(putValue(at, object, DECIMALS, entry), object);
  }
  showRow(row, at);
}

/** The page behind the others, while there is something to show. */
function showAlarms(): void {
  for (let i: i32 = 0; i < OBJECTS_ON_PAGE; i++) showRow(i + 1, putAlarmRow(i, ROW));
}

function showPage(now_us: i64): void {
  showTitle(now_us);
  if (page == PAGE_COUNT) return showAlarms();
  for (let i: i32 = 0; i < OBJECTS_ON_PAGE; i++) {
    const code = PAGES + (page * OBJECTS_ON_PAGE + i) * 3;
    showObject(i + 1, load<u8>(code), load<u8>(code, 1), load<u8>(code, 2));
  }
}

/** Redraws twice a second and turns the page every four seconds. */
export function displayTick(now_us: i64): void {
  if (drawn_us >= 0 && now_us - drawn_us < REFRESH_PERIOD_us) return;
  if (now_us - pageSince_us >= PAGE_PERIOD_us) {
    pageSince_us = now_us;
    page = (page + 1) % (alarmsShow() ? PAGE_COUNT + 1 : PAGE_COUNT);
  }
  drawn_us = now_us;
  showPage(now_us);
}

/** Rows the pages need: a title and the objects. */
export function displayFits(): bool {
  return LCD_ROWS == OBJECTS_ON_PAGE + 1;
}
