// The chips of a run as files: each core's module, FRAM and NOR, without a name in any folder, so that nothing is left of them.
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoreRunner, StorageCut, Role } from '../../cores/core-runner.ts';
import type { CoreFactory } from '../conductor/board.ts';
import { ScratchError } from '../errors.ts';
import { ChipFileError, mapped, setAside } from '../../cores/chip-file.ts';
import { FRAM_BYTES, NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { NorImage, norImageBytes, norImageHead } from '../../rp2350/chips/nor-image.ts';
import { provision } from '../keys/provisioned.ts';
import type { CoreInputs, Cores } from '../target.ts';

const NOR_IMAGE_BYTES = norImageBytes(NOR_BYTES);

/** Paths of what a process is given, as a board has chips. */
export interface BoardFiles {
  module: string;
  fram: string;
  nor: string;
  identity: string;
  cut: StorageCut | undefined;
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, undefined, at);
}

/**
 * A file that has no name any more: it lives as long as somebody has it open, and goes with the last of them,
 * even after kill -9. Others open it by the path of this process' descriptor (proc(5)).
 */
class NamelessFile {
  readonly #file: number;

  /** `length`: of the file, zeros behind the bytes. Throws ScratchError when the folder for temporary files cannot hold it. */
  constructor(bytes: Uint8Array, length = bytes.length) {
    const name = join(tmpdir(), `twinmeter-${process.pid}-${randomBytes(6).toString('hex')}`);
    try {
      this.#file = openSync(name, 'wx+', 0o600);
      unlinkSync(name);
      if (length > bytes.length) setAside(this.#file, length);
      writeAll(this.#file, bytes);
    } catch (error) {
      this.close();
      throw new ScratchError(tmpdir(), error as Error);
    }
  }

  get path(): string {
    return `/proc/${process.pid}/fd/${this.#file}`;
  }

  /** The bytes themselves. */
  view(bytes: number): Uint8Array {
    return mapped(this.#file, bytes);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}

/** The storage chips of a board that is new: its FRAM as given, its NOR erased. */
interface Chips {
  fram: string;
  nor: string;
  image: Uint8Array;
}

/** Cores made from files: each board's module and chips outlive its core, and end with the run unless they were there before. */
export function inFiles(inputs: CoreInputs, start: (role: Role, files: BoardFiles) => CoreRunner): Cores {
  const files: NamelessFile[] = [];
  const dispose = () => files.splice(0).forEach((file) => file.close());
  const keep = (bytes: Uint8Array, length?: number): NamelessFile =>
    files[files.push(new NamelessFile(bytes, length)) - 1];
  const newChips = (fram: Uint8Array): Chips => {
    const nor = keep(norImageHead(NOR_BYTES), NOR_IMAGE_BYTES);
    return { fram: keep(fram).path, nor: nor.path, image: nor.view(NOR_IMAGE_BYTES) };
  };
  const factory = (role: Role, fram: Uint8Array): CoreFactory => {
    const kept = inputs.storage?.[role];
    const identity = provision(kept?.fram ?? fram, role, inputs.keys);
    const { image, ...chips } = kept?.files
      ? { ...kept.files, image: kept.nor }
      : newChips(kept?.fram ?? fram);
    const module = keep(inputs.modules[role]).path;
    const fuses = keep(identity).path;
    return () => {
      new NorImage(NOR_BYTES, image).settle();
      const cut = inputs.powerCuts?.[role]?.shift();
      return start(role, { module, identity: fuses, ...chips, cut });
    };
  };
  try {
    const installed = inputs.managementFram ?? new Uint8Array(FRAM_BYTES).fill(0xff);
    return {
      metering: factory('metering', inputs.fram),
      management: factory('management', installed),
      dispose,
    };
  } catch (error) {
    dispose();
    throw error instanceof ChipFileError ? new ScratchError(tmpdir(), error) : error;
  }
}
