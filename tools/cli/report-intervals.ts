// What a run reports of its intervals (IEC 61000-4-30): ten minutes by object, 150 or 180 cycles and two hours by their records.
import type { Meter } from '../meter/meter.ts';
import { objectsOf, type ObjectValues } from '../meter/objects.ts';
import type { RecordValue } from '../records/records.ts';
import { INTERVAL_CYCLES, INTERVAL_TWO_HOURS } from '../../shared-protocol/generated/ts/protocol.ts';
import { askScopes, flagsOf } from './report-scopes.ts';

/** The last ten minutes complete; empty before there are any. */
export async function askAggregates(meter: Meter): Promise<{ values: ObjectValues; flags: number }> {
  const scopes = await askScopes(meter, 'read_aggregate');
  const values = scopes.get(0)!.sequence === 0 ? {} : objectsOf('aggregate', scopes);
  return { values, flags: flagsOf(scopes.values()) };
}

/** Fields as a JSON has them: samples of a meter's life are far below 2^53. */
const plain = (record: Record<string, RecordValue>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (name === 'reserved' ? [] : [[name, Number(value)]])),
  );

/** The last interval of a kind complete: the total, then the phases; empty before there is one. */
async function askInterval(meter: Meter, interval: number): Promise<Record<string, number>[]> {
  const scopes = await askScopes(meter, 'read_interval', { interval });
  return scopes.get(0)!.sequence === 0 ? [] : [...scopes.values()].map(plain);
}

export const askIntervals = async (meter: Meter) => ({
  cycles: await askInterval(meter, INTERVAL_CYCLES),
  two_hours: await askInterval(meter, INTERVAL_TWO_HOURS),
});
