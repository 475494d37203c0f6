// The long form of the tests, for `make fuzz` (TWINMETER_LONG_FORM=1): every case of what `make test` takes some of.
import { test } from 'vitest';

export const isLong = process.env.TWINMETER_LONG_FORM === '1';

/** So many of the cases in `make test`, the first ones; all of them in the long form. */
export const everyday = <T>(cases: readonly T[], count: number): readonly T[] =>
  isLong ? cases : cases.slice(0, count);

/** A behaviour that is shown in the long form only. */
export const itInLongForm = test.runIf(isLong);
