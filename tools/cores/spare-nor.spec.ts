// A NOR that comes from a meter that is gone is as new, whatever was done to it.
import { describe, expect, it } from 'vitest';
import { NOR_BYTES } from '../../shared-protocol/generated/ts/protocol.ts';
import { NorImage, seeded } from '../rp2350/chips/nor-image.ts';
import { erasedNor, giveBack } from './spare-nor.ts';

const SECTOR = 4096;
const SECTORS = [0, 7, 8, NOR_BYTES / SECTOR - 1];
const program = (address: number) => ({
  kind: 'program' as const,
  address,
  length: 256,
  data: new Uint8Array(256).fill(0x5a),
});
const erase = (address: number) => ({ kind: 'erase' as const, address, length: SECTOR });

/** Everything that can be told of some sectors. */
const toldOf = (nor: NorImage) => ({
  underWay: nor.underWay,
  cuts: nor.cuts,
  sectors: SECTORS.map((sector) => {
    const at = sector * SECTOR;
    const bytes = Array.from({ length: SECTOR }, (_, n) => nor.read(at + n));
    return { bytes, erases: nor.erases(at), isUnstable: nor.isUnstable(at) };
  }),
});

describe('a NOR that was given back', () => {
  it('is erased, worn by nothing and stable, though programs and erases were done to it, torn and left under way', () => {
    const wanted = toldOf(new NorImage(NOR_BYTES));
    const used = erasedNor();
    for (const sector of SECTORS) {
      used.begin(program(sector * SECTOR + 512));
      used.complete();
    }
    used.begin(erase(7 * SECTOR));
    used.complete();
    used.begin(erase(8 * SECTOR));
    used.tear(0.5, seeded(1));
    used.begin(program(0));
    expect(toldOf(used)).not.toEqual(wanted);
    giveBack(used);
    const again = erasedNor();
    expect(again).toBe(used);
    expect(toldOf(again)).toEqual(wanted);
  });

  it('is kept for no more than one meter', () => {
    const three = [erasedNor(), erasedNor(), erasedNor()];
    three.forEach(giveBack);
    const next = [erasedNor(), erasedNor(), erasedNor()];
    expect(three.filter((nor) => next.includes(nor))).toHaveLength(2);
  });
});
