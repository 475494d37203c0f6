// Who wins of those who have a say about the load switch: weights as in COSEM class 68, one pure decision.
import { ACTOR_HOLD, ACTORS, NO_ACTOR } from '../../../../shared-protocol/generated/assembly/protocol';

/** Actions, columns of the table. */
export namespace Action {
  export const OPEN: i32 = 0;
  export const CLOSE: i32 = 1;
  export const COUNT: i32 = 2;
}

/**
 * Weights of each ACTOR_* for opening and closing. Each opening weighs more than all below it together, so the first names the reason;
 * who does not ask to open weighs nothing, so one is enough to open; hold-on weighs more than all.
 */
// @ts-ignore: decorator
@lazy const WEIGHTS = memory.data<u16>([
  0, 1024, // hold-on
  256, 0, // protection
  128, 0, // cover
  64, 0, // remote
  32, 0, // prepayment
  16, 0, // operator
  8, 0, // limiter
  4, 0, // schedule
  2, 0, // manual
]);

export function weightOf(actor: i32, action: i32): u32 {
  return load<u16>(WEIGHTS + (<usize>(actor * Action.COUNT + action) << 1));
}

/** Bits of the actors that ask to open; hold-on asks to close. True where the switch is to be open. */
export function opens(asking: u32, held: bool): bool {
  let sum: u32 = 0;
  for (let actor: i32 = 0; actor < ACTORS; actor++) if ((asking >> actor) & 1) sum += weightOf(actor, Action.OPEN);
  return sum > (held ? weightOf(ACTOR_HOLD, Action.CLOSE) : 0);
}

/** The ACTOR_* with the greatest say among those that ask to open; NO_ACTOR without any. */
export function heaviest(asking: u32): i32 {
  let found: i32 = NO_ACTOR;
  for (let actor: i32 = 0; actor < ACTORS; actor++) {
    if (((asking >> actor) & 1) == 0) continue;
    if (found == NO_ACTOR || weightOf(actor, Action.OPEN) > weightOf(found, Action.OPEN)) found = actor;
  }
  return found;
}
