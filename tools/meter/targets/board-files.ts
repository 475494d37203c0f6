// The chips of a run as files: each core's module and FRAM, without a name in any folder, so that nothing is left of them.
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoreRunner, Role } from '../../cores/core-runner.ts';
import type { CoreFactory } from '../conductor/board.ts';
import { ScratchError } from '../errors.ts';
import type { CoreInputs, Cores } from '../target.ts';

/** Paths of what a process is given, as a board has chips. */
export interface BoardFiles {
  module: string;
  fram: string;
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/**
 * A file that has no name any more: it lives as long as somebody has it open, and goes with the last of them,
 * even after kill -9. Others open it by the path of this process' descriptor (proc(5)).
 */
class NamelessFile {
  readonly #file: number;

  /** Throws ScratchError when the folder for temporary files cannot hold it. */
  constructor(bytes: Uint8Array) {
    const name = join(tmpdir(), `twinmeter-${process.pid}-${randomBytes(6).toString('hex')}`);
    try {
      this.#file = openSync(name, 'wx+', 0o600);
      unlinkSync(name);
      writeAll(this.#file, bytes);
    } catch (error) {
      this.close();
      throw new ScratchError(tmpdir(), error as Error);
    }
  }

  get path(): string {
    return `/proc/${process.pid}/fd/${this.#file}`;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}

/** Cores made from files: each board's module and FRAM outlive its core, and end with the run. */
export function inFiles(inputs: CoreInputs, start: (role: Role, files: BoardFiles) => CoreRunner): Cores {
  const files: NamelessFile[] = [];
  const dispose = () => files.splice(0).forEach((file) => file.close());
  const keep = (bytes: Uint8Array): string => files[files.push(new NamelessFile(bytes)) - 1].path;
  const factory = (role: Role, fram: Uint8Array): CoreFactory => {
    const paths = { module: keep(inputs.modules[role]), fram: keep(fram) };
    return () => start(role, paths);
  };
  try {
    const erased = new Uint8Array(inputs.fram.length).fill(0xff);
    return {
      metering: factory('metering', inputs.fram),
      management: factory('management', erased),
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}
