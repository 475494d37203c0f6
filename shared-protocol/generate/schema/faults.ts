// Every fault of the specifications at once: a line each, with the file, the path inside it, and what is wrong.
import { SpecError } from '../spec-error.ts';

/** One thing wrong with a specification. */
export interface Fault {
  file: string;
  /** As a JSON pointer without its first slash, or the entry by name; none where the whole file is meant. */
  path?: string;
  what: string;
}

const line = ({ file, path, what }: Fault) =>
  [file, path, what].filter((part) => part !== undefined).join(': ');

/** Specifications that cannot be generated from, each fault in a line of the message. */
export class SpecFaults extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(faults.map(line).join('\n'));
    this.faults = faults;
  }
}

/** A file that cannot be read at all: it has no place to name. */
export const unreadable = (file: string, what: string) => new SpecFaults([{ file, what }]);

/** Throws SpecFaults unless there are none. */
export function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new SpecFaults(faults);
}

/** True for what is wrong with a specification, not with the generator. */
export const isSpecFault = (error: unknown): error is Error =>
  error instanceof SpecFaults || error instanceof SpecError;

/** Faults of one file from pairs of entry and reason. */
export const asFaults = (file: string, pairs: readonly [path: string, what: string][]): Fault[] =>
  pairs.map(([path, what]) => ({ file, path, what }));
