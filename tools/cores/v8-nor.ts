// The NOR of a core in this process: what the imports ask of its image, as the C host has it.
import {
  NOR_BLOCK,
  NOR_BYTES,
  NOR_PAGE,
  NOR_SECTOR,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import type { NorImage, NorOperation } from '../rp2350/chips/nor-image.ts';

const isInside = (address: number, length: number) => address >= 0 && address + length <= NOR_BYTES;

/** How long the NOR takes, typically (W25Q128JV datasheet, table 9.6), as the C host has it. */
const PROGRAM_us = 400;
const ERASE_us: Readonly<Record<number, number>> = { [NOR_SECTOR]: 45_000, [NOR_BLOCK]: 150_000 };

export class V8Nor {
  readonly #image: () => NorImage;
  readonly #started: (duration_us: number, operation: NorOperation) => void;

  /** `image`: asked for when it is first used; `started`: an operation is under way for so long. */
  constructor(image: () => NorImage, started: (duration_us: number, operation: NorOperation) => void) {
    this.#image = image;
    this.#started = started;
  }

  read(address: number, bytes: Uint8Array): number {
    if (!isInside(address, bytes.length)) return Status.OUT_OF_RANGE;
    const nor = this.#image();
    if (nor.isChanging(address, bytes.length)) return Status.BUSY;
    for (let i = 0; i < bytes.length; i++) bytes[i] = nor.read(address + i);
    return Status.OK;
  }

  program(address: number, bytes: Uint8Array): number {
    const { length } = bytes;
    // Unsigned, as C takes it: an address below zero stands at the end of its page too.
    if (length < 1 || length > NOR_PAGE - ((address >>> 0) % NOR_PAGE)) return Status.BAD_LENGTH;
    if (!isInside(address, length)) return Status.OUT_OF_RANGE;
    return this.#start({ kind: 'program', address, length, data: bytes }, PROGRAM_us);
  }

  erase(address: number, length: number): number {
    const duration_us = ERASE_us[length];
    if (duration_us === undefined) return Status.BAD_LENGTH;
    if (address % length !== 0 || !isInside(address, length)) return Status.OUT_OF_RANGE;
    return this.#start({ kind: 'erase', address, length }, duration_us);
  }

  #start(operation: NorOperation, duration_us: number): number {
    const nor = this.#image();
    if (nor.underWay) return Status.BUSY;
    nor.begin(operation);
    this.#started(duration_us, operation);
    return Status.OK;
  }

  /** The core is about to be told: the cells are as they were to be. */
  ended(): void {
    this.#image().complete();
  }
}
