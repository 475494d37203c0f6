// The 20x4 display: draws the page that is shown, its values marked as relayed and with their age; what is longer than its row moves through it.
import { BUTTON_SCROLL, BUTTON_SEALED, LCD_COLUMNS, LCD_ROWS, MESSAGE_READ_REGISTERS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { acknowledge } from '../surroundings/contacts';
import { alarmsShow, putAlarmRow, readingsAreMarked } from './alarms';
import { lcdWrite } from '../host';
import { driveAlarmOutput, resetBoardAlarms } from './board-alarms';
import { putMessageRow, resetMessage } from '../access/message';
import { ALARM_LINE_us, Face, face, listShown, listsFit, openService, page, pageSince_us, pagesTick, resetPages, turnPage } from './pages';
import { hasPhasesOf } from './phases';
import {
  batteryIndex, batteryPressed, batteryShows, onReadingBattery, putBatteryTitle, putBatteryValue, resetReadingBattery,
} from './reading-battery';
import { ageIn, shownSnapshot } from '../link/mirror';
import { slotOf } from '../link/slots';
import { DISPLAY_ASSOCIATION, DISPLAY_BATTERY, DISPLAY_ON_PAGE } from '../../../shared-protocol/generated/assembly/lists';
import { putBlanks, putBytes, putCharacter, putDigits, putNumber } from '../../../shared-protocol/assembly/objects/text';
import { putReducedObis } from '../../../shared-protocol/assembly/objects/value-text';
import { listRow, putShown } from '../objects/shown';
import { objectRow } from '../objects/tables';

const REFRESH_PERIOD_us: i64 = 500_000;
/** Three decimals of a kWh fit beside the code: 7 + 13 characters; the longest code, 32.7.124, leaves 11. */
const DECIMALS: i32 = 3;
const CODE_COLUMNS: i32 = 7;

/** What is longer than its row moves by so many characters with each drawing, and stands still for so many at both ends. */
const MOVED: i32 = 3;
const REST: i32 = 3;
/** A character with every dot dark (HD44780U, table 4). */
const FULL: u8 = 0xff;

// @ts-ignore: decorator
@lazy const TITLE = memory.data<u8>([84, 119, 105, 110, 109, 101, 116, 101, 114, 32]); // "Twinmeter "
// @ts-ignore: decorator
@lazy const NO_LINK = memory.data<u8>([110, 111, 32, 108, 105, 110, 107]); // "no link"
// @ts-ignore: decorator
@lazy const RELAYED = memory.data<u8>([114, 101, 108, 97, 121, 101, 100, 32]); // "relayed "
/** A row is written past its end before it is cut: the longest value, a digest in digits, behind the longest code. */
const ROW_BYTES: i32 = 5 * LCD_COLUMNS;
// @ts-ignore: decorator
@lazy const ROW = memory.data(ROW_BYTES, 8);

let drawn_us: i64 = -1;

export function resetDisplay(): void {
  drawn_us = -1;
  resetPages();
  resetReadingBattery();
  resetMessage();
  resetBoardAlarms();
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
function showTitle(snapshot: usize): void {
  const age = ageIn(snapshot, slotOf(MESSAGE_READ_REGISTERS, 0));
  let at = putBytes(ROW, TITLE, 10);
  if (age < 0 || age > 99_000_000) return showRow(0, putBytes(at, NO_LINK, 7));
  at = putBytes(at, RELAYED, 8);
  const seconds = age / 1_000_000;
  at = seconds < 10 && !readingsAreMarked() ? putCharacter(putNumber(at, seconds), 115) : putSeconds(at, seconds);
  showRow(0, at);
}

/** How far a value that is so many characters too long has moved by now. */
function moved(excess: i32, now_us: i64): i32 {
  const steps = (excess + MOVED - 1) / MOVED + 2 * REST;
  const step = <i32>((now_us - pageSince_us) / REFRESH_PERIOD_us) % steps;
  return max(0, min((step - REST) * MOVED, excess));
}

/** Leaves of a value from a column on what its row has room for. Returns the end of the row. */
function fitted(column: usize, end: usize, now_us: i64): usize {
  const excess = <i32>end - <i32>(ROW + LCD_COLUMNS);
  if (excess <= 0) return end;
  memory.copy(column, column + moved(excess, now_us), ROW + LCD_COLUMNS - column);
  return ROW + LCD_COLUMNS;
}

/** A row of an object of the list: its code, and its value from the same column on while it is known; blank without its phase. */
function showObject(row: i32, index: i32, snapshot: usize, now_us: i64): void {
  const shown = listRow(listShown(), index);
  if (!hasPhasesOf(objectRow(shown.row), shown.entry, snapshot)) return showRow(row, ROW);
  const end = putReducedObis(ROW, objectRow(shown.row), shown.entry);
  const column = max(end + 1, ROW + CODE_COLUMNS);
  const value = putShown(putBlanks(end, column), shown, DISPLAY_ASSOCIATION, snapshot, DECIMALS);
  showRow(row, fitted(column, value, now_us));
}

function showAlarms(now_us: i64): void {
  const shown_s = <i32>((now_us - pageSince_us) / ALARM_LINE_us);
  for (let i: i32 = 0; i < DISPLAY_ON_PAGE; i++) showRow(i + 1, putAlarmRow(i, shown_s, ROW));
}

function showMessage(): void {
  for (let i: i32 = 0; i < DISPLAY_ON_PAGE; i++) showRow(i + 1, putMessageRow(i, ROW));
}

function showSegments(): void {
  memory.fill(ROW, FULL, LCD_COLUMNS);
  for (let row: i32 = 0; row < LCD_ROWS; row++) lcdWrite(row, ROW, LCD_COLUMNS);
}

/** All rows of a page are of one moment. */
function showPage(now_us: i64): void {
  if (face == Face.SEGMENTS) return showSegments();
  const snapshot = shownSnapshot(now_us);
  showTitle(snapshot);
  if (face == Face.ALARMS) return showAlarms(now_us);
  if (face == Face.MESSAGE) return showMessage();
  for (let i: i32 = 0; i < DISPLAY_ON_PAGE; i++) showObject(i + 1, page * DISPLAY_ON_PAGE + i, snapshot, now_us);
}

/** What the last minute record told, while a press is to show it; else all is dark. */
function showBattery(now_us: i64): void {
  const shows = batteryShows(now_us);
  const snapshot = shownSnapshot(now_us);
  showRow(0, shows ? putBatteryTitle(ROW) : ROW);
  for (let i: i32 = 0; i < DISPLAY_ON_PAGE; i++) {
    const shown = listRow(DISPLAY_BATTERY, batteryIndex(i));
    const end = shows ? putReducedObis(ROW, objectRow(shown.row), shown.entry) : ROW;
    const column = max(end + 1, ROW + CODE_COLUMNS);
    showRow(i + 1, shows ? putBatteryValue(putBlanks(end, column), batteryIndex(i), snapshot, DECIMALS) : ROW);
  }
}

function draw(now_us: i64): void {
  drawn_us = now_us;
  const onBattery = onReadingBattery(now_us);
  driveAlarmOutput(!onBattery && alarmsShow());
  if (onBattery) showBattery(now_us);
  else showPage(now_us);
}

/** Redraws twice a second, and turns the page when its time is over. */
export function displayTick(now_us: i64): void {
  if (drawn_us >= 0 && now_us - drawn_us < REFRESH_PERIOD_us) return;
  pagesTick(now_us);
  draw(now_us);
}

/**
 * A press of BUTTON_SCROLL shows the next page at once, the manual list behind the others; one of BUTTON_SEALED takes note of the
 * latch and opens the service list. On the reading battery the scroll button alone shows something. Returns a Status.
 */
export function displayButton(button: i32, pressed: i32, now_us: i64): i32 {
  if ((button != BUTTON_SCROLL && button != BUTTON_SEALED) || (pressed & ~1) != 0) return Status.OUT_OF_RANGE;
  if (pressed == 0) return Status.OK;
  if (onReadingBattery(now_us)) {
    if (button == BUTTON_SCROLL) batteryPressed(now_us);
  } else if (button == BUTTON_SEALED) {
    acknowledge();
    openService(now_us);
  } else turnPage(true, now_us);
  draw(now_us);
  return Status.OK;
}

/** Rows the pages need: a title and the objects. */
export function displayFits(): bool {
  return listsFit(LCD_ROWS - 1);
}
