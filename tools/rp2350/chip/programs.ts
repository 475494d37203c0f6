// Builds the Pico SDK test programs under programs/ at test time, once, into build/emulator/programs/.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EMULATOR_BUILD, PROGRAM_SOURCES, SDK_PATH, SVD_PATH } from '../paths.ts';

const BUILD = join(EMULATOR_BUILD, 'programs');
const LOCK = `${BUILD}.lock`;

const CONFIGURE = [
  '-S',
  PROGRAM_SOURCES,
  '-B',
  BUILD,
  `-DPICO_SDK_PATH=${SDK_PATH}`,
  '-DPICO_PLATFORM=rp2350-arm-s',
  '-DPICO_BOARD=pico2',
  '-DPICO_NO_PICOTOOL=1',
  '-DCMAKE_BUILD_TYPE=Release',
  '-Wno-dev',
];

/** Why the programs cannot be built here; undefined when they can. */
export function missingToolchain(): string | undefined {
  for (const tool of ['arm-none-eabi-gcc', 'cmake']) {
    try {
      execFileSync(tool, ['--version'], { stdio: 'ignore' });
    } catch {
      return `${tool} is not installed`;
    }
  }
  return existsSync(SVD_PATH) ? undefined : 'the Pico SDK is not fetched';
}

/** Test workers may build at the same time: a directory is the lock. */
function locked(action: () => void): void {
  mkdirSync(dirname(LOCK), { recursive: true });
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch {
      dropStaleLock();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    action();
  } finally {
    rmdirSync(LOCK);
  }
}

function cmake(options: readonly string[]): void {
  const { status, stderr } = spawnSync('cmake', options, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cmake failed:\n${stderr}`);
}

/** A build that was killed leaves its lock behind; none takes this long. */
const STALE_ms = 600_000;

function dropStaleLock(): void {
  const made = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs;
  if (made !== undefined && Date.now() - made > STALE_ms) rmdirSync(LOCK);
}

let built = false;

/** The ELF file of one program, building all of them if that has not been done in this process. */
export function programElf(name: string): Uint8Array {
  if (!built) locked(build);
  built = true;
  return readFileSync(join(BUILD, `${name}.elf`));
}

/** CMake refuses a cache that was made elsewhere, or builds what lies there: a moved project begins anew. */
function isConfiguredHere(): boolean {
  const cache = join(BUILD, 'CMakeCache.txt');
  if (!existsSync(join(BUILD, 'Makefile')) || !existsSync(cache)) return false;
  return readFileSync(cache, 'utf8').includes(`CMAKE_HOME_DIRECTORY:INTERNAL=${PROGRAM_SOURCES}\n`);
}

function build(): void {
  if (!isConfiguredHere()) {
    rmSync(BUILD, { recursive: true, force: true });
    cmake(CONFIGURE);
  }
  cmake(['--build', BUILD, '-j2']);
}
