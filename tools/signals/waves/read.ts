// Opens a waveform file by its name and hands it to the reader that knows its format.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { WaveFileMissingError, WaveFileTypeError } from './errors.ts';
import { readComtrade } from './read-comtrade.ts';
import { readCsv } from './read-csv.ts';
import { readWav } from './read-wav.ts';
import type { ReadOptions, Recording } from './recording.ts';

/**
 * The recording in `path`: NAME.csv, .txt, .wav, or a COMTRADE record by its .cfg, its .dat or its name
 * without either.
 * @throws WaveFileMissingError, WaveFileTypeError, or what the format's reader throws
 */
export function readRecording(path: string, options: ReadOptions = {}): Recording {
  switch (extname(path).toLowerCase()) {
    case '.csv':
    case '.txt':
      return readCsv(path, readBytes(path).toString('utf8'), options);
    case '.wav':
      return readWav(path, readBytes(path), options);
    case '.cfg':
    case '.dat':
      return readRecord(path.slice(0, -4), path, options);
    default:
      if (sibling(path, '.cfg') !== undefined) return readRecord(path, path, options);
      readBytes(path);
      throw new WaveFileTypeError(path, '', 'unknown type; known are .csv, .txt, .wav, and .cfg with .dat');
  }
}

function readRecord(base: string, asked: string, options: ReadOptions): Recording {
  if (extname(asked) !== '' && asked !== base) readBytes(asked);
  const cfg = sibling(base, '.cfg');
  const dat = sibling(base, '.dat');
  if (cfg === undefined)
    throw new WaveFileMissingError(`${base}.cfg`, '', 'no such file; a COMTRADE record needs it');
  if (dat === undefined)
    throw new WaveFileMissingError(`${base}.dat`, '', 'no such file; a COMTRADE record needs it');
  return readComtrade({ cfg, dat }, readBytes(cfg).toString('latin1'), readBytes(dat), options);
}

/** The file beside, whichever case its extension is written in. */
function sibling(base: string, extension: string): string | undefined {
  return [base + extension, base + extension.toUpperCase()].find((p) => existsSync(p));
}

function readBytes(path: string): Buffer {
  if (!existsSync(path)) throw new WaveFileMissingError(path, '', 'no such file');
  if (!statSync(path).isFile()) throw new WaveFileMissingError(path, '', 'is not a file');
  try {
    return readFileSync(path);
  } catch (error) {
    throw new WaveFileMissingError(path, '', `cannot be read: ${(error as Error).message}`);
  }
}
