// Control modes of class 70: every event in every control state of every mode, against the letters of the standard.
import { CONTROL_MODES } from '../../../../../shared-protocol/generated/assembly/protocol';
import { isControlMode, isThere, nextState, NO_STATE } from '../modes';

/** Letter, origin, event, end (IEC 62056-6-2, disconnect control, state transitions). */
const TRANSITIONS: string[] = ['a011', 'b100', 'c200', 'd012', 'e231', 'f122', 'g142', 'h251', 'i211'];
/** Letters that each control mode has: disconnection remote, manual, local; reconnection remote, manual, local. */
const MODES: string[] = ['', 'bcfgde', 'bcfgae', 'bcgde', 'bcgae', 'bcfgdeh', 'bcgdeh', 'bcgaieh'];
const STATES = 3;
const EVENTS = 6;

/** What the letters of a mode say of an event. */
function expected(mode: i32, state: i32, event: i32): i32 {
  for (let i = 0; i < TRANSITIONS.length; i++) {
    const t = TRANSITIONS[i];
    if (!MODES[mode].includes(t.charAt(0))) continue;
    if (t.charCodeAt(1) - 48 == state && t.charCodeAt(2) - 48 == event) return t.charCodeAt(3) - 48;
  }
  return NO_STATE;
}

describe('The control state', () => {
  test('follows from each event as the letters of its mode say, and from no other', () => {
    let transitions = 0;
    for (let mode = 0; mode < CONTROL_MODES; mode++) {
      for (let state = 0; state < STATES; state++) {
        for (let event = 0; event < EVENTS; event++) {
          const next = nextState(mode, state, event);
          expect(next).toBe(expected(mode, state, event), `mode ${mode}, state ${state}, event ${event}`);
          if (next != NO_STATE) transitions++;
        }
      }
    }
    expect(transitions).toBe(6 + 6 + 5 + 5 + 7 + 6 + 7);
  });

  test('is always connected in mode 0', () => {
    for (let event = 0; event < EVENTS; event++) expect(nextState(0, 1, event)).toBe(NO_STATE);
    expect(isThere(1, 1, 0)).toBe(false);
  });

  test('is there already where a command is repeated', () => {
    expect(isThere(0, 0, 1)).toBe(true);
    expect(isThere(1, 1, 1)).toBe(true);
    expect(isThere(2, 1, 1)).toBe(true);
    expect(isThere(2, 1, 2)).toBe(false);
    expect(isThere(1, 0, 1)).toBe(false);
    expect(isThere(2, 3, 5)).toBe(false);
  });

  test('has modes 0 to 7', () => {
    expect(isControlMode(0)).toBe(true);
    expect(isControlMode(7)).toBe(true);
    expect(isControlMode(8)).toBe(false);
    expect(isControlMode(-1)).toBe(false);
  });
});
