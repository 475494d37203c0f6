// The load switch as the management core tells of it at its optical port, in the words of `run --json`.
import * as P from '../../shared-protocol/generated/ts/protocol.ts';

/** How the switch stands; every name is one of the constants, in small letters. */
export interface SwitchState {
  /** Null before the board told the core how its contact stands. */
  closed: boolean | null;
  control_state: string;
  control_mode: number;
  last_command: string;
  /** Who gave it; null where nobody did since the meter was made. */
  last_source: string | null;
  /** Who keeps the switch open; null while it is to be closed. */
  open_for: string | null;
  hold_on: boolean;
  /** Null without one. */
  limit_W: number | null;
  /** Until an opening that is told before; null while none comes. */
  opens_in_s: number | null;
  /** Null where no time was known then. */
  changed: string | null;
}

const CONTACTS: Record<number, boolean | null> = { 0: false, 1: true, [P.CONTACT_UNKNOWN]: null };

/** The name of a constant with this prefix and value. */
function nameOf(prefix: string, value: number): string {
  const found = Object.entries(P).find(([name, of]) => name.startsWith(prefix) && of === value);
  return found ? found[0].slice(prefix.length).toLowerCase() : String(value);
}

const actor = (value: number): string | null => (value === P.NO_ACTOR ? null : nameOf('ACTOR_', value));

/** Bytes of the structure: seven numbers of one byte, limit, seconds, time, each behind its tag. */
const SMALL = 7;
const HEAD = 2;

/** From the structure as it is read, in hexadecimal digits. */
export function switchState(digits: string): SwitchState {
  const bytes = Buffer.from(digits, 'hex');
  const small = Array.from({ length: SMALL }, (_, i) => bytes[HEAD + 2 * i + 1]);
  const [contact, control, control_mode, command, cause, reason, hold] = small;
  const rest = HEAD + 2 * SMALL;
  const limit_W = bytes.readUInt32BE(rest + 1);
  const opens_in_s = bytes.readUInt16BE(rest + 6);
  const changed_s = bytes.readUInt32BE(rest + 9);
  return {
    closed: CONTACTS[contact],
    control_state: nameOf('CONTROL_', control),
    control_mode,
    last_command: nameOf('LOAD_COMMAND_', command),
    last_source: actor(cause),
    open_for: actor(reason),
    hold_on: hold === 1,
    limit_W: limit_W || null,
    opens_in_s: opens_in_s || null,
    changed: changed_s === 0 ? null : new Date(changed_s * 1000).toISOString(),
  };
}
