// One event in a line, for the panel and for the summary.
import { INPUT_NAMES } from '../meter/harmonics.ts';
import type { ReportedEvent } from '../records/events.ts';

const SCOPE_NAMES = ['', ' L1', ' L2', ' L3'];

/** Scopes of the AFE's events are its inputs, counted from 1. */
const scopeName = ({ name, scope }: ReportedEvent) =>
  name === 'afe_saturated' ? ` ${INPUT_NAMES[scope - 1]}` : (SCOPE_NAMES[scope] ?? ` ${scope}`);

/** From when to when, how far, and against which limit. */
export function eventLine(event: ReportedEvent): string {
  const { start_s, end_s, extreme, limit, unit } = event;
  const time = `${start_s.toFixed(3)} s to ${end_s === null ? 'now' : `${end_s.toFixed(3)} s`}`;
  const told = unit ? `  ${extreme} ${unit}, limit ${limit}` : '';
  return `event  ${event.name}${scopeName(event)}  ${time}${told}`;
}
