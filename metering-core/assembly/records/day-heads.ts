// The head of each day: where the rings stood when it was frozen, signed by the meter.
// Legally relevant (IR46). Changes alter the software identification.
import {
  DAY_HEAD_BYTES, DAY_HEAD_days_mac, DAY_HEAD_hours_mac, DAY_HEAD_minutes_mac, DAY_HEAD_signature, DAY_HEAD_system_title, DayHead,
} from '../../../shared-protocol/generated/assembly/layouts';
import { RING_DAY_HEADS, RING_DAYS, RING_HOURS, RING_MINUTES, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { meterIdentity } from '../proof/identity';
import { askSignature, forgetSignature, SIGNATURE_BYTES, signatureOf, Signer, Signing, signingOf } from '../proof/signatures';
import { headOf, MAC_BYTES, macOfHead } from './rings';

const TITLE_BYTES: i32 = 8;

// @ts-ignore: decorator
@lazy const HEAD = memory.data(DAY_HEAD_BYTES, 8);

/** The record that waits to be written, once it is signed; 0 while there is none. */
export function dayHeadToWrite(): usize {
  return signingOf(Signer.DAY_HEAD) == Signing.DONE ? HEAD : 0;
}

export function dayHeadIsWritten(): void {
  forgetSignature(Signer.DAY_HEAD);
}

function copyMac(to: usize, ring: i32): void {
  copyBytes(to, macOfHead(ring), MAC_BYTES);
}

function makeHead(): bool {
  const head = changetype<DayHead>(HEAD);
  const title = meterIdentity();
  if (title == 0) return false;
  memory.fill(HEAD, 0, DAY_HEAD_BYTES);
  head.time_s = headOf(RING_DAYS).time_s;
  head.sequence = headOf(RING_DAY_HEADS).newest + 1;
  head.minutes = headOf(RING_MINUTES).newest;
  head.hours = headOf(RING_HOURS).newest;
  head.days = headOf(RING_DAYS).newest;
  copyMac(HEAD + DAY_HEAD_minutes_mac, RING_MINUTES);
  copyMac(HEAD + DAY_HEAD_hours_mac, RING_HOURS);
  copyMac(HEAD + DAY_HEAD_days_mac, RING_DAYS);
  copyBytes(HEAD + DAY_HEAD_system_title, title, TITLE_BYTES);
  return true;
}

/**
 * Has the head of the day that was frozen last signed, where it has none yet: also after a start that cut it off. On a meter
 * without identity there are none.
 */
export function signDayHead(): void {
  const state = signingOf(Signer.DAY_HEAD);
  if (state == Signing.DONE) copyBytes(HEAD + DAY_HEAD_signature, signatureOf(Signer.DAY_HEAD), SIGNATURE_BYTES);
  if (state == Signing.DONE || state == Signing.UNDER_WAY) return;
  if (headOf(RING_DAYS).newest == 0 || headOf(RING_DAY_HEADS).time_s == headOf(RING_DAYS).time_s) return;
  if (makeHead() && askSignature(Signer.DAY_HEAD, HEAD, DAY_HEAD_signature) != Status.OK) forgetSignature(Signer.DAY_HEAD);
}
