// What the household's relays may, and what it wishes of them, as the management board's FRAM has it.
import {
  FRAM_HOUSEHOLD_A,
  FRAM_HOUSEHOLD_B,
  HOUSEHOLD_MAGIC,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { putBanked } from './banked.ts';

/** Of the appliance, then of charging. */
export interface HouseholdRules {
  /** RELAY_USE_*. */
  readonly uses: readonly [number, number];
  readonly wishes: readonly [number, number];
}

/** Tells a management board before it starts; in any rate, whatever limits there are. */
export function withHousehold(fram: Uint8Array, { uses, wishes }: HouseholdRules): Uint8Array {
  const banks = [FRAM_HOUSEHOLD_A, FRAM_HOUSEHOLD_B] as const;
  putBanked(fram, 'household', HOUSEHOLD_MAGIC, banks, { uses, wishes, rates: [0, 0], yields: [0, 0] });
  return fram;
}
