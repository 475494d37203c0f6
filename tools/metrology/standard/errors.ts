// What can be wrong with a type test's input, one class per cause.

/** The data file of limits does not hold what the type test needs; says where. */
export class LimitsError extends Error {
  override name = 'LimitsError';
  constructor(place: string, reason: string) {
    super(`limits.json, ${place}: ${reason}`);
  }
}

/** Marked currents that no meter of the class and connection may carry. */
export class RatingError extends Error {
  override name = 'RatingError';
}
