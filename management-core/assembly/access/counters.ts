// Invocation counters of the clients of DLMS/COSEM, which never go back: both banks of the FRAM before what they guard.
import {
  COSEM_COUNTERS_BYTES, COSEM_COUNTERS_received, COSEM_COUNTERS_sent,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  COSEM_COUNTERS_MAGIC, FRAM_COSEM_COUNTERS_A, FRAM_COSEM_COUNTERS_B, KEY_CLIENTS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { Found, loadBanked, storeBanked } from '../storage/banked-record';

/** The meter's own are reserved so many at a time: what is stored is ahead of what is used, and a start goes on there. */
const RESERVED: u32 = 64;
/** The last value of a counter: with it its key has lived (DLMS UA 1000-2, 9.2.3.3.7.3). */
export const LAST_COUNTER: u32 = 0xffff_ffff;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(COSEM_COUNTERS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(COSEM_COUNTERS_BYTES, 8);
/** The meter's own counter that is used next, of each client. */
// @ts-ignore: decorator
@lazy const NEXT = memory.data(KEY_CLIENTS << 2, 8);

/** What was stored is damaged in both banks: nothing is ciphered any more. */
export let countersLost: bool = false;

function receivedAt(client: i32): usize {
  return RECORD + COSEM_COUNTERS_received + (<usize>(client - 1) << 2);
}

function sentAt(client: i32): usize {
  return RECORD + COSEM_COUNTERS_sent + (<usize>(client - 1) << 2);
}

function storeOnce(): bool {
  return storeBanked(RECORD, COSEM_COUNTERS_BYTES, COSEM_COUNTERS_MAGIC, FRAM_COSEM_COUNTERS_A, FRAM_COSEM_COUNTERS_B) == Status.OK;
}

/** In both banks, one after the other: damage to one alone brings no counter back. */
function keep(): bool {
  return storeOnce() && storeOnce();
}

export function resetCounters(): void {
  const found = loadBanked(
    RECORD, SPARE, COSEM_COUNTERS_BYTES, COSEM_COUNTERS_MAGIC, FRAM_COSEM_COUNTERS_A, FRAM_COSEM_COUNTERS_B,
  );
  countersLost = (found & Found.WHOLE) == 0 && (found & Found.DAMAGED) == Found.DAMAGED;
  for (let client: i32 = 1; client <= KEY_CLIENTS; client++) {
    store<u32>(NEXT + (<usize>(client - 1) << 2), load<u32>(sentAt(client)));
  }
}

/** The least counter that is accepted of a client, 1 to KEY_CLIENTS. */
export function expectedOf(client: i32): u32 {
  return load<u32>(receivedAt(client));
}

/** A client used this counter: from now on only higher ones are accepted. False where that could not be stored. */
export function passCounter(client: i32, counter: u32): bool {
  if (counter == LAST_COUNTER) return false;
  store<u32>(receivedAt(client), max(expectedOf(client), counter + 1));
  return keep();
}

/** A client's key is a new one: its counters begin anew. The meter's own go on, under whatever key. False where that could not be stored. */
export function restartCounter(client: i32): bool {
  store<u32>(receivedAt(client), 0);
  return keep();
}

function reserve(client: i32, next: u32): bool {
  if (next > LAST_COUNTER - RESERVED) return false;
  store<u32>(sentAt(client), next + RESERVED);
  return keep();
}

/** A counter of the meter's own for a client, never given before; -1 where there is none. */
export function takeCounter(client: i32): i64 {
  const at = NEXT + (<usize>(client - 1) << 2);
  const next = load<u32>(at);
  if (next >= load<u32>(sentAt(client)) && !reserve(client, next)) return -1;
  store<u32>(at, next + 1);
  return <i64>next;
}
