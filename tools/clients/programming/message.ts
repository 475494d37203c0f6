// The messages of programming mode (IEC 62056-21, 6.4): commands written, answers recognised in the characters that come.
import { ETX, NAK, SOH, STX, blockCheck, withBlockCheck } from '../data-block.ts';

export const ACK = 0x06;
export const EOT = 0x04;

/** Characters of a value in programming mode. */
export const VALUE_MAX = 128;

/** What a meter answers. */
export type Answer =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'sign-off' }
  /** The challenge. */
  | { readonly kind: 'operand'; readonly operand: string }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'data'; readonly text: string; readonly isLast: boolean }
  /** Its block check is wrong, or it is none of these. */
  | { readonly kind: 'damaged' };

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** `SOH C D [STX data set] ETX BCC`; EOT where another block of the same value follows. */
export function commandMessage(command: string, dataSet?: string, isLast = true): Uint8Array {
  const body = dataSet === undefined ? '' : `\x02${dataSet}`;
  return withBlockCheck(latin1(`\x01${command}${body}${isLast ? '\x03' : '\x04'}`));
}

export const BREAK = commandMessage('B0');

/** Where the first answer among these characters ends; 0 while it is not whole, and noise before it counts as part of it. */
export function answerLength(characters: Uint8Array): number {
  const start = characters.findIndex((c) => c === ACK || c === NAK || c === SOH || c === STX);
  if (start < 0) return 0;
  if (characters[start] === ACK || characters[start] === NAK) return start + 1;
  const end = characters.findIndex((c, i) => i > start && (c === ETX || c === EOT));
  return end >= 0 && end + 1 < characters.length ? end + 2 : 0;
}

/** `SOH C D [STX …]` of the meter: the challenge, or that it signs off. */
function ofCommand(text: string): Answer {
  if (/^\x01B[01]$/.test(text)) return { kind: 'sign-off' };
  const operand = /^\x01P0\x02\(([^()]*)\)$/.exec(text);
  return operand ? { kind: 'operand', operand: operand[1] } : { kind: 'damaged' };
}

/** What the first answer among these characters says; `answerLength` says that it is whole. */
export function parseAnswer(characters: Uint8Array): Answer {
  const start = characters.findIndex((c) => c === ACK || c === NAK || c === SOH || c === STX);
  if (characters[start] === ACK) return { kind: 'acknowledged' };
  if (characters[start] === NAK) return { kind: 'repeat' };
  const message = characters.subarray(start, answerLength(characters));
  const end = message.length - 2;
  if (blockCheck(message.subarray(1, end + 1)) !== message[end + 1]) return { kind: 'damaged' };
  const text = Buffer.from(message.subarray(0, end)).toString('latin1');
  if (message[0] === SOH) return ofCommand(text);
  const error = /^\x02\(([A-Z]+\d+)\)$/.exec(text);
  if (error) return { kind: 'error', text: error[1] };
  return { kind: 'data', text: text.slice(1), isLast: message[end] === ETX };
}
