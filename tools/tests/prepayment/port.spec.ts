// A household buys energy at a whole meter: key and terms at the open case, tokens at the optical port with the cover on, a cut.
import { describe, expect, it } from 'vitest';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { refused, withBench, type OpenSession } from '../programming/bench.ts';
import { EVERYWHERE } from '../../meter/targets/with-meter.ts';
import { hex, keyBytes, prepared, TERMS_BYTES } from './prepared.ts';
import { placeOf } from './keys.ts';

const row = (e: number) => `0-0:96.141.${e}*255`;
const [TOKEN, RESULT, CREDIT, STATE, KEY, TERMS, PURPOSE, EMERGENCY] = [0, 1, 2, 4, 11, 8, 5, 7].map(row);
const LIMIT_ms = 240_000;
const VALUE_ERROR = 'ER09';

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
