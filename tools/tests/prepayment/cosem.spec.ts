// Prepayment by its classes of COSEM: a household's token by the gateway, account, credits and charge beside the meter's own objects.
import { expect, describe, it } from 'vitest';
import { numberOf, octets, structure, type Data } from '../../clients/dlms/index.ts';
import { Asker, MANAGEMENT, PUBLIC } from '../dlms/dlms-bench.ts';
import { withBench, type ProgrammingBench } from '../programming/bench.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { placeOf } from './keys.ts';
import { hex, prepared } from './prepared.ts';

const LIMIT_ms = 240_000;
const [ACCOUNT, TOKENS, EMERGENCY, CHARGE, GATEWAY, STS] = [
  [111, '0-0:19.0.0.255'],
  [112, '0-0:19.10.0.255'],
  [112, '0-0:19.10.1.255'],
  [113, '0-0:19.20.0.255'],
  [115, '0-0:19.40.0.255'],
  [116, '0-0:19.60.0.255'],
] as const;
type Object = readonly [number, string];
const NOTHING = numberOf('integer', 0);
/** Status codes of a gateway, and of a credit. */
const [EXECUTED, BAD_FORMAT, NOT_AUTHENTIC, NOT_VALID] = [3, 4, 5, 6];
const [SELECTABLE, IN_USE, CONSUMED] = [1, 3, 4];
const [BOUGHT_Wh, EMERGENCY_Wh] = [25_600, 1000];
const DIGITS = vectors.tokens.find(
  ({ kind, value }) => kind === 'credit_electricity' && value === 256,
)!.digits;

/** Whoever stands before the meter, at its RS485 pair. */
class Household {
  readonly #asker: Asker;

  private constructor(asker: Asker) {
    this.#asker = asker;
  }

  static async at({ meter }: ProgrammingBench, client = PUBLIC): Promise<Household> {
    const asker = new Asker(meter, { client });
    await asker.associate();
    return new Household(asker);
  }

  get = ([of, obis]: Object, id: number): Promise<Data> =>
    this.#asker.run(this.#asker.client.get({ class: of, obis, id }));

  set = ([of, obis]: Object, id: number, value: Data): Promise<void> =>
    this.#asker.run(this.#asker.client.set({ class: of, obis, id }, value));

  act = ([of, obis]: Object, id: number, data: Data): Promise<unknown> =>
    this.#asker.run(this.#asker.client.act({ class: of, obis, id }, data));

  async number(object: Object, id: number): Promise<number> {
    return Number(((await this.get(object, id)) as { value: bigint }).value);
  }

  async status(): Promise<number> {
    const { of: fields } = (await this.get(GATEWAY, 6)) as unknown as { of: [{ value: bigint }] };
    return Number(fields[0].value);
  }

  /** The status behind a token. */
  async enter(digits: string): Promise<number> {
    await this.act(GATEWAY, 1, octets(Buffer.from(digits))).catch(() => {});
    return this.status();
  }
}

const withPrepaid = (work: (household: Household, bench: ProgrammingBench) => Promise<void>) =>
  withBench(
    async (bench) => {
      await prepared(bench);
      await work(await Household.at(bench), bench);
    },
    { open: false },
  );

