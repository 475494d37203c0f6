// Frames of DL/T 645 in hexadecimal for the specs: what is asked, and what is answered.
import { putFrame } from '../frame';
import { answer645 } from '../server';

const FRAME = memory.data(512, 8);
const DATA = memory.data(256, 8);
const OWN = memory.data(8, 8);
const WAKE: i32 = 4;

/** Puts hexadecimal digits as bytes; returns how many. */
export function putHex(at: usize, hex: string): i32 {
  for (let i: i32 = 0; i < hex.length; i += 2) store<u8>(at + (i >> 1), <u8>parseInt(hex.substr(i, 2), 16));
  return hex.length >> 1;
}

export function toHex(at: usize, length: i32): string {
  let text = '';
  for (let i: i32 = 0; i < length; i++) text += load<u8>(at + i).toString(16).padStart(2, '0');
  return text;
}

/** Address of a request: as it is sent, its lowest byte first. */
export function requestAt(address: string, control: i32, data: string): usize {
  putHex(OWN, address);
  putFrame(FRAME, OWN, control, DATA, putHex(DATA, data));
  return FRAME + WAKE;
}

/** The answer to a request, without what wakes a receiver; empty for silence. */
export function answerTo(address: string, control: i32, data: string): string {
  const length = answer645(requestAt(address, control, data));
  return length ? toHex(FRAME + WAKE + WAKE, length - WAKE) : '';
}

/** Control byte and data of an answer. */
export function answered(address: string, control: i32, data: string): string {
  const length = answer645(requestAt(address, control, data));
  if (length == 0) return 'silence';
  const frame = FRAME + WAKE + WAKE;
  for (let i: i32 = 0; i < load<u8>(frame + 9); i++) store<u8>(frame + 10 + i, load<u8>(frame + 10 + i) - 0x33);
  return toHex(frame + 8, 1) + ' ' + toHex(frame + 10, load<u8>(frame + 9));
}
