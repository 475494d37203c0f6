// The seam between the conductor and whatever runs a core: a slice of time-ordered events in, what the core did out.
import type { SliceInput, SliceOutput } from '../../shared-protocol/generated/ts/slices.ts';

export type { SliceInput, SliceOutput };

export type Role = 'metering' | 'management';

/** A core on its board, advanced slice by slice; events inside a slice are handled in the order given. */
export interface CoreRunner {
  readonly role: Role;
  /** True where nothing of a slice's inputs is looked at once it is handled: their buffers may be filled anew. */
  readonly keepsNoInputs?: boolean;
  /** Handles the events and returns what the core did meanwhile; rejects with CoreGoneError when the core is dead. */
  slice(inputs: readonly SliceInput[]): SliceOutput[] | Promise<SliceOutput[]>;
  close(): void | Promise<void>;
  /** Ends it at once, as a power cut does, where it can be ended from outside. */
  kill?(): void;
}

/** Where the supply of a board goes: counted from the end of its core's start. */
export interface StorageCut {
  /** After so many bytes written to FRAM, 1 and more. */
  readonly framBytes?: number;
  /** In the midst of so manieth program or erase of NOR, 1 and more. */
  readonly norOperations?: number;
}

/** Why a core is gone whose supply went. */
export const POWER_CUT = 'its supply went';

/** Why a core is gone whose event did not end; the same words as the C host's watchdog. */
export const HANG = 'watchdog: the core did not come back from an event';

/** A panic of the core: stops the instance, as a trap does. */
export class PanicError extends Error {
  readonly code: number;
  readonly detail: number;
  constructor(code: number, detail: number) {
    super(`panic ${code}, detail ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

/** The process or board of a core is gone (killed, crashed); the conductor goes on without it. */
export class CoreGoneError extends Error {
  readonly role: Role;
  constructor(role: Role, reason: string) {
    super(`the ${role} core is gone: ${reason}`);
    this.role = role;
  }
}
