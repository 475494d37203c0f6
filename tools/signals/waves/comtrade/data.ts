// Reads the data of a COMTRADE record piece by piece: ASCII, BINARY, BINARY32 and FLOAT32.
import type { Bytes } from '../bytes.ts';
import { linesOf } from '../csv/text.ts';
import { WaveFormatError, WaveTruncatedError } from '../errors.ts';
import type { AnalogChannel } from './channels.ts';
import type { ComtradeConfig } from './config.ts';

/** Raw contents of the data file: sample numbers, stamps, and the codes of each analog channel. */
export interface Data {
  readonly numbers: Float64Array;
  readonly times: Float64Array;
  readonly codes: readonly Float64Array[];
  /** Channels of which no sample is valid. */
  readonly missing: ReadonlySet<number>;
  readonly notes: readonly string[];
}

/** "8000h" marks a missing sample in BINARY and BINARY32 data, where it is not a stated value. */
const MISSING: Partial<Record<string, number>> = { BINARY: -0x8000, BINARY32: -0x80000000 };
/** 1991 and 1999 mark a missing ASCII sample so; 2013 leaves the field empty. */
const MISSING_ASCII = 99999;
/** "FFFFFFFFh" marks a missing stamp (C37.111-1999 clause 6.1). */
const MISSING_STAMP = 0xffffffff;
const PIECE_RECORDS = 4096;

/** Collects records, up to the stated number. */
class Collector {
  readonly numbers: Float64Array;
  readonly times: Float64Array;
  readonly codes: readonly Float64Array[];
  readonly #file: string;
  readonly #config: ComtradeConfig;
  /** Of each channel the place of its first missing sample, and how many there are. */
  readonly #gaps = new Map<number, { place: string; count: number }>();
  count = 0;

  constructor(file: string, config: ComtradeConfig) {
    this.#file = file;
    this.#config = config;
    this.numbers = new Float64Array(config.records);
    this.times = new Float64Array(config.records);
    this.codes = config.analog.map(() => new Float64Array(config.records));
  }

  take(place: string, number: number, time: number, codeOf: (channel: number) => number): void {
    const record = this.count++;
    if (record >= this.#config.records) return;
    this.numbers[record] = number;
    this.times[record] = time;
    this.#config.analog.forEach((_, at) => {
      const code = codeOf(at);
      if (!Number.isNaN(code)) return void (this.codes[at][record] = code);
      const gap = this.#gaps.get(at) ?? { place, count: 0 };
      gap.count++;
      this.#gaps.set(at, gap);
    });
  }

  done(): Data {
    const { records, analog } = this.#config;
    if (this.count < records) {
      const reason = `holds ${this.count} records where the configuration states ${records}`;
      throw new WaveTruncatedError(this.#file, `record ${this.count + 1}`, reason);
    }
    const partly = [...this.#gaps].find(([, { count }]) => count < records);
    if (partly) {
      const reason = `channel ${analog[partly[0]].name}: the sample is marked missing`;
      throw new WaveFormatError(this.#file, partly[1].place, reason);
    }
    const notes =
      this.count > records ? [`${this.count} records, ${records} stated: the stated ones are read`] : [];
    return { ...this.#arrays(), missing: new Set(this.#gaps.keys()), notes };
  }

  #arrays(): Pick<Data, 'numbers' | 'times' | 'codes'> {
    return { numbers: this.numbers, times: this.times, codes: this.codes };
  }
}

/** Throws WaveFormatError or WaveTruncatedError naming the record or line. */
export function readData(file: string, c: ComtradeConfig, bytes: Bytes): Data {
  return c.format === 'ASCII' ? asciiData(file, c, bytes) : binaryData(file, c, bytes);
}

function binaryData(file: string, c: ComtradeConfig, bytes: Bytes): Data {
  const width = c.format === 'BINARY' ? 2 : 4;
  const size = 8 + width * c.analog.length + 2 * Math.ceil(c.digitals / 16);
  const whole = Math.floor(bytes.size / size);
  checkRoom(file, whole, c);
  const collector = new Collector(file, c);
  for (let record = 0; record < whole && record < c.records; record += PIECE_RECORDS) {
    const piece = bytes.read(record * size, PIECE_RECORDS * size);
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let at = 0; at + size <= piece.length && record + at / size < c.records; at += size) {
      const place = `record ${record + at / size + 1}`;
      const code = (channel: number): number =>
        checkedCode(file, place, c, channel, readCode(view, at + 8 + channel * width, c.format));
      collector.take(place, view.getUint32(at, true), view.getUint32(at + 4, true), code);
    }
  }
  const data = collector.done();
  return { ...data, notes: [...surplus(whole, bytes.size - whole * size, c.records), ...data.notes] };
}

/** What is stated must be there before memory is taken for it. */
function checkRoom(file: string, found: number, c: ComtradeConfig): void {
  if (found >= c.records) return;
  const reason = `holds ${found} records where the configuration states ${c.records}`;
  throw new WaveTruncatedError(file, `record ${found + 1}`, reason);
}

function surplus(records: number, bytes: number, stated: number): string[] {
  const notes: string[] = [];
  if (records > stated) notes.push(`${records} records, ${stated} stated: the stated ones are read`);
  else if (bytes > 0) notes.push(`left out behind the last record: ${bytes} bytes`);
  return notes;
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
  return code === MISSING[c.format] && channel.min > code ? NaN : code;
}

function asciiData(file: string, c: ComtradeConfig, bytes: Bytes): Data {
  const width = 2 + c.analog.length + c.digitals;
  // Each field ends in a comma or a line's end: more records are not in so few bytes.
  checkRoom(file, Math.floor((bytes.size + 1) / width), c);
  const collector = new Collector(file, c);
  let line = 0;
  let short = false;
  for (const text of linesOf(bytes)) {
    line++;
    if (text.trim() === '') continue;
    const fields = text.split(',').map((f) => f.trim());
    if (fields.length === width + 1 && fields[width] === '') fields.pop();
    if (collector.count >= c.records) collector.count++;
    // A last line that is short is where the file was cut; before another one it is a fault of its own.
    else if (short || fields.length > width) throw fieldsWrong(file, short ? line - 1 : line, width, fields);
    else if (fields.length < width) short = true;
    else takeFields(file, c, collector, fields, line);
  }
  return collector.done();
}

function fieldsWrong(file: string, line: number, width: number, fields: readonly string[]): WaveFormatError {
  const reason = `${fields.length === width ? 'too few' : fields.length} fields where ${width} are expected`;
  return new WaveFormatError(file, `line ${line}`, reason);
}

function takeFields(
  file: string,
  c: ComtradeConfig,
  collector: Collector,
  fields: readonly string[],
  line: number,
): void {
  const place = `line ${line}`;
  const stamp = fields[1] === '' ? MISSING_STAMP : Number(fields[1]);
  collector.take(place, Number(fields[0]), stamp, (at) =>
    asciiCode(file, place, c.analog[at], fields[2 + at]),
  );
}

/** NaN for a sample marked missing. */
function asciiCode(file: string, place: string, channel: AnalogChannel, field: string): number {
  const code = Number(field);
  if (field === '' || code === MISSING_ASCII) return NaN;
  if (Number.isFinite(code)) return code;
  const reason = `channel ${channel.name}: "${field.slice(0, 40)}" is not a number`;
  throw new WaveFormatError(file, place, reason);
}

/** Stamps that say something about time: none is missing and they are not all alike. */
export function usableStamps(times: Float64Array): boolean {
  return (
    times.every((t) => Number.isFinite(t) && t !== MISSING_STAMP) && times[times.length - 1] !== times[0]
  );
}
