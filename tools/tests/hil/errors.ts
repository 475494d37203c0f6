// What a person can mend before a HIL run begins: one line, exit code 2.

export class HilInputError extends Error {
  override name = 'HilInputError';
}
