// The interval of two hours: twelve of ten minutes, by the clock from even hour to even hour (IEC 61000-4-30, 4.5.4).
// Legally relevant (IR46). Changes alter the software identification.
import { Aggregate } from '../../../shared-protocol/generated/assembly/layouts';
import { AGGREGATE_FLAG_NOT_WHOLE, INTERVAL_TEN_MINUTES, INTERVAL_TWO_HOURS } from '../../../shared-protocol/generated/assembly/protocol';
import { SCOPES } from '../quantities/quantities';
import { addRecord, closeInterval, Open, openParts } from './interval-sums';
import { aggregateRecord, publishInterval } from './publication';

const PARTS: u32 = 12;

/** Takes the ten minutes published last; with the last ones of two hours these are to be published. */
export function followTwoHours(ends: bool): void {
  for (let scope: i32 = 0; scope < SCOPES; scope++) {
    addRecord(Open.TWO_HOURS, changetype<Aggregate>(aggregateRecord(INTERVAL_TEN_MINUTES, scope)));
  }
  const parts = openParts(Open.TWO_HOURS);
  if (!ends && parts < PARTS) return;
  closeInterval(Open.TWO_HOURS, INTERVAL_TWO_HOURS, ends && parts == PARTS ? 0 : AGGREGATE_FLAG_NOT_WHOLE);
  publishInterval(INTERVAL_TWO_HOURS, changetype<Aggregate>(aggregateRecord(INTERVAL_TEN_MINUTES, 0)).sample_index);
}
