// Reads a COMTRADE record (.cfg and .dat): ASCII, BINARY, BINARY32 and FLOAT32 data.
import { parseConfig, type AnalogChannel, type ComtradeConfig } from './comtrade-config.ts';
import { WaveFormatError, WaveTruncatedError } from './errors.ts';
import { baseUnit, checkRate, checkRecording, type ReadOptions, type Recording } from './recording.ts';
import { rateFromTimes } from './time-column.ts';

/** Raw contents of the data file: one row of stamps, and one of codes an analog channel. */
interface Data {
  readonly times: Float64Array;
  readonly codes: readonly Float64Array[];
}

/** "8000h" marks a missing sample in BINARY and BINARY32 data, where it is not a stated value. */
const MISSING: Partial<Record<string, number>> = { BINARY: -0x8000, BINARY32: -0x80000000 };
/** 1991 and 1999 mark a missing ASCII sample so; 2013 leaves the field empty. */
const MISSING_ASCII = 99999;

/**
 * A recording from the two files of a record.
 * @throws WaveFormatError, WaveTruncatedError or WaveRateError naming file and line or record
 */
export function readComtrade(
  files: { readonly cfg: string; readonly dat: string },
  config: string,
  data: Uint8Array,
  options: ReadOptions = {},
): Recording {
  const c = parseConfig(files.cfg, config);
  const raw = c.format === 'ASCII' ? asciiData(files.dat, c, data) : binaryData(files.dat, c, data);
  const channels = c.analog.map((channel, at) => scaled(channel, raw.codes[at]));
  checkRecording(files.dat, channels);
  // Stamps count microseconds times the multiplier (C37.111-1999 clause 6.1).
  const rate_Hz =
    options.rate_Hz ?? (c.rate_Hz || rateFromTimes(files.dat, raw.times, 1e-6 * c.timeMultiplier, 1));
  const source = `${files.cfg} (COMTRADE ${c.revision} ${c.format})`;
  return { rate_Hz: checkRate(files.cfg, rate_Hz), channels, source, notes: notesOf(c) };
}

function scaled(channel: AnalogChannel, codes: Float64Array): Recording['channels'][number] {
  const { unit, factor } = baseUnit(channel.unit);
  const samples = codes.map((x) => (channel.a * x + channel.b) * factor);
  return { name: channel.name, unit, phase: channel.phase, samples };
}

function notesOf(c: ComtradeConfig): string[] {
  const notes: string[] = [];
  const primary = c.analog.filter((a) => a.side === 'P' && a.primary !== a.secondary);
  if (primary.length > 0) {
    const ratios = [...new Set(primary.map((a) => `${a.primary}:${a.secondary}`))].join(', ');
    notes.push(`values are stated on the primary side of transformers ${ratios}`);
  }
  if (c.analog.some((a) => a.skew_us !== 0)) notes.push('channel skews are stated and not corrected');
  if (c.digitals > 0) notes.push(`${c.digitals} status channels are ignored`);
  return notes;
}

function emptyData(c: ComtradeConfig): Data {
  return { times: new Float64Array(c.records), codes: c.analog.map(() => new Float64Array(c.records)) };
}

function checkCount(file: string, found: number, c: ComtradeConfig): void {
  const reason = `holds ${found} records where the configuration states ${c.records}`;
  if (found < c.records) throw new WaveTruncatedError(file, `record ${found + 1}`, reason);
  if (found > c.records) throw new WaveFormatError(file, '', reason);
}

/** Records are numbered one by one, from whatever the recorder began with. */
function checkNumber(file: string, record: number, first: number, number: number): void {
  if (number !== first + record) {
    throw new WaveFormatError(
      file,
      `record ${record + 1}`,
      `is numbered ${number}, expected ${first + record}`,
    );
  }
}

function binaryData(file: string, c: ComtradeConfig, bytes: Uint8Array): Data {
  const width = c.format === 'BINARY' ? 2 : 4;
  const size = 8 + width * c.analog.length + 2 * Math.ceil(c.digitals / 16);
  const whole = Math.floor(bytes.length / size);
  checkCount(file, whole, c);
  if (bytes.length !== whole * size) {
    throw new WaveFormatError(file, `record ${whole + 1}`, `${bytes.length - whole * size} bytes too many`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = emptyData(c);
  const first = view.getUint32(0, true);
  for (let record = 0; record < whole; record++) {
    const start = record * size;
    checkNumber(file, record, first, view.getUint32(start, true));
    data.times[record] = view.getUint32(start + 4, true);
    c.analog.forEach((channel, at) => {
      const code = readCode(view, start + 8 + at * width, c.format);
      checkCode(file, record, channel, code, MISSING[c.format]);
      data.codes[at][record] = code;
    });
  }
  return data;
}

function readCode(view: DataView, offset: number, format: string): number {
  if (format === 'BINARY') return view.getInt16(offset, true);
  return format === 'FLOAT32' ? view.getFloat32(offset, true) : view.getInt32(offset, true);
}

function checkCode(
  file: string,
  record: number,
  channel: AnalogChannel,
  code: number,
  missing?: number,
): void {
  const place = `record ${record + 1}`;
  if (!Number.isFinite(code))
    throw new WaveFormatError(file, place, `channel ${channel.name}: ${code} is no value`);
  if (code === missing && channel.min > code) {
    throw new WaveFormatError(file, place, `channel ${channel.name}: the sample is marked missing`);
  }
}

function asciiData(file: string, c: ComtradeConfig, bytes: Uint8Array): Data {
  const lines = new TextDecoder()
    .decode(bytes)
    .replace(/\u001a\s*$/, '')
    .trimEnd()
    .split(/\r\n|\n|\r/);
  checkCount(file, lines[0].trim() === '' ? 0 : lines.length, c);
  const width = 2 + c.analog.length + c.digitals;
  const data = emptyData(c);
  const first = Number(lines[0].split(',')[0]);
  lines.forEach((line, record) => {
    const fields = line.split(',').map((f) => f.trim());
    if (fields.length !== width) {
      throw new WaveFormatError(
        file,
        `line ${record + 1}`,
        `${fields.length} fields where ${width} are expected`,
      );
    }
    checkNumber(file, record, first, Number(fields[0]));
    data.times[record] = Number(fields[1]);
    c.analog.forEach((channel, at) => {
      data.codes[at][record] = asciiCode(file, record, channel, fields[2 + at]);
    });
  });
  return data;
}

function asciiCode(file: string, record: number, channel: AnalogChannel, field: string): number {
  const code = Number(field);
  const place = `line ${record + 1}`;
  if (field === '' || code === MISSING_ASCII) {
    throw new WaveFormatError(file, place, `channel ${channel.name}: the sample is marked missing`);
  }
  if (!Number.isFinite(code)) {
    throw new WaveFormatError(
      file,
      place,
      `channel ${channel.name}: "${field.slice(0, 40)}" is not a number`,
    );
  }
  return code;
}
