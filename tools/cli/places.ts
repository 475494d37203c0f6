// Where a command lets the modules run: targets and engines by the names a user gives.
import type { Target } from '../meter/target.ts';
import { TARGETS } from '../meter/targets/targets.ts';
import { BadInputError } from './errors.ts';

/** Every engine some target has. */
export const ENGINES: readonly string[] = [...new Set(TARGETS.flatMap(({ engines }) => engines))];

/** The target of a name that was checked to be one. */
export const targetNamed = (name: string): Target => TARGETS.find((target) => target.name === name)!;

/** The engine asked for, or the target's first. Throws BadInputError for one that the target does not have. */
export function engineOf({ engines }: Target, asked: string | undefined): string {
  const engine = asked ?? engines[0];
  if (engines.includes(engine)) return engine;
  throw new BadInputError(`--engine ${engine}: expected one of ${engines.join(', ')}`);
}
