// When an event of the metering core was: its samples counted back from the clock of the last status, over times without supply.
import { EventRecord, Identification } from '../../../shared-protocol/generated/assembly/layouts';
import { EVENT_POWER_OFF, EVENT_RESET, MESSAGE_IDENTIFY } from '../../../shared-protocol/generated/assembly/protocol';
import { EVENTS_KEPT, keptEvent, newestKept } from '../link/events';
import { meteringStatus } from '../link/metering-status';
import { frontBank, mirrored } from '../link/mirror';
import { slotOf } from '../link/slots';
import { draftState } from '../logs/state';

const MILLI: u64 = 1000;

/** The last dating is one by what is known; else it is the moment at which the event was learnt. */
export let isDated: bool = true;

export function resetDating(): void {
  isDated = true;
}

/** Seconds that so many samples last. */
export function secondsOf(samples: u64): u64 {
  const rate_mHz = changetype<Identification>(mirrored(frontBank(), slotOf(MESSAGE_IDENTIFY, 0))).sampling_rate_mHz;
  return samples * MILLI / max<u64>(rate_mHz, 1);
}

/** Seconds without supply since an event, -1 where the events behind it do not tell all of them. */
function offSince_s(record: EventRecord, starts: u16): i64 {
  let missing = <i32>(<u16>(starts - record.starts));
  let off_s: i64 = 0;
  const newest = newestKept();
  for (let n = max(record.sequence + 1, newest - min(newest - 1, EVENTS_KEPT - 1)); n <= newest && missing > 0; n++) {
    const other = keptEvent(n);
    if (!other || <i32>other.event != EVENT_POWER_OFF) continue;
    off_s += <i64>other.extreme;
    missing--;
  }
  return missing == 0 ? off_s : -1;
}

/** Learns at which sample of the meter's life the metering core began its present start, where an event tells it. */
export function learnStart(record: EventRecord): void {
  if (<i32>record.event != EVENT_RESET || record.starts != <u16>meteringStatus()!.starts) return;
  draftState().life_base = record.start + 1;
  draftState().base_starts = record.starts;
}

/** Seconds since 1970 (UTC) of a sample of the meter's life, in the start of the metering core that an event is of; 0: unknown. */
export function timeOf(record: EventRecord, at: u64): u32 {
  const status = meteringStatus()!;
  const state = draftState();
  const off_s = offSince_s(record, <u16>status.starts);
  const life = state.life_base - 1 + status.sample_index;
  isDated = status.clock_s != 0 && off_s >= 0 && state.life_base != 0 && state.base_starts == <u16>status.starts && at <= life;
  return <u32>(isDated ? <i64>status.clock_s - <i64>secondsOf(life - at) - off_s : <i64>status.clock_s);
}
