// A meter that its maker made ready for prepayment: key and terms, written at the open case.
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import type { ProgrammingBench } from '../programming/bench.ts';
import { keyOf, placeOf } from './keys.ts';

const row = (e: number) => `0-0:96.141.${e}*255`;
const [TERMS, KEY] = [8, 11].map(row);
const KWH_mWs = 3_600_000_000;

export const hex = (value: number | bigint, bytes: number) =>
  BigInt.asUintN(bytes * 8, BigInt(value))
    .toString(16)
    .padStart(bytes * 2, '0')
    .toUpperCase();

/** The key with what it is for, as an octet string. */
export function keyBytes(name: string): string {
  const { sgc, kt, krn, ti } = placeOf(name);
  const purpose =
    hex(sgc, 4) + [11, kt, krn, ti, 255, P.BASE_DATE_1993].map((value) => hex(value, 1)).join('');
  return `091A${purpose}${keyOf(name).toString('hex').toUpperCase()}`;
}

/** Energy mode; alarm at 0.1 kWh, emergency credit of 1 kWh. */
export const TERMS_BYTES = [
  `020911${hex(P.PREPAYMENT_MODE_ENERGY, 1)}`,
  ...[KWH_mWs / 10, KWH_mWs, 0, 1000 * KWH_mWs].map((credit) => `14${hex(credit, 8)}`),
  '1100120000120000120000',
].join('');

/** Whoever made the meter opens the case, gives it key and terms, and closes it. */
export async function prepared(bench: ProgrammingBench): Promise<void> {
  bench.meter.surroundings!.set('mainCover', false);
  bench.cover(false);
  await bench.idle(3000);
  const session = await bench.session();
  await session.write('W2', KEY, keyBytes('krn1'));
  await session.write('W2', TERMS, TERMS_BYTES);
  await session.close();
  bench.meter.surroundings!.set('mainCover', true);
  bench.cover(true);
  await bench.idle(3000);
}
