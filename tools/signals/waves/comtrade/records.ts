// Reads the records of a COMTRADE data file one by one: ASCII, BINARY, BINARY32 and FLOAT32.
import type { Bytes } from '../bytes.ts';
import { linesOf } from '../csv/text.ts';
import { WaveFormatError, WaveTruncatedError } from '../errors.ts';
import type { ComtradeConfig } from './config.ts';

/** Takes record after record; `codeOf` gives a channel's code, NaN for a sample marked missing. */
export interface Records {
  readonly count: number;
  take(place: string, number: number, time: number, codeOf: (channel: number) => number): void;
}

/** What a reading of records ends with. */
export interface RecordsRead {
  /** Records behind the stated ones, and bytes that are no record. */
  readonly surplusRecords: number;
  readonly surplusBytes: number;
}

/** "8000h" marks a missing sample of two bytes, whatever minimum is stated: values end at -32767 (clause 5.3.4). */
const MISSING_BINARY = -0x8000;
/** Likewise of four bytes, unless it is stated as a value. */
const MISSING_BINARY32 = -0x80000000;
/** 1999 marks a missing ASCII sample so; 2013 leaves the field empty, and knows this mark of older records. */
const MISSING_ASCII = 99999;
/** The mark of 1991, where no value has six digits; in later records too, unless larger values are stated. */
const MISSING_ASCII_1991 = 999999;
/** "FFFFFFFFh" marks a missing stamp (C37.111-1999 clause 6.1). */
export const MISSING_STAMP = 0xffffffff;
const PIECE_RECORDS = 4096;

/**
 * Gives records to `into`, and the word back after each piece of them, until `upTo` were taken or the file ends.
 * Throws WaveFormatError or WaveTruncatedError naming the record or line.
 */
export function recordsOf(
  file: string,
  c: ComtradeConfig,
  bytes: Bytes,
  into: Records,
  upTo = c.records,
): Generator<void, RecordsRead> {
  return c.format === 'ASCII'
    ? asciiRecords(file, c, bytes, into, upTo)
    : binaryRecords(file, c, bytes, into, upTo);
}

/** Throws where fewer records were found than are stated. */
export function checkCount(file: string, found: number, c: ComtradeConfig): void {
  if (found >= c.records) return;
  const reason = `holds ${found} records where the configuration states ${c.records}`;
  throw new WaveTruncatedError(file, `record ${found + 1}`, reason);
}

function* binaryRecords(
  file: string,
  c: ComtradeConfig,
  bytes: Bytes,
  into: Records,
  upTo: number,
): Generator<void, RecordsRead> {
  const width = c.format === 'BINARY' ? 2 : 4;
  const size = 8 + width * c.analog.length + 2 * Math.ceil(c.digitals / 16);
  const whole = Math.floor(bytes.size / size);
  // What is stated must be there before memory is taken for it.
  checkCount(file, whole, c);
  for (let record = 0; record < upTo; record += PIECE_RECORDS) {
    const piece = bytes.read(record * size, Math.min(PIECE_RECORDS, upTo - record) * size);
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let at = 0; at + size <= piece.length; at += size) {
      const place = `record ${record + at / size + 1}`;
      const code = (channel: number): number =>
        checkedCode(file, place, c, channel, readCode(view, at + 8 + channel * width, c.format));
      into.take(place, view.getUint32(at, true), view.getUint32(at + 4, true), code);
    }
    yield;
  }
  return { surplusRecords: whole - c.records, surplusBytes: bytes.size - whole * size };
}

function readCode(view: DataView, offset: number, format: string): number {
  if (format === 'BINARY') return view.getInt16(offset, true);
  return format === 'FLOAT32' ? view.getFloat32(offset, true) : view.getInt32(offset, true);
}

/** NaN for a sample marked missing. */
function checkedCode(file: string, place: string, c: ComtradeConfig, at: number, code: number): number {
  const channel = c.analog[at];
  if (!Number.isFinite(code))
    throw new WaveFormatError(file, place, `channel ${channel.name}: ${code} is no value`);
  const missing =
    (c.format === 'BINARY' && code === MISSING_BINARY) ||
    (c.format === 'BINARY32' && code === MISSING_BINARY32 && channel.min > code);
  return missing ? NaN : code;
}

function* asciiRecords(
  file: string,
  c: ComtradeConfig,
  bytes: Bytes,
  into: Records,
  upTo: number,
): Generator<void, RecordsRead> {
  const width = 2 + c.analog.length + c.digitals;
  // Each field ends in a comma or a line's end: more records are not in so few bytes.
  checkCount(file, Math.floor((bytes.size + 1) / width), c);
  let line = 0;
  let taken = 0;
  let surplusRecords = 0;
  let short = false;
  for (const text of linesOf(bytes)) {
    line++;
    if (text.trim() === '') continue;
    if (taken === upTo && upTo < c.records) break;
    const fields = fieldsOf(text, width);
    if (taken === c.records) surplusRecords++;
    // A last line that is short is where the file was cut; before another one it is a fault of its own.
    else if (short || fields.length > width) throw fieldsWrong(file, short ? line - 1 : line, width, fields);
    else if (fields.length < width) short = true;
    else {
      takeFields(file, c, into, fields, line);
      if (++taken % PIECE_RECORDS === 0) yield;
    }
  }
  yield;
  return { surplusRecords, surplusBytes: 0 };
}

/** A comma may end the line. */
function fieldsOf(text: string, width: number): string[] {
  const fields = text.split(',').map((f) => f.trim());
  if (fields.length === width + 1 && fields[width] === '') fields.pop();
  return fields;
}

function fieldsWrong(file: string, line: number, width: number, fields: readonly string[]): WaveFormatError {
  const reason = `${fields.length === width ? 'too few' : fields.length} fields where ${width} are expected`;
  return new WaveFormatError(file, `line ${line}`, reason);
}

function takeFields(
  file: string,
  c: ComtradeConfig,
  into: Records,
  fields: readonly string[],
  line: number,
): void {
  const place = `line ${line}`;
  const stamp = fields[1] === '' ? MISSING_STAMP : Number(fields[1]);
  into.take(place, Number(fields[0]), stamp, (at) => asciiCode(file, place, c, at, fields[2 + at]));
}

/** NaN for a sample marked missing. */
function asciiCode(file: string, place: string, c: ComtradeConfig, at: number, field: string): number {
  const channel = c.analog[at];
  const code = Number(field);
  if (field === '' || code === MISSING_ASCII) return NaN;
  if (code === MISSING_ASCII_1991 && (c.revision === 1991 || channel.max <= code)) return NaN;
  if (Number.isFinite(code)) return code;
  const reason = `channel ${channel.name}: "${field.slice(0, 40)}" is not a number`;
  throw new WaveFormatError(file, place, reason);
}
