// How a specification that cannot be generated from is refused: by file and entry.

/** An entry of a specification that cannot be generated from; names file and entry. */
export class SpecError extends Error {
  constructor(file: string, entry: string, reason: string) {
    super(`${file}: ${entry}: ${reason}`);
  }
}

/** Throws SpecError when a value stands twice. */
export function refuseDuplicates(
  file: string,
  entry: string,
  kind: string,
  values: readonly (string | number)[],
): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new SpecError(file, entry, `${kind} '${twice}' stands twice`);
}
