// The storage chips that both emulated boards have on an SPI bus: FRAM and NOR, with contents that outlive the board.
import { NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { Mb85rs2mta } from '../../rp2350/chips/mb85rs2mta.ts';
import type { StorageCut } from '../../cores/core-runner.ts';
import { NorImage, seeded } from '../../rp2350/chips/nor-image.ts';
import { W25q, type W25qOptions } from '../../rp2350/chips/w25q.ts';
import type { SpiBus } from '../../rp2350/wires/spi-bus.ts';
import type { Scheduler } from '../../rp2350/registers/peripheral.ts';

export interface StorageOptions {
  /** Cells of the FRAM; they outlive the board. */
  fram: Uint8Array;
  /** Cells of the NOR, likewise; new ones without. */
  nor?: NorImage;
  /** Whether the NOR is as slow as it may be; typical without. */
  norTimes?: W25qOptions['times'];
}

/** The storage chips of a board, and the supply that all of them hang on. */
export class StorageChips {
  readonly fram: Mb85rs2mta;
  readonly nor: W25q;
  /** Cells of the NOR. */
  readonly image: NorImage;
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler, fram: Uint8Array, image: NorImage, times: W25qOptions['times']) {
    const { cyclesPerSecond } = scheduler;
    this.fram = new Mb85rs2mta({ cells: fram, cyclesPerSecond });
    this.nor = new W25q({ cells: image, cyclesPerSecond, times });
    this.image = image;
    this.#scheduler = scheduler;
  }

  /** The supply goes: what the NOR is at is torn where it is. */
  powerOff(): void {
    const random = seeded(this.image.cuts + 1);
    this.fram.powerDown();
    this.nor.powerCut(this.#scheduler.now, (part) => this.image.tear(part, random));
  }

  powerOn(): void {
    this.fram.powerUp();
    this.nor.powerUp();
  }

  /** Has the supply go, counted from now: of an operation of NOR at a part of its time that follows from its image. */
  cutPower({ framBytes = 0, norOperations = 0 }: StorageCut, gone: () => void): void {
    const random = seeded(this.image.cuts + 1);
    const cut = () => {
      this.powerOff();
      gone();
    };
    const framEnd = this.fram.writes + framBytes;
    const norEnd = this.nor.started + norOperations;
    this.fram.onWrite = (writes) => writes === framEnd && cut();
    this.nor.onStart = (_, ends) => {
      const { now } = this.#scheduler;
      if (this.nor.started === norEnd) this.#scheduler.at(now + random() * (ends - now), cut);
    };
  }
}

/** What a board gives its chips: time, and pins by name. */
interface Wired {
  readonly chip: { readonly time: Scheduler };
  pin(name: string): Parameters<SpiBus['attach']>[1];
}

/** Both chips behind their select lines; what the last power cut interrupted unseen is torn. */
export function storageChips(
  board: Wired,
  bus: SpiBus,
  { fram, nor = new NorImage(NOR_BYTES), norTimes }: StorageOptions,
): StorageChips {
  nor.settle();
  const chips = new StorageChips(board.chip.time, fram, nor, norTimes);
  bus.attach(chips.fram, board.pin('FRAM_CS'));
  bus.attach(chips.nor, board.pin('NOR_CS'));
  return chips;
}
