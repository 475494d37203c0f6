// The prepayment of the management core as a module by itself, through which the specs of the tools enter tokens; in no core.
import { PREPAYMENT_ACCOUNT_BYTES } from '../../../../../shared-protocol/generated/assembly/layouts';
import { account } from '../account';
import { decipherMisty1 } from '../ciphers/misty1';
import { provisionStaTables } from '../ciphers/sta';
import { enterToken } from '../enter';
import { KeyPurpose, provisionKey } from '../keys/provision';
import { lockedFor_s } from '../lock-out';
import { parametersToBe } from '../parameters';
import { resetPrepayment, setPrepayment } from '../prepayment';
import { amountOf } from '../tokens/amount';
import { takeTests } from '../tokens/tests';

const ROOM: i32 = 128;

// @ts-ignore: decorator
@lazy const BUFFER = memory.data(ROOM, 8);
// @ts-ignore: decorator
@lazy const PURPOSE = memory.data(offsetof<KeyPurpose>(), 8);

export function buffer(): usize {
  return BUFFER;
}

/** Reads everything from storage, as a start of the core does. */
export function restart(): void {
  resetPrepayment();
}

export function account_address(): usize {
  return changetype<usize>(account());
}

export function account_bytes(): i32 {
  return PREPAYMENT_ACCOUNT_BYTES;
}

export function credit_mWs(): i64 {
  return account().credit;
}

export function misty1(block: u64): u64 {
  return decipherMisty1(BUFFER, block);
}

export function sta_tables(): i32 {
  return provisionStaTables(BUFFER);
}

export function amount(code: u32): i64 {
  return <i64>amountOf(code);
}

/** The key's bytes stand in the buffer. */
export function provision(ea: i32, sgc: u32, kt: i32, krn: i32, ti: i32, ken: i32, base: i32, length: i32): i32 {
  const purpose = changetype<KeyPurpose>(PURPOSE);
  purpose.ea = ea;
  purpose.sgc = sgc;
  purpose.kt = kt;
  purpose.krn = krn;
  purpose.ti = ti;
  purpose.ken = ken;
  purpose.base = base;
  return provisionKey(purpose, BUFFER, length);
}

export function set_mode(mode: i32, maximum_credit: i64, manufacturer: i32): i32 {
  const next = parametersToBe();
  next.mode = <u8>mode;
  next.maximum_credit = maximum_credit;
  next.manufacturer = <u16>manufacturer;
  return setPrepayment(next);
}

/** The characters stand in the buffer. */
export function enter(length: i32, now_us: i64): i32 {
  return enterToken(BUFFER, length, now_us);
}

export function tests(): i64 {
  return <i64>takeTests();
}

export function locked_s(now_us: i64): i32 {
  return lockedFor_s(now_us);
}
