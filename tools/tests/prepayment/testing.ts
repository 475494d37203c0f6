// What the specs of prepayment share: the keys of the public vectors, and a core that has the first of them.
import { expect } from 'vitest';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { amountCode, decoderKey04, makeToken, misty1Cipher, type BaseYear } from '../../clients/sts/index.ts';
import { PrepaymentCore } from './core.ts';

export const BUILD_ms = 120_000;
/** The unit of a credit token: 0.1 kWh. */
export const UNIT_mWs = 360_000_000n;
export const VENDING_KEY = Buffer.from(vectors.vending_key, 'hex');
export const placeOf = (name: string) => vectors.keys[name as keyof typeof vectors.keys];
export const keyOf = (name: string) =>
  decoderKey04(VENDING_KEY, placeOf(name), placeOf(name).base as BaseYear, 11);
export const cipherOf = (name: string) => misty1Cipher(keyOf(name));

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
