// The drive that a board in boot mode shows over USB (RP2350 datasheet 5.5): which of the mounted ones it is, and an image copied to it.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FlashError } from './errors.ts';

/** The boot ROM's page about itself; only a board in boot mode has it. */
const ABOUT = 'INFO_UF2.TXT';
const CHIP = 'RP2350';
/** What the system says once the board has taken its last block and left: the drive is gone before it is closed. */
const LEFT = ['EIO', 'ENODEV', 'ENXIO', 'ENOENT', 'ENOTCONN', 'EBADF'];
const BOOT_MODE = 'hold BOOTSEL while plugging the board in';

/** Blanks and such stand as octal numbers in the kernel's list (proc(5), mounts). */
const unescaped = (path: string): string =>
  path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Folders where a drive of DOS's kind is mounted. */
const mountedDrives = (mounts: string): string[] =>
  mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , kind]) => kind === 'vfat' || kind === 'msdos')
    .map(([, folder]) => unescaped(folder));

/** What the boot ROM says of its chip, or undefined on a drive that is no board. */
function chipOn(drive: string): string | undefined {
  const about = join(drive, ABOUT);
  if (!existsSync(about)) return undefined;
  return /^Board-ID:\s*(\S+)/m.exec(readFileSync(about, 'latin1'))?.[1] ?? '';
}

function checkedDrive(drive: string): string {
  if (!existsSync(drive)) throw new FlashError(`${drive}: there is no such drive; ${BOOT_MODE}`);
  const chip = chipOn(drive);
  if (chip === undefined) throw new FlashError(`${drive}: no board in boot mode, it has no ${ABOUT}`);
  if (chip !== CHIP) throw new FlashError(`${drive}: a board with '${chip}', not with an ${CHIP}`);
  return drive;
}

/**
 * The drive to copy to: the one named, or the only one mounted.
 * @throws FlashError when it is none, is another chip's, or when there are two to choose from.
 */
export function findBootDrive(named?: string, mounts = readFileSync('/proc/mounts', 'utf8')): string {
  if (named !== undefined) return checkedDrive(named);
  const drives = mountedDrives(mounts).filter((drive) => chipOn(drive) !== undefined);
  if (drives.length === 0)
    throw new FlashError(
      `no drive of a board in boot mode is mounted: ${BOOT_MODE}, or name it with --drive`,
    );
  if (drives.length > 1)
    throw new FlashError(`more than one board is in boot mode: ${drives.join(', ')}; choose with --drive`);
  return checkedDrive(drives[0]);
}

/** Writes all of it. The board that has its last block leaves, perhaps before the file is closed. */
function writeWhole(path: string, image: Uint8Array): void {
  const file = openSync(path, 'w');
  let at = 0;
  try {
    while (at < image.length) at += writeSync(file, image, at);
    fsyncSync(file);
  } catch (error) {
    if (at < image.length || !LEFT.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    try {
      closeSync(file);
    } catch {
      // The drive went away with the board.
    }
  }
}

/**
 * Copies an image; the board starts it when it has the last block.
 * @throws FlashError when the drive does not take it; nothing of it is left there.
 */
export function copyToDrive(drive: string, name: string, image: Uint8Array): void {
  const path = join(drive, name);
  try {
    writeWhole(path, image);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    rmSync(path, { force: true });
    throw new FlashError(`${path}: ${code === 'ENOSPC' ? 'no room for the image' : message}`);
  }
}
