// Changes of keys entered at the management core's own code: sets of two and four tokens, their rules, and new base dates.
import { beforeEach, describe, expect, it } from 'vitest';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { identifierOf, keyChange } from '../../clients/sts/index.ts';
import type { PrepaymentCore } from './core.ts';
import { cipherOf, keyOf, placeOf } from './keys.ts';
import { BUILD_ms, credit, giveKey, prepaymentCore, UNIT_mWs } from './testing.ts';

let core: PrepaymentCore;
beforeEach(() => void (core = prepaymentCore()), BUILD_ms);

describe('A change of keys', () => {
  const whole = vectors.key_changes.filter(({ digits }) => digits.length === 4);
  const PARTS = ['1ST_KCT', '2ND_KCT', '3RD_KCT', '4TH_KCT'];
  const ACCOUNT = ({ krn, kt, ti, sgc }: ReturnType<typeof placeOf>) => ({
    ...{ krn: BigInt(krn), kt: BigInt(kt), ti: BigInt(ti), sgc: BigInt(sgc) },
  });

  it.each(whole)(
    'from $from to $to is taken with its fourth token, in any order',
    ({ from, to, ken, digits }) => {
      for (const order of [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [2, 0, 3, 1],
      ]) {
        giveKey(core, from);
        order.forEach((index, i) => expect(core.enter(digits[index])).toBe(i < 3 ? PARTS[index] : 'ACCEPT'));
        expect(core.account()).toMatchObject({ ...ACCOUNT(placeOf(to)), ken: BigInt(ken) });
        const next = vectors.tokens.find(({ key }) => key === to)!;
        expect(core.enter(next.digits)).toBe('ACCEPT');
      }
    },
  );

  it('moves from 1993 to 2014 and on to 2035 with identifiers begun anew', () => {
    expect(core.enter(credit(0xfffff0))).toBe('ACCEPT');
    const to = (name: string) => {
      const { krn, kt, ti, sgc } = placeOf(name);
      return { key: keyOf(name), krn, kt, ti, sgc, ken: 255, rollover: true };
    };
    const set = keyChange(to('ti2_krn4_2014'), cipherOf('krn1'));
    expect(set.slice(0, 2)).toEqual(vectors.key_changes[1].digits);
    set.forEach((digits) => core.enter(digits));
    expect(core.account().base).toBe(BigInt(P.BASE_DATE_2014));
    // A smaller identifier than the one before is new again, and the old key's tokens are foreign.
    expect(core.enter(credit(identifierOf(new Date('2024-11-25T00:00Z'), 2014), 1, 'ti2_krn4_2014'))).toBe(
      'ACCEPT',
    );
    expect(core.enter(credit(0xfffff1))).toBe('CRC_ERROR');
    keyChange(to('krn5_2035'), cipherOf('ti2_krn4_2014')).forEach((digits) => core.enter(digits));
    expect(core.account().base).toBe(BigInt(P.BASE_DATE_2035));
    expect(core.enter(vectors.tokens.find(({ key }) => key === 'krn5_2035')!.digits)).toBe('ACCEPT');
    expect(core.account().credit).toBe(3n * UNIT_mWs);
  });

  const changed = (change: object) => {
    const { krn, kt, ti, sgc } = placeOf('ti2');
    const next = { key: keyOf('ti2'), krn, kt, ti, sgc, ken: 255, rollover: false, ...change };
    return keyChange(next, cipherOf('krn1')).map((digits) => core.enter(digits));
  };

  it.each([
    ['back to a key of the manufacturer', { kt: P.DECODER_KEY_DITK }, 'KEY_TYPE_ERROR'],
    ['to a common key, which is for cards', { kt: P.DECODER_KEY_DCTK }, 'KEY_TYPE_ERROR'],
    ['with the revision number 0', { krn: 0 }, 'FORMAT_ERROR'],
    ['with the revision number 10', { krn: 10 }, 'FORMAT_ERROR'],
    ['with the tariff index 100', { ti: 100 }, 'FORMAT_ERROR'],
    ['to the same key with identifiers begun anew', { key: keyOf('krn1'), rollover: true }, 'RANGE_ERROR'],
    ['to a supply group of seven digits', { sgc: 1_000_000 }, 'FORMAT_ERROR'],
  ])('is refused %s', (_, change, result) => {
    const results = changed(change);
    expect(results).toContain(result);
    expect(results).not.toContain('ACCEPT');
    expect(core.account()).toMatchObject(ACCOUNT(placeOf('krn1')));
    expect(core.enter(vectors.tokens[0].digits)).toBe('ACCEPT');
  });

  it('is begun anew ten minutes after its first token, and by a restart', () => {
    const { digits } = vectors.key_changes[0];
    digits.slice(0, 3).forEach((token) => core.enter(token, 0));
    expect(core.enter(digits[3], 601)).toBe('4TH_KCT');
    digits.slice(0, 3).forEach((token) => core.enter(token, 1202));
    core.restart();
    expect(core.enter(digits[3])).toBe('4TH_KCT');
    expect(core.account().ti).toBe(1n);
  });

  it('to another type of key that may be is taken', () => {
    expect(changed({ kt: P.DECODER_KEY_DDTK }).at(-1)).toBe('ACCEPT');
    expect(core.account().kt).toBe(BigInt(P.DECODER_KEY_DDTK));
  });
});
