// What a board keeps without power: FRAM, NOR and the time of its clock; and the means to have it as it was.
import { FRAM_BYTES, NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';

const ERASED = 0xff;
export const SECTOR = 4096;

export class Storage {
  readonly fram: Uint8Array = new Uint8Array(FRAM_BYTES).fill(ERASED);
  /** Seconds since 1970 that the clock shows: it goes on while the supply is off. */
  clock_s = Date.UTC(2026, 0, 1) / 1000;
  /** Sectors of the NOR that were ever changed. */
  readonly sectors = new Set<number>();
  #nor: NorImage | undefined;

  /** The NOR, made when it is first asked for: most of what is cut has none. */
  readonly nor = (): NorImage => (this.#nor ??= new NorImage(NOR_BYTES));

  touch(address: number, length: number): void {
    const last = Math.floor((address + length - 1) / SECTOR);
    for (let sector = Math.floor(address / SECTOR); sector <= last; sector++) this.sectors.add(sector);
  }

  /** Becomes what another one is. */
  takeOver(other: Storage): void {
    this.fram.set(other.fram);
    this.clock_s = other.clock_s;
    for (const sector of other.sectors) this.sectors.add(sector);
    if (this.sectors.size > 0) this.nor().takeOver(other.nor(), this.sectors);
  }
}
