// Whether the supply of the management board fails, since when, and how often it did since the start.

/** The comparator found the supply failing; it lasts for the hold-up time from then on. */
export let supplyFails: bool = false;
/** Time of the last edge, us since start. */
export let supplyChanged_us: i64 = 0;
/** Failures since the start, the one under way among them. */
export let supplyFailures: u32 = 0;

export function resetSupply(): void {
  supplyFails = false;
  supplyChanged_us = 0;
  supplyFailures = 0;
}

/** Takes an edge of the comparator; one in the direction it already has is none. */
export function supplyChanged(failing: bool, at_us: i64): void {
  if (failing == supplyFails) return;
  supplyFails = failing;
  supplyChanged_us = at_us;
  if (failing) supplyFailures++;
}
