// A programme that cannot be run: where in its file, and why.

/** Message: file, line, reason. Nothing has been measured when it is thrown. */
export class ProgrammeError extends Error {
  override name = 'ProgrammeError';
  constructor(file: string, line: number, reason: string) {
    super(`${file}, line ${line}: ${reason}`);
  }
}
