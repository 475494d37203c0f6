// Tokens with an identifier (classes 0 and 2): judged by it, and each taken into the account with it, or not at all (7.3.7, 8.4 to 8.13).
import { PrepaymentAccount } from '../../../../../shared-protocol/generated/assembly/layouts';
import {
  DECODER_KEY_DDTK, PREPAYMENT_MODE_ENERGY, PREPAYMENT_MODE_MONEY, PREPAYMENT_MODE_OFF, Status, TOKEN_ACCEPT, TOKEN_DDTK_ERROR,
  TOKEN_FUNCTION_ERROR, TOKEN_KEY_EXPIRED_ERROR, TOKEN_NOT_STORED, TOKEN_OVERFLOW_ERROR,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { account, accountToBe, countResult, replaceAccount } from '../account';
import { energyOfToken, hasRoom } from '../credit/balance';
import { judgeIdentifier, rememberIdentifier } from '../identifiers';
import { parameters } from '../parameters';
import { amountOf } from './amount';
import { bits, identifierOf, subclassOf, valueOf } from './data-block';

const CREDIT: i32 = 0;

/** Subclasses of class 0: services other than electricity, and amounts of currency, are none of this meter. */
const ELECTRICITY: i32 = 0;

/** Subclasses of class 2. */
const MAXIMUM_POWER: i32 = 0;
const CLEAR_CREDIT: i32 = 1;
const CLEAR_TAMPER: i32 = 5;
const PHASE_UNBALANCE: i32 = 6;

/** Registers of a clearing token: credit of electricity in units and in currency, and all there are. */
const REGISTER_UNITS: u32 = 0;
const REGISTER_CURRENCY: u32 = 4;
const REGISTER_ALL: u32 = 0xffff;

/** Whether its key and its identifier let a token in. */
function judge(tokenClass: i32, block: u64): i32 {
  const identifier = identifierOf(block);
  if (bits(block, 48, 8) > <u32>account().ken) return TOKEN_KEY_EXPIRED_ERROR;
  if (tokenClass == CREDIT && <i32>account().kt == DECODER_KEY_DDTK) return TOKEN_DDTK_ERROR;
  return judgeIdentifier(changetype<usize>(account()), identifier);
}

function addCredit(next: PrepaymentAccount, block: u64): i32 {
  if (subclassOf(block) != ELECTRICITY || <i32>parameters().mode != PREPAYMENT_MODE_ENERGY) return TOKEN_FUNCTION_ERROR;
  const energy_mWs = energyOfToken(amountOf(valueOf(block)));
  if (!hasRoom(next, energy_mWs)) return TOKEN_OVERFLOW_ERROR;
  next.credit += energy_mWs;
  if (next.credit > 0) next.emergency = 0;
  return TOKEN_ACCEPT;
}

/** The register of the mode in force is the only one that there is. */
function clearCredit(next: PrepaymentAccount, register: u32): i32 {
  const mode = <i32>parameters().mode;
  if (mode == PREPAYMENT_MODE_OFF) return TOKEN_FUNCTION_ERROR;
  const own = mode == PREPAYMENT_MODE_MONEY ? REGISTER_CURRENCY : REGISTER_UNITS;
  if (register != own && register != REGISTER_ALL) return TOKEN_FUNCTION_ERROR;
  next.credit = 0;
  next.price_rest = 0;
  return TOKEN_ACCEPT;
}

function manage(next: PrepaymentAccount, block: u64): i32 {
  switch (subclassOf(block)) {
    case MAXIMUM_POWER:
      next.maximum_power_W = <u32>amountOf(valueOf(block));
      return TOKEN_ACCEPT;
    case CLEAR_CREDIT:
      return clearCredit(next, valueOf(block));
    case CLEAR_TAMPER:
      next.tampers_cleared++;
      return TOKEN_ACCEPT;
    case PHASE_UNBALANCE:
      next.unbalance_W = <u32>amountOf(valueOf(block));
      return TOKEN_ACCEPT;
    default: // the tariff rate is reserved by the standard and not defined; the water factor is another meter's
      return TOKEN_FUNCTION_ERROR;
  }
}

/** Takes a token with a right CRC. Returns a TOKEN_*: ACCEPT once what it changed is stored with its identifier. */
export function takeDated(tokenClass: i32, block: u64): i32 {
  const judged = judge(tokenClass, block);
  if (judged != TOKEN_ACCEPT) return judged;
  const next = accountToBe();
  const result = tokenClass == CREDIT ? addCredit(next, block) : manage(next, block);
  if (result != TOKEN_ACCEPT) return result;
  rememberIdentifier(changetype<usize>(next), identifierOf(block));
  next.failures = 0;
  countResult(next, TOKEN_ACCEPT);
  return replaceAccount(next) == Status.OK ? TOKEN_ACCEPT : TOKEN_NOT_STORED;
}
