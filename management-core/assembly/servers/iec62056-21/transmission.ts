// Composes the meter's messages piece by piece and hands them to the port as it has room.
import { portSend } from '../../host';
import { readoutLine } from '../../faces/readout';
import { livingMirror } from '../../link/mirror';
import { PORT_OPTICAL } from '../../../../shared-protocol/generated/assembly/protocol';
import { blockCheck } from './block-check';
import { BREAK_COMMAND, CR, END, ETX, LF, SOH, STX, ZERO } from './characters';
import { identification, IDENTIFICATION_LENGTH } from './identification';

export const SEND_NOTHING: i32 = 0;
/** `/ XXX Z identification CR LF` */
export const SEND_IDENTIFICATION: i32 = 1;
/** `STX data lines ! CR LF ETX BCC` */
export const SEND_READOUT: i32 = 2;
/** The break message `SOH B 0 ETX BCC`, by which a meter signs off. */
export const SEND_BREAK: i32 = 3;

/** The longest data line, without the CR LF that is added here. */
const LINE_MAX: i32 = 78;
/** In place of a line number: the STX before line 0. */
const OPENING: i32 = -1;

const piece = memory.data(96);
let pieceLength: i32 = 0;
let pieceSent: i32 = 0;
let sending: i32 = 0;
let nextLine: i32 = 0;
let lastPiece: bool = false;
let check: u8 = 0;

/** Starts a message from its beginning; whatever was unsent before is forgotten. */
export function beginTransmission(kind: i32): void {
  sending = kind;
  nextLine = OPENING;
  lastPiece = false;
  check = 0;
  pieceLength = 0;
  pieceSent = 0;
}

/** Gives the port as much as it takes; true once it has all of the message. A port error ends the message. */
export function continueTransmission(): bool {
  while (sending != SEND_NOTHING) {
    if (pieceSent == pieceLength) composePiece();
    if (sending == SEND_NOTHING) break;
    const accepted = portSend(PORT_OPTICAL, piece + pieceSent, pieceLength - pieceSent);
    if (accepted < 0) beginTransmission(SEND_NOTHING);
    else pieceSent += accepted;
    if (accepted >= 0 && pieceSent < pieceLength) return false;
  }
  return true;
}

function composePiece(): void {
  pieceLength = 0;
  pieceSent = 0;
  if (lastPiece) sending = SEND_NOTHING;
  else if (sending == SEND_IDENTIFICATION) composeIdentification();
  else if (sending == SEND_BREAK) composeBreak();
  else composeReadout();
}

function composeIdentification(): void {
  lastPiece = true;
  for (let index = 0; index < IDENTIFICATION_LENGTH; index++) append(load<u8>(identification() + index));
}

function composeBreak(): void {
  lastPiece = true;
  append(SOH);
  append(BREAK_COMMAND);
  append(ZERO);
  append(ETX);
  append(blockCheck(piece + 1, 3));
}

function composeReadout(): void {
  const line = nextLine++;
  if (line == OPENING) return append(STX);
  const length = readoutLine(line, piece, livingMirror());
  if (length <= 0 || length > LINE_MAX) return composeReadoutEnd();
  pieceLength = length;
  append(CR);
  append(LF);
  check = blockCheck(piece, pieceLength, check);
}

function composeReadoutEnd(): void {
  append(END);
  append(CR);
  append(LF);
  append(ETX);
  append(blockCheck(piece, pieceLength, check));
  lastPiece = true;
}

function append(character: u8): void {
  store<u8>(piece + pieceLength, character);
  pieceLength++;
}
