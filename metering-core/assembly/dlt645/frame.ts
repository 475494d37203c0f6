// Frames of DL/T 645-2007: what could be one, whom it is for, and how an answer is put into one.
// Legally relevant (IR46). Changes alter the software identification.
import { copyBytes } from '../math/copy';

/** FE FE FE FE | 68 | address, 6 | 68 | control | length | data, each byte + 33 | sum | 16 */
export const START: u8 = 0x68;
const END: u8 = 0x16;
const WAKE: u32 = 0xfefefefe;
const WAKE_BYTES: i32 = 4;
const SECOND_START: i32 = 7;
export const ADDRESS: i32 = 1;
export const ADDRESS_BYTES: i32 = 6;
export const CONTROL: i32 = 8;
export const LENGTH: i32 = 9;
export const DATA: i32 = 10;
/** Bytes of a frame besides its data. */
export const AROUND: i32 = 12;
export const DATA_MOST: i32 = 200;
const MASK: u8 = 0x33;
const ANY: u8 = 0xaa;
const ALL: u8 = 0x99;

/** Whom a frame is for. */
export namespace For {
  export const OTHERS: i32 = 0;
  export const US: i32 = 1;
  /** Everybody: nobody answers. */
  export const ALL: i32 = 2;
}

/** Length of what begins with START and, but for its sum, is a frame; 0 while too little of it is there, -1 for none. */
export function candidateLength(at: usize, filled: i32): i32 {
  if (filled > SECOND_START && load<u8>(at + SECOND_START) != START) return -1;
  if (filled <= LENGTH) return 0;
  const data = <i32>load<u8>(at + LENGTH);
  if (data > DATA_MOST) return -1;
  if (filled < AROUND + data) return 0;
  return load<u8>(at + AROUND + data - 1) == END ? AROUND + data : -1;
}

/** An address may be shortened from its high end: AA stands for any byte, behind which only AA may come. */
export function addressee(frame: usize, own: usize): i32 {
  const address = frame + ADDRESS;
  let same: i32 = 0;
  while (same < ADDRESS_BYTES && load<u8>(address + same) == load<u8>(own + same)) same++;
  while (same < ADDRESS_BYTES && load<u8>(address + same) == ANY) same++;
  if (same == ADDRESS_BYTES) return For.US;
  for (let i: i32 = 0; i < ADDRESS_BYTES; i++) if (load<u8>(address + i) != ALL) return For.OTHERS;
  return For.ALL;
}

/** Takes the mask off the data of a frame. */
export function unmask(frame: usize): void {
  const end = frame + DATA + load<u8>(frame + LENGTH);
  for (let at = frame + DATA; at < end; at++) store<u8>(at, load<u8>(at) - MASK);
}

/** Writes an answer with what wakes a receiver in front of it; returns its length. */
export function putFrame(to: usize, own: usize, control: i32, data: usize, length: i32): i32 {
  store<u32>(to, WAKE);
  const frame = to + WAKE_BYTES;
  store<u8>(frame, START);
  copyBytes(frame + ADDRESS, own, ADDRESS_BYTES);
  store<u8>(frame + SECOND_START, START);
  store<u8>(frame + CONTROL, <u8>control);
  store<u8>(frame + LENGTH, <u8>length);
  for (let i: i32 = 0; i < length; i++) store<u8>(frame + DATA + i, load<u8>(data + i) + MASK);
  let sum: u8 = 0;
  for (let i: i32 = 0; i < DATA + length; i++) sum += load<u8>(frame + i);
  store<u8>(frame + DATA + length, sum);
  store<u8>(frame + DATA + length + 1, END);
  return WAKE_BYTES + AROUND + length;
}
