// The first decoder key of a meter, or another by an authorised hand: what tokens of a key change cannot bring.
import { BASE_DATE_2035, DECODER_KEY_DCTK, Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { accountToBe, replaceAccount } from '../account';
import { forgetIdentifiers } from '../identifiers';
import { keyBytesOf, sealKey } from './decoder-key';
import { resetKeyChange } from './key-change';

/** What a key is for, as it comes with its bytes. */
@unmanaged
export class KeyPurpose {
  sgc: u32;
  /** Encryption algorithm, 7 or 11. */
  ea: i32;
  /** DECODER_KEY_*. */
  kt: i32;
  krn: i32;
  ti: i32;
  ken: i32;
  /** BASE_DATE_*. */
  base: i32;
}

const SGC_MAX: u32 = 999_999;

function within(value: i32, least: i32, most: i32): bool {
  return value >= least && value <= most;
}

function fits(purpose: KeyPurpose): bool {
  if (keyBytesOf(purpose.ea) == 0 || purpose.sgc > SGC_MAX) return false;
  if (!within(purpose.kt, 0, DECODER_KEY_DCTK) || !within(purpose.krn, 1, 9) || !within(purpose.ti, 0, 99)) return false;
  return within(purpose.ken, 0, 255) && within(purpose.base, 0, BASE_DATE_2035);
}

/** Seals and stores a key of as many bytes as its algorithm has; identifiers begin anew. Returns a Status. */
export function provisionKey(purpose: KeyPurpose, key: usize, length: i32): i32 {
  if (!fits(purpose)) return Status.OUT_OF_RANGE;
  if (length != keyBytesOf(purpose.ea)) return Status.BAD_LENGTH;
  const next = accountToBe();
  next.sgc = purpose.sgc;
  next.ea = <u8>purpose.ea;
  next.kt = <u8>purpose.kt;
  next.krn = <u8>purpose.krn;
  next.ti = <u8>purpose.ti;
  next.ken = <u8>purpose.ken;
  next.base = <u8>purpose.base;
  next.failures = 0;
  forgetIdentifiers(changetype<usize>(next));
  const status = sealKey(next, key);
  if (status != Status.OK) return status;
  resetKeyChange();
  return replaceAccount(next);
}
