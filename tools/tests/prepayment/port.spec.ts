// A household buys energy at a whole meter: key and terms at the open case, tokens at the optical port with the cover on, a cut.
import { describe, expect, it } from 'vitest';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { refused, withBench, type OpenSession, type ProgrammingBench } from '../programming/bench.ts';
import { EVERYWHERE } from '../../meter/targets/with-meter.ts';
import { keyOf, placeOf } from './testing.ts';

const row = (e: number) => `0-0:96.141.${e}*255`;
const [TOKEN, RESULT, CREDIT, STATE, KEY, TERMS, PURPOSE, EMERGENCY] = [0, 1, 2, 4, 11, 8, 5, 7].map(row);
const KWH_mWs = 3_600_000_000;
const LIMIT_ms = 240_000;
const VALUE_ERROR = 'ER09';

const hex = (value: number | bigint, bytes: number) =>
  BigInt.asUintN(bytes * 8, BigInt(value))
    .toString(16)
    .padStart(bytes * 2, '0')
    .toUpperCase();

/** The key with what it is for, as an octet string. */
function keyBytes(name: string): string {
  const { sgc, kt, krn, ti } = placeOf(name);
  const purpose =
    hex(sgc, 4) + [11, kt, krn, ti, 255, P.BASE_DATE_1993].map((value) => hex(value, 1)).join('');
  return `091A${purpose}${keyOf(name).toString('hex').toUpperCase()}`;
}

/** Energy mode; alarm at 0.1 kWh, emergency credit of 1 kWh. */
const TERMS_BYTES = [
  `020911${hex(P.PREPAYMENT_MODE_ENERGY, 1)}`,
  ...[KWH_mWs / 10, KWH_mWs, 0, 1000 * KWH_mWs].map((credit) => `14${hex(credit, 8)}`),
  '1100120000120000120000',
].join('');

/** Whoever made the meter opens the case, gives it key and terms, and closes it. */
async function prepared(bench: ProgrammingBench): Promise<void> {
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

const result = (session: OpenSession) => session.read('R5', RESULT).then(Number);

describe('At a meter with prepayment', () => {
  it.each(EVERYWHERE)(
    'a token is entered by anybody with the cover on, once, and outlives a power cut, on %s',
    { timeout: LIMIT_ms },
    (place) =>
      withBench(
        async (bench) => {
          await prepared(bench);
          const { digits } = vectors.tokens.find(
            ({ kind, value }) => kind === 'credit_electricity' && value === 256,
          )!;
          let session = await bench.session();
          expect(await session.read('R2', PURPOSE)).toContain(hex(placeOf('krn1').sgc, 4));
          expect(await session.read('R5', STATE)).toBe(String(P.CREDIT_EXHAUSTED));
          await session.write('W5', TOKEN, digits);
          expect(await result(session)).toBe(P.TOKEN_ACCEPT);
          expect(await session.read('R2', TOKEN)).toBe(
            `0914${Buffer.from(digits).toString('hex').toUpperCase()}`,
          );
          expect(await refused(session.write('W5', TOKEN, digits))).toBe(VALUE_ERROR);
          expect(await result(session)).toBe(P.TOKEN_USED_ERROR);
          const credit = Number((await session.read('R5', CREDIT)).split('*')[0]);
          expect(credit).toBeGreaterThan(25.5);
          expect(credit).toBeLessThanOrEqual(25.6);
          await bench.cutPower();
          await bench.idle(5000);
          session = await bench.session();
          expect(await refused(session.write('W5', TOKEN, digits))).toBe(VALUE_ERROR);
          expect(await result(session)).toBe(P.TOKEN_USED_ERROR);
          const after = Number((await session.read('R5', CREDIT)).split('*')[0]);
          // What was used before, during and after the cut is charged, and nothing else.
          expect(after).toBeLessThanOrEqual(credit);
          expect(after).toBeGreaterThan(credit - 0.5);
          expect(await session.read('R5', STATE)).toBe(String(P.CREDIT_GOOD));
        },
        { open: false, place },
      ),
  );

  it(
    'everything else of it is the utility’s: no key is read, no terms are set without level and cover',
    { timeout: LIMIT_ms },
    () =>
      withBench(
        async (bench) => {
          await prepared(bench);
          const session = await bench.session();
          expect(await refused(session.read('R2', KEY))).toMatch(/^ER0[34]$/);
          expect(await refused(session.write('W2', KEY, keyBytes('ti2')))).toMatch(/^ER0[34]$/);
          expect(await refused(session.write('W2', TERMS, TERMS_BYTES))).toMatch(/^ER0[34]$/);
          await session.write('W5', EMERGENCY, '1');
          await bench.idle(2000);
          expect(await session.read('R5', STATE)).toBe(String(P.CREDIT_EMERGENCY));
        },
        { open: false },
      ),
  );
});
