// The frame around every message between the cores and on the legal port: start, kind, sequence, message, length, CRC.
import { crc32 } from './crc';
import {
  FRAME_HEADER, FRAME_START, FRAME_TRAILER, FRAME_VERSION, LINK_FRAME_MAX, Status,
} from '../generated/assembly/protocol';

/** Largest payload of a frame, bytes. */
export const PAYLOAD_MAX: i32 = LINK_FRAME_MAX - FRAME_HEADER - FRAME_TRAILER;
/** Largest payload up to which a frame of another version is read: a request is short, and noise claims what it likes. */
export const FOREIGN_PAYLOAD_MAX: i32 = 16;

/** Header as it lies on the wire. */
@unmanaged
export class FrameHeader {
  start: u8;
  versionAndKind: u8;
  sequence: u8;
  message: u8;
  payloadLength: u16;
}

/** Kind of the frame at pointer: FRAME_REQUEST, FRAME_REPLY or FRAME_ERROR. */
export function frameKind(pointer: usize): i32 {
  return changetype<FrameHeader>(pointer).versionAndKind & 15;
}

/** True when the frame at pointer is of this version. */
export function isOwnVersion(pointer: usize): bool {
  return changetype<FrameHeader>(pointer).versionAndKind >> 4 == <u8>FRAME_VERSION;
}

/** Address of the payload of the frame at pointer. */
export function framePayload(pointer: usize): usize {
  return pointer + FRAME_HEADER;
}

/** Bytes of a frame with a payload of this length. */
export function frameLength(payloadLength: i32): i32 {
  return FRAME_HEADER + payloadLength + FRAME_TRAILER;
}

/**
 * Puts header and CRC around the payload that stands at pointer + FRAME_HEADER.
 * Returns the frame's length, or BAD_LENGTH for a payload over PAYLOAD_MAX.
 */
export function encodeFrame(pointer: usize, kind: i32, sequence: i32, message: i32, payloadLength: i32): i32 {
  if (payloadLength < 0 || payloadLength > PAYLOAD_MAX) return Status.BAD_LENGTH;
  const header = changetype<FrameHeader>(pointer);
  header.start = <u8>FRAME_START;
  header.versionAndKind = <u8>((FRAME_VERSION << 4) | kind);
  header.sequence = <u8>sequence;
  header.message = <u8>message;
  header.payloadLength = <u16>payloadLength;
  const checked = FRAME_HEADER + payloadLength;
  store<u32>(pointer + checked, crc32(pointer, checked));
  return checked + FRAME_TRAILER;
}

/**
 * Checks the frame that starts at pointer, of which length bytes are there.
 * Returns its length; INCOMPLETE when more bytes could complete it; BAD_CHECK when no frame starts here or its
 * CRC is wrong; BAD_LENGTH when it claims more than LINK_FRAME_MAX bytes, or of another version more payload than
 * FOREIGN_PAYLOAD_MAX; BAD_VERSION when it is whole, its CRC is right, and it is of another version.
 */
export function checkFrame(pointer: usize, length: i32): i32 {
  if (length < 1) return Status.INCOMPLETE;
  const header = changetype<FrameHeader>(pointer);
  if (header.start != <u8>FRAME_START) return Status.BAD_CHECK;
  if (length < FRAME_HEADER) return Status.INCOMPLETE;
  const isOwn = isOwnVersion(pointer);
  if (<i32>header.payloadLength > (isOwn ? PAYLOAD_MAX : FOREIGN_PAYLOAD_MAX)) return Status.BAD_LENGTH;
  const checked = FRAME_HEADER + <i32>header.payloadLength;
  if (length < checked + FRAME_TRAILER) return Status.INCOMPLETE;
  if (load<u32>(pointer + checked) != crc32(pointer, checked)) return Status.BAD_CHECK;
  return isOwn ? checked + FRAME_TRAILER : <i32>Status.BAD_VERSION;
}
