// Who wins: every set of askers, with hold-on and without.
import { ACTOR_HOLD, ACTOR_LIMITER, ACTOR_MANUAL, ACTOR_PREPAYMENT, ACTOR_PROTECTION, ACTORS, NO_ACTOR } from '../../../../../shared-protocol/generated/assembly/protocol';
import { Action, heaviest, opens, weightOf } from '../arbitration';

describe('The arbitrator', () => {
  test('opens for anybody who asks, and closes when nobody does', () => {
    expect(opens(0, false)).toBe(false);
    for (let asking: u32 = 2; asking < 1 << ACTORS; asking += 2) expect(opens(asking, false)).toBe(true);
  });

  test('opens for nobody while hold-on is in force', () => {
    for (let asking: u32 = 0; asking < 1 << ACTORS; asking += 2) expect(opens(asking, true)).toBe(false);
  });

  test('names the first of its table that asks', () => {
    expect(heaviest(0)).toBe(NO_ACTOR);
    for (let asking: u32 = 2; asking < 1 << ACTORS; asking += 2) expect(heaviest(asking)).toBe(ctz(asking));
    expect(heaviest((1 << ACTOR_MANUAL) | (1 << ACTOR_LIMITER) | (1 << ACTOR_PREPAYMENT))).toBe(ACTOR_PREPAYMENT);
  });

  test('lets hold-on close alone, and all others open alone', () => {
    for (let actor = 0; actor < ACTORS; actor++) {
      expect(weightOf(actor, Action.OPEN) != 0).toBe(actor != ACTOR_HOLD);
      expect(weightOf(actor, Action.CLOSE) != 0).toBe(actor == ACTOR_HOLD);
    }
    expect(weightOf(ACTOR_PROTECTION, Action.OPEN)).toBe(256);
  });
});
