// The 20x4 display: scrolls through pages of registers and quantities by itself or by its button, each marked as relayed and with its age.
import { BUTTON_SCROLL, BUTTON_SEALED, LCD_COLUMNS, LCD_ROWS, MESSAGE_READ_REGISTERS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { acknowledge } from '../surroundings/contacts';
import { alarmLines, alarmsShow, putAlarmRow, readingsAreMarked } from './alarms';
import { lcdWrite } from '../host';
import { driveAlarmOutput, resetBoardAlarms, switchMatters } from './board-alarms';
import { secondsToOpening } from '../control/switching/wishes';
import { hasPhasesOf } from './phases';
import { ageIn, shownSnapshot } from '../link/mirror';
import { slotOf } from '../link/slots';
import { DISPLAY, DISPLAY_ASSOCIATION, DISPLAY_ON_PAGE, DISPLAY_ROWS } from '../../../shared-protocol/generated/assembly/lists';
import { putBlanks, putBytes, putCharacter, putDigits, putNumber } from '../../../shared-protocol/assembly/objects/text';
import { putReducedObis } from '../../../shared-protocol/assembly/objects/value-text';
import { listRow, putShown } from '../objects/shown';
import { objectRow } from '../objects/tables';

const PAGE_PERIOD_us: i64 = 4_000_000;
const REFRESH_PERIOD_us: i64 = 500_000;
/** The lines of the alarm page move on by one so often. */
const ALARM_LINE_us: i64 = 1_000_000;
/** Three decimals of a kWh fit beside the code: 7 + 13 characters; the longest code, 32.7.124, leaves 11. */
const DECIMALS: i32 = 3;
const CODE_COLUMNS: i32 = 7;

const PAGE_COUNT: i32 = DISPLAY_ROWS / DISPLAY_ON_PAGE;

// @ts-ignore: decorator
@lazy const TITLE = memory.data<u8>([84, 119, 105, 110, 109, 101, 116, 101, 114, 32]); // "Twinmeter "
// @ts-ignore: decorator
@lazy const NO_LINK = memory.data<u8>([110, 111, 32, 108, 105, 110, 107]); // "no link"
// @ts-ignore: decorator
@lazy const RELAYED = memory.data<u8>([114, 101, 108, 97, 121, 101, 100, 32]); // "relayed "
/** A row is written past its end before it is cut: the longest value behind the longest code. */
const ROW_BYTES: i32 = 2 * LCD_COLUMNS;
// @ts-ignore: decorator
@lazy const ROW = memory.data(ROW_BYTES, 8);

let page: i32 = 0;
/** The page before that of the alarms. */
let passed: i32 = 0;
let pageSince_us: i64 = 0;
let drawn_us: i64 = -1;

export function resetDisplay(): void {
  page = 0;
  passed = 0;
  pageSince_us = 0;
  drawn_us = -1;
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

/** A row of an object of the list: its code, and its value from the same column on while it is known; blank without its phase. */
function showObject(row: i32, index: i32, snapshot: usize): void {
  const shown = listRow(DISPLAY, index);
  if (!hasPhasesOf(objectRow(shown.row), shown.entry, snapshot)) return showRow(row, ROW);
  const end = putReducedObis(ROW, objectRow(shown.row), shown.entry);
  const column = max(end + 1, ROW + CODE_COLUMNS);
  showRow(row, putShown(putBlanks(end, column), shown, DISPLAY_ASSOCIATION, snapshot, DECIMALS));
}

/** The page behind the others, while there is something to show. */
function showAlarms(now_us: i64): void {
  const shown_s = <i32>((now_us - pageSince_us) / ALARM_LINE_us);
  for (let i: i32 = 0; i < DISPLAY_ON_PAGE; i++) showRow(i + 1, putAlarmRow(i, shown_s, ROW));
}

/** All rows of a page are of one moment. */
function showPage(now_us: i64): void {
  const snapshot = shownSnapshot(now_us);
  showTitle(snapshot);
  if (page == PAGE_COUNT) return showAlarms(now_us);
  for (let i: i32 = 0; i < DISPLAY_ON_PAGE; i++) showObject(i + 1, page * DISPLAY_ON_PAGE + i, snapshot);
}

/** The alarm page stays until each of its lines was shown. */
function pagePeriod_us(): i64 {
  return page == PAGE_COUNT ? max<i64>(PAGE_PERIOD_us, <i64>alarmLines() * ALARM_LINE_us) : PAGE_PERIOD_us;
}

/** Why the load switch is open is told behind each other page; that it opens soon, until it did. */
function urgentPage(): i32 {
  if (secondsToOpening() > 0) return PAGE_COUNT;
  if (page == PAGE_COUNT) return passed + 1 < PAGE_COUNT ? passed + 1 : 0;
  passed = page;
  return PAGE_COUNT;
}

/** The page has its whole period from now on. Behind the last one comes the first, also when that was of alarms now over. */
function turnPage(now_us: i64): void {
  const pages = alarmsShow() ? PAGE_COUNT + 1 : PAGE_COUNT;
  if (switchMatters()) page = urgentPage();
  else page = page + 1 < pages ? page + 1 : 0;
  pageSince_us = now_us;
}

function draw(now_us: i64): void {
  drawn_us = now_us;
  driveAlarmOutput(alarmsShow());
  showPage(now_us);
}

/** Redraws twice a second and turns the page every four seconds. */
export function displayTick(now_us: i64): void {
  if (drawn_us >= 0 && now_us - drawn_us < REFRESH_PERIOD_us) return;
  if (now_us - pageSince_us >= pagePeriod_us()) turnPage(now_us);
  draw(now_us);
}

/** A press of BUTTON_SCROLL shows the next page at once, one of BUTTON_SEALED takes note of the latch. Returns a Status. */
export function displayButton(button: i32, pressed: i32, now_us: i64): i32 {
  if ((button != BUTTON_SCROLL && button != BUTTON_SEALED) || (pressed & ~1) != 0) return Status.OUT_OF_RANGE;
  if (pressed == 0) return Status.OK;
  if (button == BUTTON_SEALED) acknowledge();
  else turnPage(now_us);
  draw(now_us);
  return Status.OK;
}

/** Rows the pages need: a title and the objects. */
export function displayFits(): bool {
  return LCD_ROWS == DISPLAY_ON_PAGE + 1;
}
