// A core for the specs of the conductor: it answers with what a spec gave it, and remembers what it was given.
import {
  CoreGoneError,
  type CoreRunner,
  type Role,
  type SliceInput,
  type SliceOutput,
} from '../../cores/core-runner.ts';

export class ScriptedCore implements CoreRunner {
  readonly role: Role;
  readonly given: SliceInput[] = [];
  dead = false;
  closed = false;
  /** What the core does with the inputs of a slice. */
  onSlice: (inputs: readonly SliceInput[]) => SliceOutput[] = () => [];

  constructor(role: Role) {
    this.role = role;
  }

  slice(inputs: readonly SliceInput[]): SliceOutput[] {
    if (this.dead) throw new CoreGoneError(this.role, 'scripted');
    this.given.push(...inputs);
    return this.onSlice(inputs);
  }

  close(): void {
    this.closed = true;
  }

  /** Inputs of one kind, in order. */
  of<T extends SliceInput['type']>(type: T): Extract<SliceInput, { type: T }>[] {
    return this.given.filter((input): input is Extract<SliceInput, { type: T }> => input.type === type);
  }
}
