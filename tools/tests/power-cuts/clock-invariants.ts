// What must hold of a metering core's clock and local time after a start behind any cut.
import { AUDIT_CLOCK_SET, AUDIT_LOCAL_TIME } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Invariant } from './cutting.ts';
import type { MeteringStanding } from './metering-standing.ts';

const entries = ({ trail }: MeteringStanding, kind: number) =>
  trail.filter((entry) => entry.kind === kind).length;

/** Entries of a kind that came since; the oldest that are looked at leave as new ones come. */
const cameSince = (found: MeteringStanding, before: MeteringStanding, kind: number) => {
  const newest = before.trail.at(-1)?.sequence ?? 0;
  return entries({ ...found, trail: found.trail.filter(({ sequence }) => sequence > newest) }, kind);
};

const settingsAreCounted: Invariant<MeteringStanding> = (found, { before, after }) => {
  const was = before ?? after;
  const { settings } = found.clock;
  if (settings < was.clock.settings)
    return [`${settings} settings of the clock, ${was.clock.settings} were told`];
  if (settings > Math.max(was.clock.settings, after.clock.settings))
    return [`${settings} settings of the clock`];
  const isNew = settings > was.clock.settings;
  return isNew && cameSince(found, was, AUDIT_CLOCK_SET) + entries(was, AUDIT_CLOCK_SET) === 0
    ? ['the clock was set, and the trail has no entry']
    : [];
};

const localTimeIsOldOrNew: Invariant<MeteringStanding> = (found, { before, after }) => {
  const was = before ?? after;
  const text = ({ clock: { localTime, zone_min } }: MeteringStanding) => `${localTime} ${zone_min}`;
  if (text(found) !== text(was) && text(found) !== text(after))
    return [`local time ${text(found)} was never set`];
  if (text(found) === text(was)) return [];
  const said = [];
  if (
    !found.events.some(
      ({ event, extreme }) => event === 'local_time_set' && extreme === found.clock.localTime,
    )
  )
    said.push(`local time ${found.clock.localTime} is in force without its event`);
  if (cameSince(found, was, AUDIT_LOCAL_TIME) + entries(was, AUDIT_LOCAL_TIME) === 0)
    said.push(`local time ${found.clock.localTime} is in force without its entry`);
  return said;
};

export const CLOCK_INVARIANTS: Readonly<Record<string, Invariant<MeteringStanding>>> = {
  'a setting of the clock is counted, never forgotten, and in the audit trail': settingsAreCounted,
  'zone and schedule are the old ones, or the new ones with event and entry': localTimeIsOldOrNew,
};
