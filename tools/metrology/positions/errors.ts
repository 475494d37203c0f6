// What can be wrong with the input of a bench, one class per cause.

/** A programme that cannot be run; the message is file, line, reason. Nothing has been measured when it is thrown. */
export class ProgrammeError extends Error {
  override name = 'ProgrammeError';
  constructor(file: string, line: number, reason: string) {
    super(`${file}, line ${line}: ${reason}`);
  }
}

/** A file of results that cannot be used: which, and why. */
export class ResultsError extends Error {
  override name = 'ResultsError';
  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`);
  }
}
