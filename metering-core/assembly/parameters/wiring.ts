// The service type: which elements measure, and which voltage keeps the time.
// Legally relevant (IR46). Changes alter the software identification.
import { SERVICE_1P2W, SERVICE_3P3W } from '../../../shared-protocol/generated/assembly/protocol';
import { parameters } from './parameters';

/** True when an element 0..2 takes part: 3P3W has two (U12 with I1, U32 with I3; Blondel's theorem). */
// @ts-ignore: decorator
@inline
export function elementInUse(element: i32): bool {
  const service = <i32>parameters().service;
  if (service == SERVICE_1P2W) return element == 0;
  if (service == SERVICE_3P3W) return element != 1;
  return true;
}
