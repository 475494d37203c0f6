// A chip with its fuses and FRAM that outlive its supply, and whoever asks its first port while one of its images runs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRAM_BYTES, NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role } from '../../cores/core-runner.ts';
import { FIRMWARE_FOLDER } from '../../firmware/firmware-image.ts';
import { quiet } from '../../meter/emulated/feed.ts';
import { ManagementBoard } from '../../meter/emulated/management-board.ts';
import { MeteringBoard } from '../../meter/emulated/metering-board.ts';
import type { Ask } from '../../meter/provisioning/board.ts';
import { LegalClient } from '../../records/legal-client.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { OTP_ROWS } from '../../rp2350/peripherals/otp.ts';
import { CYCLES_PER_SECOND } from '../../rp2350/processor/scheduler.ts';

const STEP = CYCLES_PER_SECOND / 200;
const BOOT = CYCLES_PER_SECOND / 5;
const PATIENCE = 4 * CYCLES_PER_SECOND;

/** The supply went. */
export class SupplyGoneError extends Error {}

/** Where the supply goes: with a row of fuses, of whose bits some still come, or with a byte of FRAM. */
export interface Cut {
  readonly row?: number;
  readonly bits?: number;
  readonly framByte?: number;
}

const imagePath = (role: Role, ending: string): string =>
  join(FIRMWARE_FOLDER, `twinmeter-${role}${ending}.elf`);
export const provisionImagesBuilt = (): boolean =>
  (['metering', 'management'] as const).every((role) => existsSync(imagePath(role, '-provision')));

/** One start of a chip. */
export class Running {
  readonly board: MeteringBoard | ManagementBoard;
  readonly #client = new LegalClient();
  readonly #heard: number[] = [];
  #time = BOOT;

  readonly #wire: number[];

  /** `wire` gets all that goes over its port, both ways. */
  constructor(board: MeteringBoard | ManagementBoard, wire: number[]) {
    this.board = board;
    this.#wire = wire;
    this.socket.onByte = (byte) => {
      wire.push(byte);
      this.#heard.push(byte);
    };
    board.runUntil(BOOT);
  }

  get socket() {
    return this.board instanceof MeteringBoard ? this.board.legal : this.board.rs485;
  }

  send(bytes: Uint8Array): void {
    this.#wire.push(...bytes);
    this.socket.send(bytes);
  }

  /** Bytes that came since this was asked last. */
  advance(): Uint8Array {
    this.#time += STEP;
    this.board.runUntil(this.#time);
    return Uint8Array.from(this.#heard.splice(0));
  }

  readonly ask: Ask = async (message, values = {}) => {
    this.send(this.#client.request(message, values));
    for (const end = this.#time + PATIENCE; this.#time < end; ) {
      const reply = this.#client.receive(message, this.advance());
      if (!this.board.powered) throw new SupplyGoneError(message);
      if (reply) return reply;
    }
    throw new Error(`no answer to ${message}`);
  };
}

export class Chip {
  readonly role: Role;
  readonly fuses = new Uint32Array(OTP_ROWS);
  readonly fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  readonly nor = new NorImage(NOR_BYTES);
  readonly wire: number[] = [];

  constructor(role: Role) {
    this.role = role;
  }

  /** What outlives the supply. */
  get cells(): Buffer {
    return Buffer.concat([Buffer.from(this.fuses.buffer), this.fram]);
  }

  /** Runs an image: `-provision`, or the meter's. */
  async use<T>(ending: string, act: (running: Running) => Promise<T>, cut: Cut = {}): Promise<T> {
    const elf = new Uint8Array(readFileSync(imagePath(this.role, ending)));
    const { fuses, fram, nor } = this;
    const board =
      this.role === 'metering'
        ? new MeteringBoard({ elf, fuses, fram, nor, samples: ending === '' ? quiet() : [] })
        : new ManagementBoard({ elf, fuses, fram, nor });
    const running = new Running(board, this.wire);
    const { rows } = board.chip.peripherals.otp;
    if (cut.framByte !== undefined) board.cutPower({ framBytes: cut.framByte });
    rows.onProgram = (programs, bits) => {
      if (cut.row === undefined || programs < cut.row) return bits;
      board.storage!.powerOff();
      board.chip.powerOff();
      return programs === cut.row ? bits & (cut.bits ?? 0) : 0;
    };
    try {
      return await act(running);
    } finally {
      board.close();
    }
  }
}
