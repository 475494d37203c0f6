// Which page the display is at: lists turn by themselves, the scroll button goes on into the manual list, the sealed button opens the service list.
import {
  DISPLAY, DISPLAY_MANUAL, DISPLAY_MANUAL_ON_PAGE, DISPLAY_MANUAL_ROWS, DISPLAY_ON_PAGE, DISPLAY_ROWS, DISPLAY_SERVICE,
  DISPLAY_SERVICE_ON_PAGE, DISPLAY_SERVICE_ROWS,
} from '../../../shared-protocol/generated/assembly/lists';
import { messageIsShown } from '../access/message';
import { secondsToOpening } from '../control/switching/wishes';
import { takeTests, Test } from '../control/prepayment/tokens/tests';
import { alarmLines, alarmsShow } from './alarms';
import { switchMatters } from './board-alarms';

/** What a page is of, in the order in which they follow each other: the first three by themselves. */
export namespace Face {
  export const AUTOMATIC: i32 = 0;
  export const MESSAGE: i32 = 1;
  export const ALARMS: i32 = 2;
  export const MANUAL: i32 = 3;
  export const SEGMENTS: i32 = 4;
  export const SERVICE: i32 = 5;
}

const PAGE_PERIOD_us: i64 = 4_000_000;
/** The lines of the alarm page move on by one so often. */
export const ALARM_LINE_us: i64 = 1_000_000;
/** Every character is dark for so long. */
const SEGMENTS_us: i64 = 2_000_000;
/** Somebody who was at the buttons has gone. */
const RETURN_us: i64 = 60_000_000;

export let face: i32 = 0; // Face.AUTOMATIC
export let page: i32 = 0;
export let pageSince_us: i64 = 0;
/** What was shown before the alarms. */
let passedFace: i32 = 0; // Face.AUTOMATIC
let passedPage: i32 = 0;
/** The segments are shown for a token. */
let isTokenTest: bool = false;

export function resetPages(): void {
  passedFace = Face.AUTOMATIC;
  passedPage = 0;
  isTokenTest = false;
  face = Face.AUTOMATIC;
  page = 0;
  pageSince_us = 0;
}

/** The list that the page is of; that of the automatic pages also where it is of none. */
export function listShown(): usize {
  if (face == Face.MANUAL) return DISPLAY_MANUAL;
  return face == Face.SERVICE ? DISPLAY_SERVICE : DISPLAY;
}

function pagesOf(kind: i32): i32 {
  if (kind == Face.AUTOMATIC) return DISPLAY_ROWS / DISPLAY_ON_PAGE;
  if (kind == Face.MESSAGE) return messageIsShown() ? 1 : 0;
  if (kind == Face.ALARMS) return alarmsShow() ? 1 : 0;
  if (kind == Face.MANUAL) return DISPLAY_MANUAL_ROWS / DISPLAY_ON_PAGE;
  return kind == Face.SERVICE ? DISPLAY_SERVICE_ROWS / DISPLAY_ON_PAGE : 1;
}

function faceBehind(kind: i32, pressed: bool): i32 {
  if (kind == Face.ALARMS) return pressed ? Face.MANUAL : Face.AUTOMATIC;
  return kind == Face.MANUAL || kind == Face.SERVICE ? Face.AUTOMATIC : kind + 1;
}

function show(kind: i32, at: i32, now_us: i64): void {
  face = kind;
  page = at;
  isTokenTest = false;
  pageSince_us = now_us;
}

/** The page behind the one shown has its whole period from now on; what has nothing to show is passed over. */
function turnOn(pressed: bool, now_us: i64): void {
  let next = face;
  let at = page + 1;
  while (at >= pagesOf(next)) {
    next = faceBehind(next, pressed);
    at = 0;
  }
  show(next, at, now_us);
}

/** Why the load switch is open is told behind each other page; that it opens soon, until it did. */
function turnBetweenAlarms(now_us: i64): void {
  if (face != Face.ALARMS || secondsToOpening() > 0) {
    if (face != Face.ALARMS) {
      passedFace = face;
      passedPage = page;
    }
    return show(Face.ALARMS, 0, now_us);
  }
  show(passedFace, passedPage, now_us);
  turnOn(false, now_us);
  if (face == Face.ALARMS) turnOn(false, now_us);
}

/** Goes on by one page, for the scroll button or by itself. */
export function turnPage(pressed: bool, now_us: i64): void {
  if (!pressed && switchMatters()) turnBetweenAlarms(now_us);
  else turnOn(pressed, now_us);
}

/** The sealed button: a test of all segments, then the service list, a page with each press. */
export function openService(now_us: i64): void {
  if (face == Face.SERVICE || face == Face.SEGMENTS) return turnPage(true, now_us);
  show(Face.SEGMENTS, 0, now_us);
}

/** How long a page stays by itself. That of the alarms stays until each of its lines was shown. */
function period_us(): i64 {
  if (face == Face.SEGMENTS) return SEGMENTS_us;
  if (face == Face.MANUAL || face == Face.SERVICE) return RETURN_us;
  return face == Face.ALARMS ? max<i64>(PAGE_PERIOD_us, <i64>alarmLines() * ALARM_LINE_us) : PAGE_PERIOD_us;
}

/** A token may ask for the test of the display: of all segments, and no list behind it. */
function takeDisplayTest(now_us: i64): void {
  if ((takeTests() & Test.DISPLAY) == 0) return;
  show(Face.SEGMENTS, 0, now_us);
  isTokenTest = true;
}

/** Turns the page when its time is over; of a list that nobody turns any more comes the first automatic one. */
export function pagesTick(now_us: i64): void {
  takeDisplayTest(now_us);
  if (now_us - pageSince_us < period_us()) return;
  if (face == Face.MANUAL || face == Face.SERVICE || isTokenTest) show(Face.AUTOMATIC, 0, now_us);
  else turnPage(false, now_us);
}

/** All lists have as many rows on a page. */
export function listsFit(rows: i32): bool {
  return DISPLAY_ON_PAGE == rows && DISPLAY_MANUAL_ON_PAGE == rows && DISPLAY_SERVICE_ON_PAGE == rows;
}
