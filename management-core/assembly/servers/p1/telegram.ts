// The telegram of a second: the lines of a form with the values of one snapshot, in front of them who speaks, behind them the CRC.
import {
  P1_FORM_ROWS, P1_FORMS, P1_IDENTIFICATION, P1_LINES, P1_LONGEST,
} from '../../../../shared-protocol/generated/assembly/p1';
import { Identification } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_IDENTIFY, SERVICE_1P2W, SERVICE_2P3W, SERVICE_3P3W,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { putCharacter, putTerminated } from '../../../../shared-protocol/assembly/objects/text';
import { recordIn } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { books } from '../../registers/books';
import { eventsCounted } from '../../registers/disturbance-follower';
import { ARC_FIRST, crc16 } from '../crc16';
import { putHexDigit } from './fields';
import { LEFT_OUT, LINE_BYTES, LineRow, NOT_KNOWN, putLine } from './lines';

const SLASH: i32 = 47;
const EXCLAMATION: i32 = 33;
const CR_LF: u16 = 0x0a0d;
const IDENTIFICATION_BYTES: i32 = 20;
/** Digits are written from the last to the first, so nothing is ever written behind the end. */
// @ts-ignore: decorator
@lazy const TELEGRAM = memory.data(P1_LONGEST, 8);

/** Address of what was built last. */
export function telegram(): usize {
  return TELEGRAM;
}

/** A form: its lines, and what it is for. */
@unmanaged
class FormRow {
  first: u16;
  lines: u8;
  module: u8;
}

/** Null for what is no form. */
function formFor(module: i32): FormRow | null {
  for (let i: i32 = 0; i < P1_FORMS; i++) {
    const row = changetype<FormRow>(P1_FORM_ROWS + <usize>i * offsetof<FormRow>());
    if (<i32>row.module == module) return row;
  }
  return null;
}

/** Bit n: the service has phase n + 1. */
function phasesOf(service: i32): i32 {
  if (service == SERVICE_1P2W) return 1;
  if (service == SERVICE_3P3W) return 5;
  return service == SERVICE_2P3W ? 3 : 7;
}

function hasPhase(row: LineRow, phases: i32): bool {
  return row.phase == 0 || ((phases >> (<i32>row.phase - 1)) & 1) != 0;
}

/** Writes the lines; 0 where one that is wanted has no value. */
function putLines(at: usize, form: FormRow, phases: i32, snapshot: usize, second: i64): usize {
  for (let i: i32 = 0; i < <i32>form.lines; i++) {
    const row = changetype<LineRow>(P1_LINES + <usize>(<i32>form.first + i) * LINE_BYTES);
    if (!hasPhase(row, phases)) continue;
    const end = putLine(at, row, snapshot, second);
    if (end == NOT_KNOWN) return 0;
    if (end != LEFT_OUT) at = end;
  }
  return at;
}

function putEnd(at: usize): usize {
  store<u16>(at, CR_LF);
  return at + 2;
}

/** `!` and the CRC of all up to it, the highest digit first. */
function putCheck(at: usize): usize {
  at = putCharacter(at, EXCLAMATION);
  const crc = crc16(TELEGRAM, <i32>(at - TELEGRAM), ARC_FIRST);
  for (let shift: i32 = 12; shift >= 0; shift -= 4) at = putHexDigit(at, crc >> shift);
  return putEnd(at);
}

/** What is counted over a restart is not known anew by the mirror alone: rates, and events up to the last that was told. */
function isCounted(): bool {
  return books().record != 0 && eventsCounted;
}

/** Builds the telegram of a second (UTC). Returns its length, 0 while something of it is not known. */
export function buildTelegram(module: i32, snapshot: usize, second: i64): i32 {
  const form = formFor(module);
  const identification = recordIn(snapshot, slotOf(MESSAGE_IDENTIFY, 0));
  if (!form || identification == 0 || !isCounted()) return 0;
  const phases = phasesOf(changetype<Identification>(identification).service);
  let at = putTerminated(putCharacter(TELEGRAM, SLASH), P1_IDENTIFICATION, IDENTIFICATION_BYTES);
  at = putLines(putEnd(putEnd(at)), form, phases, snapshot, second);
  return at == 0 ? 0 : <i32>(putCheck(at) - TELEGRAM);
}
