// The bytes of a file piece by piece, so that its length costs no memory.
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { WaveFileMissingError } from './errors.ts';

export interface Bytes {
  readonly size: number;
  /** Up to `length` bytes from `at`; fewer only at the end. */
  read(at: number, length: number): Uint8Array;
}

/** Bytes in memory in the same clothes. */
export function bytesOf(data: Uint8Array): Bytes {
  return { size: data.length, read: (at, length) => data.subarray(at, at + length) };
}

/** A window of other bytes. */
export function slice(bytes: Bytes, from: number, size: number): Bytes {
  return { size, read: (at, length) => bytes.read(from + at, Math.min(length, size - at)) };
}

/** All of it: for what is small by nature. */
export const whole = (bytes: Bytes): Uint8Array => bytes.read(0, bytes.size);

const bytesIn = (path: string, file: number): Bytes => ({
  size: fstatSync(file).size,
  read: (at, length) => readAt(path, file, at, length),
});

/** Opens `path` for `use` and closes it in any case. Throws WaveFileMissingError. */
export function withFile<T>(path: string, use: (bytes: Bytes) => T): T {
  const file = open(path);
  try {
    return use(bytesIn(path, file));
  } finally {
    closeSync(file);
  }
}

/** The same for what is made of the bytes one after the other: the file is open until that ends. */
export function* streamOfFile<T>(path: string, use: (bytes: Bytes) => Generator<T>): Generator<T> {
  const file = open(path);
  try {
    yield* use(bytesIn(path, file));
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  if (!existsSync(path)) throw new WaveFileMissingError(path, '', 'no such file');
  if (!statSync(path).isFile()) throw new WaveFileMissingError(path, '', 'is not a file');
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new WaveFileMissingError(path, '', `cannot be read: ${(error as Error).message}`);
  }
}

function readAt(path: string, file: number, at: number, length: number): Uint8Array {
  const buffer = new Uint8Array(length);
  let got = 0;
  try {
    for (let n = -1; got < length && n !== 0; got += n)
      n = readSync(file, buffer, got, length - got, at + got);
  } catch (error) {
    throw new WaveFileMissingError(path, `byte ${at + got}`, `cannot be read: ${(error as Error).message}`);
  }
  return buffer.subarray(0, got);
}
