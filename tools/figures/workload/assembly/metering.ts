// The metering core with a load beside its work: NOR erases, programs and reads without a pause, as records will make them,
// and signatures back to back. A module for tests only: its other exports are those of the core.
import {
  JOB_SIGN, KEY_SIGNING, NOR_BYTES, NOR_PAGE, NOR_SECTOR, PORT_ADJUSTMENT, Status, STRENGTH_256,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { digest, jobStart, norErase, norProgram, norRead, panic, portSend } from '../../../../metering-core/assembly/host';
import { PORT_CHUNK } from '../../../../metering-core/assembly/memory';
import { copyBytes } from '../../../../metering-core/assembly/math/copy';
import {
  nor_done as coreNorDone,
  samples as coreSamples,
  second_elapsed as coreSecondElapsed,
} from '../../../../metering-core/assembly/index';

export * from '../../../../metering-core/assembly/index';

/** What of the load went wrong: the code of a panic. */
const enum Wrong { START = 900, END, READ, CONTENT, DIGEST, JOB }

/** Worked on: erased and programmed in turn. Read meanwhile: a sector before it that holds a pattern. */
const WORKED: i32 = NOR_BYTES - NOR_SECTOR;
const READ_FROM: i32 = WORKED - NOR_SECTOR;
/** Programs between two erases; blocks of samples between two reads. */
const PROGRAMS: i32 = 8;
const READ_EVERY: i32 = 4;

// @ts-ignore: decorator
@lazy const PAGE = memory.data(NOR_PAGE, 8);

/** What is signed: so many bytes of the pattern, and room for their SHA-256 behind them. */
const SIGNED_BYTES: i32 = 16;
const DIGEST_BYTES: i32 = 32;
// @ts-ignore: decorator
@lazy const SIGNED = memory.data(SIGNED_BYTES + DIGEST_BYTES, 8);
/** A report on the adjustment port (tools/figures/jobs/working-module.ts): this byte, the kind, the length, the signature. */
const REPORT: u8 = 0x4a;
const REPORT_HEAD: i32 = 4;
const SIGNATURE_BYTES: i32 = 64;
// @ts-ignore: decorator
@lazy const REPORTED = memory.data(REPORT_HEAD + SIGNATURE_BYTES, 8);

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

function sign(): void {
  const started = jobStart(JOB_SIGN, KEY_SIGNING, SIGNED + SIGNED_BYTES, DIGEST_BYTES);
  if (started <= 0) panic(Wrong.JOB, started);
}

function beginToSign(): void {
  for (let at = 0; at < SIGNED_BYTES; at++) store<u8>(SIGNED + at, pattern(at));
  expect(digest(STRENGTH_256, SIGNED, SIGNED_BYTES + DIGEST_BYTES), Wrong.DIGEST);
  sign();
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
    beginToSign();
  }
  return coreSecondElapsed(sample_index, fraction_Q16);
}

export function nor_done(status: i32): i32 {
  expect(status, Wrong.END);
  ended++;
  startNext();
  return coreNorDone(status);
}

export function job_done(_job: i32, length: i32): i32 {
  if (length != SIGNATURE_BYTES) panic(Wrong.JOB, length);
  store<u8>(REPORTED, REPORT);
  store<u8>(REPORTED + 1, <u8>JOB_SIGN);
  store<u16>(REPORTED + 2, <u16>length);
  copyBytes(REPORTED + REPORT_HEAD, PORT_CHUNK, SIGNATURE_BYTES);
  portSend(PORT_ADJUSTMENT, REPORTED, REPORT_HEAD + SIGNATURE_BYTES);
  sign();
  return Status.OK;
}
