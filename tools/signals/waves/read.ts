// Opens a waveform file and hands it to the reader that knows its format.
import { extname } from 'node:path';
import { withFile, type Bytes } from './bytes.ts';
import { partsOfSingleFile, sibling, withParts } from './comtrade/files.ts';
import { readComtrade } from './comtrade/read-comtrade.ts';
import { readCsv } from './csv/read-csv.ts';
import { WaveFileTypeError } from './errors.ts';
import { kindOf } from './kinds.ts';
import type { ReadOptions, Recording } from './recording.ts';
import { isWav } from './wav/chunks.ts';
import { readWav } from './wav/read-wav.ts';

const TABLES: readonly string[] = ['.csv', '.txt', '.tsv', '.tab', '.asc', '.prn'];
const KNOWN = '.csv, .txt, .tsv, .wav, and COMTRADE as .cfg with .dat or .cff';

/**
 * The recording in `path`: a table (.csv, .txt …), a WAV file whatever its name, or a COMTRADE record by its
 * .cfg, its .dat, its name without either, or its .cff.
 * @throws WaveFileMissingError, WaveFileTypeError, or what the format's reader throws
 */
export function readRecording(path: string, options: ReadOptions = {}): Recording {
  const extension = extname(path).toLowerCase();
  if (extension === '.cfg' || extension === '.dat') return readRecord(path.slice(0, -4), path, options);
  if (extension === '' && sibling(path, '.cfg') !== undefined) return readRecord(path, path, options);
  return withFile(path, (bytes) => readByKind(path, extension, bytes, options));
}

function readByKind(path: string, extension: string, bytes: Bytes, options: ReadOptions): Recording {
  const head = bytes.read(0, 64);
  const kind = kindOf(head);
  if (isWav(head) || (extension === '.wav' && !kind)) return readWav(path, bytes, options);
  if (kind !== undefined) throw new WaveFileTypeError(path, '', `is ${kind}`);
  if (extension === '.cff') return readComtrade(partsOfSingleFile(path, bytes), options);
  if (TABLES.includes(extension)) return readCsv(path, bytes, options);
  throw new WaveFileTypeError(path, '', `unknown type; known are ${KNOWN}`);
}

function readRecord(base: string, asked: string, options: ReadOptions): Recording {
  if (asked !== base) withFile(asked, () => undefined);
  return withParts(base, (parts) => readComtrade(parts, options));
}
