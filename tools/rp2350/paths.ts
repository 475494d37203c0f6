// Where the emulator finds what it does not carry itself: the Pico SDK with the register description, its native part.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PACKAGE = import.meta.dirname;

/** Beside the package inside a project that builds it; else, installed alone, in the package itself. */
function buildFolder(): string {
  if (process.env.RP2350_BUILD) return resolve(process.env.RP2350_BUILD);
  const project = resolve(PACKAGE, '../..');
  return existsSync(join(project, 'tools/rp2350')) ? join(project, 'build') : join(PACKAGE, 'build');
}

const BUILD = buildFolder();

/** The Pico SDK: where its own variable says, else where the project's installation puts it. */
export const SDK_PATH = process.env.PICO_SDK_PATH
  ? resolve(process.env.PICO_SDK_PATH)
  : join(BUILD, 'deps/pico-sdk');

/** Names, reset values and access types of all registers, as the SDK brings them. */
export const SVD_PATH = join(SDK_PATH, 'src/rp2350/hardware_regs/RP2350.svd');

/** The compiled files of native/, and the SVD converted once. */
export const EMULATOR_BUILD = join(BUILD, 'emulator');
export const NATIVE_PATH = join(EMULATOR_BUILD, 'emulator-native.so');
export const NATIVE_SOURCES = join(PACKAGE, 'native');

/** Programs for the Pico SDK that the specs run. */
export const PROGRAM_SOURCES = join(PACKAGE, 'programs');