describe('Prepayment by COSEM', { timeout: LIMIT_ms }, () => {
  it('takes a token at the gateway from whoever asks, once, and tells what became of it', () =>
    withPrepaid(async (household) => {
      expect(await household.enter('12')).toBe(BAD_FORMAT);
      expect(await household.enter(`${DIGITS.slice(0, 19)}${(Number(DIGITS[19]) + 1) % 10}`)).toBe(
        NOT_AUTHENTIC,
      );
      expect(await household.number(TOKENS, 2)).toBeLessThanOrEqual(0);
      expect(await household.enter(DIGITS)).toBe(EXECUTED);
      expect(await household.get(GATEWAY, 2)).toEqual(octets(Buffer.from(DIGITS)));
      const credit = await household.number(TOKENS, 2);
      expect(credit).toBeGreaterThan(BOUGHT_Wh - 100);
      expect(credit).toBeLessThanOrEqual(BOUGHT_Wh);
      expect(await household.enter(DIGITS)).toBe(NOT_VALID);
      expect(await household.number(TOKENS, 2)).toBeLessThanOrEqual(credit);
      expect(await household.number(ACCOUNT, 5)).toBe(await household.number(TOKENS, 2));
    }));

  it('tells what tokens are to be made for, and under which number vending systems know the meter', () =>
    withPrepaid(async (household, bench) => {
      const told: Data[] = [];
      for (const id of [3, 4, 12]) told.push(await household.get(STS, id));
      expect(told).toEqual([
        { type: 'visible-string', bytes: Buffer.from('ELECTRICITY') },
        { type: 'array', of: [numberOf('unsigned', 2)] },
        { type: 'visible-string', bytes: Buffer.alloc(0) },
      ]);
      const facts: number[] = [];
      for (const id of [5, 6, 7, 8, 9, 10, 11]) facts.push(await household.number(STS, id));
      const { sgc, ti, krn, kt } = placeOf('krn1');
      expect(facts).toEqual([11, sgc, ti, krn, kt, 255, 4]);
      const number = (check: number) =>
        structure(
          numberOf('double-long-unsigned', 600_727),
          numberOf('long64-unsigned', 0),
          numberOf('unsigned', check),
        );
      await expect(household.set(STS, 2, number(9))).rejects.toThrow();
      const manager = await Household.at(bench, MANAGEMENT);
      await expect(manager.set(STS, 2, number(8))).rejects.toThrow();
      await manager.set(STS, 2, number(9));
      expect(await manager.get(STS, 2)).toEqual(number(9));
    }));

  it('lends emergency credit to who invokes it, and takes it back from what is bought', () =>
    withPrepaid(async (household, bench) => {
      await bench.idle(2000);
      expect(await household.number(ACCOUNT, 3)).toBe(0);
      expect(await household.number(TOKENS, 8)).toBe(CONSUMED);
      expect(await household.number(EMERGENCY, 8)).toBe(SELECTABLE);
      expect(await household.number(EMERGENCY, 9)).toBe(EMERGENCY_Wh);
      await expect(household.act(TOKENS, 3, NOTHING)).rejects.toThrow();
      await household.act(EMERGENCY, 3, NOTHING);
      await bench.idle(2000);
      expect(await household.number(ACCOUNT, 3)).toBe(2);
      expect(await household.number(EMERGENCY, 8)).toBe(IN_USE);
      const left = await household.number(EMERGENCY, 2);
      expect(left).toBeLessThanOrEqual(EMERGENCY_Wh);
      expect(left).toBeGreaterThan(EMERGENCY_Wh - 100);
      expect(await household.enter(DIGITS)).toBe(EXECUTED);
      await bench.idle(2000);
      expect(await household.number(ACCOUNT, 3)).toBe(1);
      expect(await household.number(TOKENS, 2)).toBeLessThanOrEqual(BOUGHT_Wh - (EMERGENCY_Wh - left));
    }));

  it('charges what the register of energy grows by, and says since when', () =>
    withPrepaid(async (household, bench) => {
      expect(await household.enter(DIGITS)).toBe(EXECUTED);
      const before = await household.number(CHARGE, 2);
      await bench.idle(120_000);
      const household2 = await Household.at(bench);
      const paid = await household2.number(CHARGE, 2);
      expect(paid).toBeGreaterThan(before);
      expect(Math.abs(paid + (await household2.number(TOKENS, 2)) - BOUGHT_Wh)).toBeLessThanOrEqual(2);
      expect(await household2.get(CHARGE, 10)).toMatchObject({ type: 'octet-string', bytes: { length: 12 } });
      expect(await household2.get(CHARGE, 5)).toMatchObject({
        of: [{ of: [{ value: 3n }, { value: 3n }] }, {}, { of: [{ of: [{}, { value: 1n }] }] }],
      });
    }));

  it('tells prices of money by rate, with as many decimals as they have room for', () =>
    withPrepaid(async (_, bench) => {
      bench.meter.surroundings!.set('mainCover', false);
      bench.cover(false);
      await bench.idle(3000);
      const session = await bench.session();
      const money = [
        '020911021400000000000000001400000000000000001400000000000000001400000000000000001100120000120000120000',
      ];
      await session.write('W2', '0-0:96.141.8*255', money.join(''));
      const prices = [250_000, 3_276_700, 9, 0, 0, 0, 0, 0].map((price) => `06${hex(price, 4)}`).join('');
      await session.write('W2', '0-0:96.141.9*255', `0208${prices}`);
      await session.close();
      const manager = await Household.at(bench, MANAGEMENT);
      expect(await manager.get(CHARGE, 5)).toMatchObject({
        of: [
          { of: [{ value: 3n }, { value: -4n }] },
          { of: [{ value: 3n }, octets(Buffer.from('0100010800ff', 'hex')), { value: 2n }] },
          {
            of: [
              { of: [octets(Buffer.from([1])), { value: 2500n }] },
              { of: [{}, { value: 32_767n }] },
              { of: [{}, { value: 0n }] },
              {},
              {},
              {},
              {},
              {},
            ],
          },
        ],
      });
      expect(await manager.get(ACCOUNT, 15)).toMatchObject({ of: [{}, { value: -3n }, { value: 2n }] });
    }));
});
