// What a command can fail with, and the exit code for it.

/** Input of the user that cannot be used: exit code 2, one line that says what and where. */
export class BadInputError extends Error {
  override name = 'BadInputError';
}

export const EXIT_FAILURE = 1;
export const EXIT_BAD_INPUT = 2;
