// Why a behaviour is skipped, as a note that the reporter can check: only what the bench lacks is a reason.
import { CAPABILITY_NAMES, type Capability } from './capabilities.ts';

const PREFIX = 'needs ';
const SEPARATOR = ', ';

export const skipNote = (lacking: readonly Capability[]): string => `${PREFIX}${lacking.join(SEPARATOR)}`;

/** What a skipped test lacks; undefined where the note names anything else, or something that the bench has. */
export function lackingIn(
  note: string | undefined,
  present: readonly Capability[],
): Capability[] | undefined {
  if (!note?.startsWith(PREFIX)) return undefined;
  const names = note.slice(PREFIX.length).split(SEPARATOR) as Capability[];
  const isReason = (name: Capability) => CAPABILITY_NAMES.includes(name) && !present.includes(name);
  return names.every(isReason) ? names : undefined;
}
