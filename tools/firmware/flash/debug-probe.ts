// The way to a board through a debug probe: openocd programs the image, reads it back and starts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlashError } from './errors.ts';

/** openocd's name for a probe after CMSIS-DAP, which the Raspberry Pi Debug Probe is. */
export const DEFAULT_PROBE = 'cmsis-dap';
const SPEED_kHz = 5000;

/** Words of Tcl: braces keep every character of a path but braces themselves. */
const commands = (image: string, probe: string): string[] => [
  ...['-f', `interface/${probe}.cfg`],
  ...['-c', `adapter speed ${SPEED_kHz}`],
  ...['-f', 'target/rp2350.cfg'],
  ...['-c', `program {${image}} verify reset exit`],
];

/** openocd 0.12.0, which Debian 12 has, is older than this chip. */
const TOO_OLD = "Can't find target/rp2350.cfg";

/** What openocd says was wrong, the first of its errors. */
function complaint(said: string): string {
  const error = /Error: (.*)$/m.exec(said)?.[1] ?? said.trim().split('\n').at(-1) ?? '';
  return error === TOO_OLD ? `${error}: it must be newer than 0.12.0` : error;
}

async function openocd(image: string, probe: string, signal?: AbortSignal): Promise<void> {
  const child = spawn('openocd', commands(image, probe), { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString('latin1')));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new FlashError(`openocd: ${complaint(said)}`);
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Programs an ELF and verifies it by reading it back.
 * @throws FlashError when openocd is not there, finds no probe or board, or reads something else.
 */
export async function programByProbe(
  elf: Uint8Array,
  probe = DEFAULT_PROBE,
  signal?: AbortSignal,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-flash-'));
  const image = join(folder, 'firmware.elf');
  try {
    writeFileSync(image, elf);
    await openocd(image, probe, signal);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new FlashError('openocd is not installed; without it the board takes its image as a drive');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
