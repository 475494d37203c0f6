// Takes a command message apart: `SOH C D [STX identifier ( value )] ETX BCC`, EOT in place of ETX when more blocks come.
import { CLOSE, EOT, OPEN, STX, ZERO } from './characters';
import { messageOf, Session } from './session';

/** The message is whole and its block check right; what it says is good until the next one comes. */
@unmanaged
export class Command {
  letter: u8;
  /** Command type, 0 to 9. */
  type: u8;
  /** It ends with ETX: no block of the same value follows. */
  isLast: bool;
  id: usize;
  idLength: i32;
  value: usize;
  valueLength: i32;
}

// @ts-ignore: decorator
@lazy const COMMAND = memory.data(offsetof<Command>(), 8);

/** SOH, letter, digit, ETX and BCC. */
const SHORTEST: i32 = 5;
/** Characters of a value in programming mode (IEC 62056-21, 6.3.14). */
export const VALUE_MAX: i32 = 128;

function indexOf(character: u8, from: usize, to: usize): usize {
  while (from < to && load<u8>(from) != character) from++;
  return from;
}

/** Identifier and value between STX and ETX; false for what is no data set. */
function takeDataSet(command: Command, from: usize, to: usize): bool {
  const open = indexOf(OPEN, from, to);
  if (open == to || load<u8>(to - 1) != CLOSE) return false;
  command.id = from;
  command.idLength = <i32>(open - from);
  command.value = open + 1;
  command.valueLength = <i32>(to - 1 - (open + 1));
  // A second bracket within would be another data set: one a command.
  return indexOf(OPEN, open + 1, to) == to && indexOf(CLOSE, open + 1, to) == to - 1;
}

/** The command that was received, 0 for one that is not well formed. */
export function parsedCommand(session: Session): Command | null {
  const message = messageOf(session);
  const end = message + session.messageLength - 2; // at ETX or EOT
  if (session.messageLength < SHORTEST) return null;
  const command = changetype<Command>(COMMAND);
  memory.fill(COMMAND, 0, offsetof<Command>());
  command.letter = load<u8>(message, 1);
  command.type = load<u8>(message, 2) - ZERO;
  command.isLast = load<u8>(end) != EOT;
  if (command.type > 9) return null;
  if (message + 3 == end) return command;
  if (load<u8>(message, 3) != STX || !takeDataSet(command, message + 4, end)) return null;
  return command.valueLength <= VALUE_MAX ? command : null;
}
