// How a failure ends the program: its one line, and the code: 2 where the user can mend it, 1 otherwise.
import { getSystemErrorMap } from 'node:util';
import { SiteError } from '../metrology/adjust/site.ts';
import { PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { ElfError } from '../rp2350/chip/elf.ts';
import { ImageError } from '../firmware/errors.ts';
import { FlashError } from '../firmware/flash/errors.ts';
import { PtyError } from '../lines/pty.ts';
import { RecordingError } from '../meter/recording/recording-file.ts';
import { NotBuiltError } from '../build/paths.ts';
import { BoardRefusedError, ScratchError, StateError } from '../meter/errors.ts';
import { ProvisionError } from '../meter/provisioning/errors.ts';
import { DevelopmentKeysError } from '../meter/keys/key-file.ts';
import { CoreGoneError } from '../cores/core-runner.ts';
import { ModuleError } from '../cores/module-check.ts';
import { CoreRefusedError } from '../cores/wasm3-library.ts';
import { ExportFileError } from '../records/exports/export-file.ts';
import { PublicKeyError } from '../records/exports/public-key.ts';
import { WaveError } from '../signals/waves/errors.ts';
import { ProgrammeError, ResultsError } from '../metrology/positions/errors.ts';
import { PositionError } from '../meter/pool/pool.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';

const BAD_INPUT = [
  BadInputError,
  NotBuiltError,
  ModuleError,
  CoreGoneError,
  CoreRefusedError,
  BoardRefusedError,
  ElfError,
  ImageError,
  FlashError,
  WaveError,
  SiteError,
  PortMissingError,
  PortUnusableError,
  PtyError,
  ScratchError,
  DevelopmentKeysError,
  StateError,
  ExportFileError,
  PublicKeyError,
  ProvisionError,
  ProgrammeError,
  ResultsError,
  RecordingError,
];

/** What the system refused: a full disk, a path that may not be written. */
const isSystemError = (error: Error): error is NodeJS.ErrnoException => 'syscall' in error;

/** What was thrown in a thread is known by the name of its class. */
const isOf = (error: Error, cause: { readonly name: string } & (typeof BAD_INPUT)[number]): boolean =>
  error instanceof PositionError ? error.kind === cause.name : error instanceof cause;

/** The exit code for what a command threw. */
export const exitCodeOf = (error: Error): number =>
  isSystemError(error) || BAD_INPUT.some((cause) => isOf(error, cause)) ? EXIT_BAD_INPUT : EXIT_FAILURE;

/** The line for what a command threw: of what the system refused, the path and the system's words. */
export function messageOf(error: Error): string {
  const [line] = error.message.split('\n');
  if (!isSystemError(error) || error.path === undefined || error.errno === undefined) return line;
  const [, words] = getSystemErrorMap().get(error.errno) ?? [];
  return words === undefined ? line : `${error.path}: ${words}`;
}
