// The list of each module's functions that run all the time, by which their code pages come to lie in SRAM.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../cores/core-runner.ts';
import { BOARDS_FOLDER } from './boards.ts';
import { BoardError } from './errors.ts';

export const HOT_FUNCTIONS = join(BOARDS_FOLDER, 'hot-functions.json');

/** What a profile found of one module. */
export interface HotList {
  /** Of the module: for another one the indices mean nothing. */
  readonly sha256: string;
  /** The run that was counted. */
  readonly run: string;
  /** Share of all executed operations that these functions execute. */
  readonly share: number;
  /** Indices in the module's function space (imports first), hottest first. */
  readonly functions: readonly number[];
}

export type HotFunctions = Partial<Record<Role, HotList>>;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Reads the file. Throws BoardError when it is not JSON. */
export function readHotFunctions(path = HOT_FUNCTIONS): HotFunctions {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as HotFunctions;
  } catch (error) {
    throw new BoardError(path, (error as Error).message);
  }
}

/** The list made for this very module, undefined when there is none: a board then fills its SRAM in index order. */
export function hotFunctions(
  role: Role,
  module: Uint8Array,
  lists = readHotFunctions(),
): HotList | undefined {
  const list = lists[role];
  return list?.sha256 === sha256(module) ? list : undefined;
}
