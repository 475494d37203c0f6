// The seam between the conductor and whatever runs a core: a slice of time-ordered events in, what the core did out.
export type SliceInput =
  | { type: 'samples'; firstIndex: number; sets: Int32Array }
  | { type: 'port'; port: number; bytes: Uint8Array }
  | { type: 'portState'; port: number; free: number; idle: boolean }
  | { type: 'linkFrame'; bytes: Uint8Array }
  | { type: 'linkReply'; bytes: Uint8Array; status: number }
  | { type: 'switch'; input: number; closed: boolean; sampleIndex: number }
  | { type: 'second'; sampleIndex: number; fraction_Q16: number }
  | { type: 'temperature'; temperature_mC: number }
  | { type: 'tick'; now_us: number };

export type SliceOutput =
  | { type: 'port'; port: number; bytes: Uint8Array }
  | { type: 'portConfig'; port: number; baud: number; format: number }
  | { type: 'linkRequest'; bytes: Uint8Array; replyLength: number }
  | { type: 'linkArmed'; bytes: Uint8Array }
  | { type: 'pulse'; output: number; sampleIndex: number; fraction_Q16: number }
  | { type: 'lcd'; row: number; text: string }
  | { type: 'fault'; code: number; detail: number; text: string }
  | { type: 'started'; resetCause: number; sha256: string };

export type Role = 'metering' | 'management';

/** A core on its board, advanced slice by slice; events inside a slice are handled in the order given. */
export interface CoreRunner {
  readonly role: Role;
  /** Handles the events and returns what the core did meanwhile; rejects with CoreGoneError when the core is dead. */
  slice(inputs: readonly SliceInput[]): SliceOutput[] | Promise<SliceOutput[]>;
  close(): void | Promise<void>;
}

/** The process or board of a core is gone (killed, crashed); the conductor goes on without it. */
export class CoreGoneError extends Error {
  readonly role: Role;
  constructor(role: Role, reason: string) {
    super(`the ${role} core is gone: ${reason}`);
    this.role = role;
  }
}
