// Reads a COMTRADE record: values in base units, channels at one instant, one rate.
import { delayed } from '../fractional-delay.ts';
import type { Bytes } from '../bytes.ts';
import { printable } from '../printable.ts';
import {
  checkRate,
  checkRecording,
  checkValues,
  SAMPLES_LOOKED_AT,
  SAMPLES_MAX,
  streamNote,
  type Channel,
  type ReadOptions,
  type Recording,
} from '../recording.ts';
import { renamed } from '../rename.ts';
import { delayedBlocks } from '../stream-delay.ts';
import { baseUnit } from '../units.ts';
import type { AnalogChannel } from './channels.ts';
import { parseConfig, type ComtradeConfig } from './config.ts';
import { dataBlocks, readData, type Data } from './data.ts';
import type { Parts } from './files.ts';
import { timingOf, type Timing } from './timing.ts';

/**
 * A recording from the parts of a record.
 * @throws WaveFormatError, WaveTruncatedError or WaveRateError naming file and line or record
 */
export function readComtrade(parts: Parts, options: ReadOptions = {}): Recording {
  const c = parseConfig(parts.cfg, parts.config, parts.firstLine);
  const isLong = c.records > (options.longFrom ?? SAMPLES_MAX);
  const data = readData(parts.dat, c, parts.data, isLong ? SAMPLES_LOOKED_AT : c.records);
  const valid = c.analog.map((_, at) => at).filter((at) => !data.missing.has(at));
  const plain = valid.map((at) => scaled(c.analog[at], data.codes[at]));
  checkRecording(parts.dat, plain);
  const timing: Timing =
    options.rate_Hz === undefined
      ? timingOf(parts.dat, c, data, (plain.find((channel) => channel.unit === 'V') ?? plain[0]).samples)
      : { rate_Hz: options.rate_Hz, notes: [] };
  const rate_Hz = checkRate(parts.cfg, timing.rate_Hz);
  const channels = valid.map((at, n) => atOnce(c.analog[at], plain[n], rate_Hz));
  const long = isLong ? [`${c.records} samples`, streamNote()] : [];
  const notes = [...c.notes, ...data.notes, ...long, ...timing.notes, ...notesOf(c, data)];
  const source = printable(`${parts.cfg} (COMTRADE ${c.revision} ${c.format})`);
  const recording = { rate_Hz, channels: renamed(parts.cfg, channels, options.columns), source, notes };
  const stream = () => parts.again((bytes) => blocksOf(parts, c, bytes, valid, rate_Hz, options));
  return isLong ? { ...recording, stream } : recording;
}

/** All samples, each block with the channels of the recording. */
function* blocksOf(
  parts: Parts,
  c: ComtradeConfig,
  bytes: Bytes,
  valid: readonly number[],
  rate_Hz: number,
  options: ReadOptions,
): Generator<readonly Float64Array[]> {
  const delays = valid.map((at) => delayOf(c.analog[at], rate_Hz));
  const blocks = scaledBlocks(parts.dat, c, dataBlocks(parts.dat, c, bytes, valid), valid);
  for (const samples of delayedBlocks(blocks, delays)) {
    const channels = valid.map(
      (at, n): Channel => ({ name: c.analog[at].name, unit: '', samples: samples[n] }),
    );
    yield renamed(parts.cfg, channels, options.columns).map((channel) => channel.samples);
  }
}

function* scaledBlocks(
  file: string,
  c: ComtradeConfig,
  blocks: Iterable<readonly Float64Array[]>,
  valid: readonly number[],
): Generator<readonly Float64Array[]> {
  let first = 0;
  for (const codes of blocks) {
    const channels = valid.map((at, n) => scaled(c.analog[at], codes[n]));
    for (const channel of channels) checkValues(file, channel, first);
    yield channels.map(({ samples }) => samples);
    first += codes[0].length;
  }
}

function scaled(channel: AnalogChannel, codes: Float64Array): Channel {
  const { unit, factor } = baseUnit(channel.unit);
  const samples = codes.map((x) => (channel.a * x + channel.b) * factor);
  const plain = { name: printable(channel.name), unit: printable(unit), phase: channel.phase, samples };
  const ratio = channel.secondary / channel.primary;
  return channel.side === 'P' && ratio > 0 && ratio !== 1 ? { ...plain, toSecondary: ratio } : plain;
}

/** Each sample of a channel is taken its skew after the record's instant (C37.111-1999 clause 5.3.4). */
function atOnce(channel: AnalogChannel, plain: Channel, rate_Hz: number): Channel {
  const delay = delayOf(channel, rate_Hz);
  return delay === 0 ? plain : { ...plain, samples: delayed(plain.samples, delay) };
}

/** In samples. */
const delayOf = (channel: AnalogChannel, rate_Hz: number): number => channel.skew_us * 1e-6 * rate_Hz;

function notesOf(c: ComtradeConfig, data: Data): string[] {
  const notes: string[] = [];
  const primary = c.analog.filter((a) => a.side === 'P' && a.primary !== a.secondary);
  if (primary.length > 0) {
    const ratios = [...new Set(primary.map((a) => `${a.primary}:${a.secondary}`))].join(', ');
    notes.push(`values are stated on the primary side of transformers ${ratios}`);
  }
  const skews = c.analog.map((a) => a.skew_us);
  if (skews.some((skew) => skew !== 0))
    notes.push(`stated skews of ${Math.min(...skews)} to ${Math.max(...skews)} us are corrected`);
  const missing = [...data.missing].map((at) => printable(c.analog[at].name));
  if (missing.length > 0)
    notes.push(`${missing.join(', ')}: every sample looked at is marked missing; left out`);
  if (c.digitals > 0) notes.push(`${c.digitals} status channels are ignored`);
  return notes;
}
