// The storage chips that both emulated boards have on an SPI bus: FRAM and NOR, with contents that outlive the board.
import { NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { Mb85rs2mta } from '../../rp2350/chips/mb85rs2mta.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { W25q, type W25qOptions } from '../../rp2350/chips/w25q.ts';
import type { SpiBus } from '../../rp2350/wires/spi-bus.ts';
import type { EmulatedBoard } from './board.ts';

export interface StorageOptions {
  /** Cells of the FRAM; they outlive the board. */
  fram: Uint8Array;
  /** Cells of the NOR, likewise; new ones without. */
  nor?: NorImage;
  /** Whether the NOR is as slow as it may be; typical without. */
  norTimes?: W25qOptions['times'];
}

/** Both chips behind their select lines; what the last power cut interrupted unseen is torn. */
export function storageChips(
  board: EmulatedBoard,
  bus: SpiBus,
  { fram, nor = new NorImage(NOR_BYTES), norTimes }: StorageOptions,
): { fram: Mb85rs2mta; nor: W25q } {
  const { cyclesPerSecond } = board.chip.time;
  nor.settle();
  const chips = {
    fram: new Mb85rs2mta({ cells: fram, cyclesPerSecond }),
    nor: new W25q({ cells: nor, cyclesPerSecond, times: norTimes }),
  };
  bus.attach(chips.fram, board.pin('FRAM_CS'));
  bus.attach(chips.nor, board.pin('NOR_CS'));
  return chips;
}
