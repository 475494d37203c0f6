// A memory chip as a file: its bytes mapped into this process, so that what is written stays whatever ends the process.
import { ftruncateSync } from 'node:fs';
import koffi from 'koffi';

/** The system refused the file of a chip, as Node would say it. */
export class ChipFileError extends Error {
  readonly code: string;
  constructor(errno: number) {
    const isFull = errno === ENOSPC || errno === EDQUOT;
    super(isFull ? 'ENOSPC: no space left on device' : `system error ${errno}`);
    this.code = isFull ? 'ENOSPC' : String(errno);
  }
}

const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const LOCK_EXCLUSIVE_AT_ONCE = 2 | 4;
const EOPNOTSUPP = 95;
const ENOSPC = 28;
const EDQUOT = 122;

function bind() {
  const c = koffi.load('libc.so.6');
  return {
    mmap: c.func('void *mmap(void *, size_t, int, int, int, int64_t)'),
    fallocate: c.func('int fallocate(int, int, int64_t, int64_t)'),
    flock: c.func('int flock(int, int)'),
  };
}
let bound: ReturnType<typeof bind> | undefined;
const libc = () => (bound ??= bind());

/**
 * Gives a new file its bytes, all zero. They are set aside, not written: a disk that is full says so here, and not when
 * a mapped byte is touched. Throws ChipFileError.
 */
export function setAside(file: number, bytes: number): void {
  if (libc().fallocate(file, 0, 0, bytes) === 0) return;
  const errno = koffi.errno();
  if (errno !== EOPNOTSUPP) throw new ChipFileError(errno);
  ftruncateSync(file, bytes);
}

/**
 * The bytes of an open file in memory. They stay mapped to the end of the process: who keeps the array must never meet
 * a hole in its memory. Throws ChipFileError.
 */
export function mapped(file: number, bytes: number): Uint8Array {
  const address = libc().mmap(null, bytes, PROT_READ_WRITE, MAP_SHARED, file, 0) as unknown;
  if (koffi.address(address) === 0xffffffffffffffffn) throw new ChipFileError(koffi.errno());
  return new Uint8Array(koffi.view(address, bytes));
}

/** Locks an open file for this process, until it is closed. @returns false when another has it. */
export const lockFile = (file: number): boolean => libc().flock(file, LOCK_EXCLUSIVE_AT_ONCE) === 0;
