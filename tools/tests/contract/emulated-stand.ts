// The contract on an emulated board: its own firmware image, the board's drivers, the chips on its wires.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRAM_BYTES, NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { StorageCut, Role } from '../../cores/core-runner.ts';
import { FIRMWARE_FOLDER } from '../../firmware/firmware-image.ts';
import { quiet } from '../../meter/emulated/feed.ts';
import { ManagementBoard } from '../../meter/emulated/management-board.ts';
import { MeteringBoard } from '../../meter/emulated/metering-board.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import type { W25qOptions } from '../../rp2350/chips/w25q.ts';
import { CYCLES_PER_SECOND } from '../../rp2350/processor/scheduler.ts';
import { ContractLines } from '../../firmware/contract-lines.ts';
import type { Rig, Stand } from './rig.ts';

const STEP = CYCLES_PER_SECOND / 100;

/** Where `make contract` puts the image of a role. */
export const contractImage = (role: Role): string => join(FIRMWARE_FOLDER, `twinmeter-${role}-contract.elf`);
export const contractImagesBuilt = (): boolean =>
  (['metering', 'management'] as const).every((role) => existsSync(contractImage(role)));

class EmulatedRig implements Rig {
  readonly #heard = new ContractLines();
  readonly board: MeteringBoard | ManagementBoard;
  #time = 0;

  constructor(board: MeteringBoard | ManagementBoard) {
    this.board = board;
    this.#socket.onByte = (byte) => this.#heard.hear([byte]);
  }

  get #socket() {
    return this.board instanceof MeteringBoard ? this.board.legal : this.board.rs485;
  }

  get now_s(): number {
    return this.#time / CYCLES_PER_SECOND;
  }

  get lines(): string[] {
    return this.#heard.lines;
  }

  get powered(): boolean {
    return this.board.powered;
  }

  say(letter: string): void {
    this.#socket.send(Buffer.from(letter));
  }

  async advance(): Promise<void> {
    this.#time += STEP;
    this.board.runUntil(this.#time);
  }

  async close(): Promise<void> {
    this.board.close();
  }
}

export class EmulatedStand implements Stand {
  readonly name: string;
  readonly nor = new NorImage(NOR_BYTES);
  readonly #role: Role;
  readonly #times: W25qOptions['times'];
  readonly #fram = new Uint8Array(FRAM_BYTES).fill(0xff);

  constructor(role: Role, times: W25qOptions['times'] = 'typical') {
    this.name = `the emulated ${role} board, NOR ${times}`;
    this.#role = role;
    this.#times = times;
  }

  async start(cut?: StorageCut): Promise<Rig> {
    const elf = new Uint8Array(readFileSync(contractImage(this.#role)));
    const storage = { fram: this.#fram, nor: this.nor, norTimes: this.#times };
    const board =
      this.#role === 'metering'
        ? new MeteringBoard({ elf, samples: quiet(), ...storage })
        : new ManagementBoard({ elf, ...storage });
    const rig = new EmulatedRig(board);
    // The board is heard once it has started.
    for (let i = 0; i < 20; i++) await rig.advance();
    if (cut) board.cutPower(cut);
    return rig;
  }

  remove(): void {}
}
