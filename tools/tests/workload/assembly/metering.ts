// The metering core with a load beside its work: NOR erases, programs and reads without a pause, as records will make them.
// A module for tests only: its other exports are those of the core.
import { NOR_BYTES, NOR_PAGE, NOR_SECTOR, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { norErase, norProgram, norRead, panic } from '../../../../metering-core/assembly/host';
import {
  nor_done as coreNorDone,
  samples as coreSamples,
  second_elapsed as coreSecondElapsed,
} from '../../../../metering-core/assembly/index';

export * from '../../../../metering-core/assembly/index';

/** What of the load went wrong: the code of a panic. */
const enum Wrong { START = 900, END, READ, CONTENT }

/** Worked on: erased and programmed in turn. Read meanwhile: a sector before it that holds a pattern. */
const WORKED: i32 = NOR_BYTES - NOR_SECTOR;
const READ_FROM: i32 = WORKED - NOR_SECTOR;
/** Programs between two erases; blocks of samples between two reads. */
const PROGRAMS: i32 = 8;
const READ_EVERY: i32 = 4;

// @ts-ignore: decorator
@lazy const PAGE = memory.data(NOR_PAGE, 8);
/** Below zero until the load began; then how many operations ended. */
let ended: i32 = -1;
let blocks: i32 = 0;

const pattern = (at: i32): u8 => <u8>(at * 37 + 11);

function expect(status: i32, wrong: Wrong): void {
  if (status != Status.OK) panic(wrong, status);
}

/** First the sector that is read, then the other, over and over. */
function startNext(): void {
  for (let at = 0; at < NOR_PAGE; at++) store<u8>(PAGE + at, pattern(at));
  if (ended < 2) {
    expect(ended == 0 ? norErase(READ_FROM, NOR_SECTOR) : norProgram(READ_FROM, PAGE, NOR_PAGE), Wrong.START);
    return;
  }
  const step = (ended - 2) % (1 + PROGRAMS);
  expect(step == 0 ? norErase(WORKED, NOR_SECTOR) : norProgram(WORKED + step * NOR_PAGE, PAGE, NOR_PAGE), Wrong.START);
}

/** Every read suspends what is under way. */
function readPage(): void {
  expect(norRead(READ_FROM, PAGE, NOR_PAGE), Wrong.READ);
  for (let at = 0; at < NOR_PAGE; at++) {
    if (load<u8>(PAGE + at) != pattern(at)) panic(Wrong.CONTENT, at);
  }
}

export function samples(first_index: i64, count: i32): i32 {
  const status = coreSamples(first_index, count);
  if (ended >= 2 && ++blocks % READ_EVERY == 0) readPage();
  return status;
}

export function second_elapsed(sample_index: i64, fraction_Q16: i32): i32 {
  if (ended < 0) {
    ended = 0;
    startNext();
  }
  return coreSecondElapsed(sample_index, fraction_Q16);
}

export function nor_done(status: i32): i32 {
  expect(status, Wrong.END);
  ended++;
  startNext();
  return coreNorDone(status);
}
