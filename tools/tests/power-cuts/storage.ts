// What a board keeps without power: FRAM, NOR and the time of its clock; and the means to have it as it was.
import { FRAM_BYTES, NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { NorImage, seeded, type NorOperation } from '../../rp2350/chips/nor-image.ts';

const ERASED = 0xff;
export const SECTOR = 4096;

/** A NOR that says which of its bytes an operation is about to change. */
class HeardNor extends NorImage {
  readonly #changing: (address: number, length: number) => void;

  constructor(changing: (address: number, length: number) => void) {
    super(NOR_BYTES);
    this.#changing = changing;
  }

  override begin(operation: NorOperation): void {
    this.#changing(operation.address, operation.length);
    super.begin(operation);
  }
}

export class Storage {
  readonly fram: Uint8Array = new Uint8Array(FRAM_BYTES).fill(ERASED);
  /** Seconds since 1970 that the clock shows: it goes on while the supply is off. */
  clock_s = Date.UTC(2026, 0, 1) / 1000;
  /** Sectors of the NOR that were ever changed. */
  readonly sectors = new Set<number>();
  #nor: NorImage | undefined;

  /** The NOR, made when it is first asked for: most of what is cut has none. */
  readonly nor = (): NorImage =>
    (this.#nor ??= new HeardNor((address, length) => {
      const last = Math.floor((address + length - 1) / SECTOR);
      for (let sector = Math.floor(address / SECTOR); sector <= last; sector++) this.sectors.add(sector);
    }));

  /** The supply goes: what the NOR was at stops where chance has it. */
  tear(random: () => number): void {
    if (this.#nor) this.#nor.tear(random(), random);
  }

  /** The same where nobody cuts: always at the same part, so that a replay has it too. */
  tearAsEver(): void {
    this.tear(seeded(1));
  }

  /** Becomes what another one is. */
  takeOver(other: Storage): void {
    this.fram.set(other.fram);
    this.clock_s = other.clock_s;
    for (const sector of other.sectors) this.sectors.add(sector);
    if (this.sectors.size > 0) this.nor().takeOver(other.nor(), this.sectors);
  }
}
