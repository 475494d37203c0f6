// The access level of IEC 62056-21 that holds at a port: what the session proved, what hands do there, and the port's cap.
import { LEVEL_ASSOCIATIONS, PORT_ACCESS } from '../../../shared-protocol/generated/assembly/programming';
import { sealedButtonCounts } from './sealed-button';
import { caseIsOpen } from './told-time';

export const LEVEL_PROTOCOL: i32 = 1;
export const LEVEL_PASSWORD: i32 = 2;
export const LEVEL_KEY: i32 = 3;
export const LEVEL_CASE: i32 = 4;

/** The highest level at a port. */
export function levelOfPort(port: i32): i32 {
  return load<u8>(PORT_ACCESS + (port << 1));
}

/** What may be written and executed through a port: PORT_WRITES_*. */
export function portWrites(port: i32): i32 {
  return load<u8>(PORT_ACCESS + (port << 1), 1);
}

/** The level that holds at a port where a session proved one. */
export function levelAt(port: i32, proved: i32): i32 {
  const byHand = caseIsOpen() ? LEVEL_CASE : sealedButtonCounts() ? LEVEL_KEY : LEVEL_PROTOCOL;
  return min(max(proved, byHand), levelOfPort(port));
}

/** Whose rights a level has. */
export function associationOfLevel(level: i32): i32 {
  return load<u8>(LEVEL_ASSOCIATIONS + (level - 1));
}
