// What the specs of prepayment share: a core that has the first of the public vectors' keys.
import { expect } from 'vitest';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import { amountCode, makeToken } from '../../clients/sts/index.ts';
import { PrepaymentCore } from './core.ts';
import { cipherOf, keyOf, placeOf } from './keys.ts';

export const BUILD_ms = 120_000;
/** The unit of a credit token: 0.1 kWh. */
export const UNIT_mWs = 360_000_000n;

export function giveKey(core: PrepaymentCore, name: string, options: { ken?: number } = {}): void {
  expect(core.provision(keyOf(name), placeOf(name), options)).toBe(0);
}

/** A meter of energy credit with the first of the keys. */
export function prepaymentCore(module?: WebAssembly.Module): PrepaymentCore {
  const core = new PrepaymentCore(module);
  expect(core.setMode(P.PREPAYMENT_MODE_ENERGY)).toBe(0);
  giveKey(core, 'krn1');
  return core;
}

/** So many units of 0.1 kWh. */
export const credit = (identifier: number, amount = 1, name = 'krn1') =>
  makeToken('credit_electricity', { random: 5, identifier, amount: amountCode(amount) }, cipherOf(name));
