// Finds the parts of a COMTRADE record: .cfg and .dat beside each other in any case, or one .cff that holds both.
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { slice, streamOfFile, whole, withFile, type Bytes } from '../bytes.ts';
import { WaveFileMissingError, WaveFormatError, WaveTruncatedError } from '../errors.ts';

export interface Parts {
  /** Names for messages. */
  readonly cfg: string;
  readonly dat: string;
  readonly config: string;
  /** Line of its file at which the configuration begins. */
  readonly firstLine: number;
  readonly data: Bytes;
  /** The data once more, for what is made of them one after the other. */
  readonly again: <T>(use: (data: Bytes) => Generator<T>) => Generator<T>;
}

/** The file beside whose name differs at most in the case of its extension. */
export function sibling(base: string, extension: string): string | undefined {
  if (existsSync(base + extension)) return base + extension;
  const folder = dirname(base);
  if (!existsSync(folder)) return undefined;
  const wanted = basename(base);
  const same = (name: string): boolean =>
    name.slice(0, wanted.length) === wanted && name.slice(wanted.length).toLowerCase() === extension;
  const found = readdirSync(folder).find(same);
  return found === undefined ? undefined : join(folder, found);
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Both files of the record named `base`, open for `use`. Throws WaveFileMissingError. */
export function withParts<T>(base: string, use: (parts: Parts) => T): T {
  const missing = (extension: string): WaveFileMissingError =>
    new WaveFileMissingError(base + extension, '', 'no such file; a COMTRADE record needs it');
  const cfg = sibling(base, '.cfg');
  const dat = sibling(base, '.dat');
  if (cfg === undefined) throw missing('.cfg');
  if (dat === undefined) throw missing('.dat');
  const config = withFile(cfg, (bytes) => latin1(whole(bytes)));
  const again: Parts['again'] = (useAgain) => streamOfFile(dat, useAgain);
  return withFile(dat, (data) => use({ cfg, dat, config, firstLine: 1, data, again }));
}

/** Sections before the data lie within so many bytes. */
const HEAD_BYTES = 4 << 20;
const SECTION = /---\s*file type:\s*(CFG|INF|HDR|DAT)\b\s*([A-Z0-9]*)\s*(?::\s*(\d+))?\s*---[^\S\n]*\r*\n?/gi;

/** The configuration and the data within a .cff of revision 2013. Throws WaveFormatError, WaveTruncatedError. */
export function partsOfSingleFile(file: string, bytes: Bytes): Parts {
  const head = latin1(bytes.read(0, HEAD_BYTES));
  const sections = [...head.matchAll(SECTION)];
  const cfg = sections.findIndex((s) => s[1].toUpperCase() === 'CFG');
  const dat = sections.findIndex((s) => s[1].toUpperCase() === 'DAT');
  if (cfg < 0) throw new WaveFormatError(file, '', 'no section "--- file type: CFG ---" in it');
  if (dat < 0) throw new WaveFormatError(file, '', 'no section "--- file type: DAT ... ---" in it');
  const start = (at: number): number => sections[at].index + sections[at][0].length;
  const end = sections[cfg + 1]?.index ?? head.length;
  const size = dataSize(file, bytes.size - start(dat), sections[dat][3]);
  return {
    cfg: file,
    dat: file,
    config: head.slice(start(cfg), end),
    firstLine: head.slice(0, start(cfg)).split('\n').length,
    data: slice(bytes, start(dat), size),
    again: (use) => streamOfFile(file, (all) => use(slice(all, start(dat), size))),
  };
}

/** Binary data state how many bytes they are; text goes to the end. */
function dataSize(file: string, held: number, stated: string | undefined): number {
  if (stated === undefined) return held;
  const size = Number(stated);
  if (size > held) throw new WaveTruncatedError(file, '', `truncated: ${held} of ${size} bytes of data`);
  return size;
}
