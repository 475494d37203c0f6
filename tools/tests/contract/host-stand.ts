// The contract on the C host: a process without a core, given time and bytes as a conductor gives them.
import { openSync, writeFileSync, writeSync } from 'node:fs';
import {
  FRAM_BYTES,
  NOR_BYTES,
  SAMPLE_WORDS,
  TICK_us,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { PORTS } from '../../../shared-protocol/generated/ts/ports.ts';
import { builtPath } from '../../build/paths.ts';
import { mapped, setAside } from '../../cores/chip-file.ts';
import type { StorageCut, Role, SliceInput } from '../../cores/core-runner.ts';
import { HostProcess } from '../../cores/host-process.ts';
import { Scratch } from '../../cores/testing/probes.ts';
import { Board } from '../../meter/conductor/board.ts';
import { BoardPort } from '../../meter/conductor/serial-ports.ts';
import { NorImage, norImageBytes, norImageHead } from '../../rp2350/chips/nor-image.ts';
import { ContractLines } from '../../firmware/contract-lines.ts';
import type { Rig, Stand } from './rig.ts';

const SETS_A_TICK = 40;

class HostRig implements Rig {
  readonly #heard = new ContractLines();
  readonly #port: BoardPort;
  readonly #board: Board;
  #now_us = 0;
  #sets = 0;

  constructor(role: Role, core: HostProcess) {
    this.#port = new BoardPort(role === 'metering' ? PORTS.metering.legal : PORTS.management.rs485, {
      pty: false,
    });
    this.#port.listen((bytes) => this.#heard.hear(bytes));
    this.#board = new Board(role, [this.#port], () => core);
  }

  start(): Promise<void> {
    return this.#board.powerOn(0);
  }

  get now_s(): number {
    return this.#now_us / 1e6;
  }

  get lines(): string[] {
    return this.#heard.lines;
  }

  get powered(): boolean {
    return this.#board.alive;
  }

  say(letter: string): void {
    this.#port.line.fromOutside(Buffer.from(letter));
  }

  async advance(): Promise<void> {
    this.#now_us += TICK_us;
    const inputs: SliceInput[] = [];
    this.#board.portInputs(this.#now_us, inputs);
    this.#board.storageInputs(this.#now_us, inputs);
    inputs.push(this.#time());
    await this.#board.slice(this.#now_us, inputs);
  }

  #time(): SliceInput {
    if (this.#board.role === 'management') return { type: 'tick', now_us: this.#now_us };
    const firstIndex = this.#sets;
    this.#sets += SETS_A_TICK;
    return { type: 'samples', firstIndex, sets: new Int32Array(SETS_A_TICK * SAMPLE_WORDS) };
  }

  close(): Promise<void> {
    return this.#board.close();
  }
}

export class HostStand implements Stand {
  readonly name: string;
  readonly nor: NorImage;
  readonly #role: Role;
  readonly #scratch = new Scratch();
  readonly #fram: string;
  readonly #nor: string;

  constructor(role: Role) {
    this.name = `the C host, ${role}`;
    this.#role = role;
    this.#fram = this.#scratch.path('fram');
    this.#nor = this.#scratch.path('nor');
    writeFileSync(this.#fram, new Uint8Array(FRAM_BYTES).fill(0xff));
    const file = openSync(this.#nor, 'w+');
    setAside(file, norImageBytes(NOR_BYTES));
    writeSync(file, norImageHead(NOR_BYTES));
    this.nor = new NorImage(NOR_BYTES, mapped(file, norImageBytes(NOR_BYTES)));
  }

  async start(cut?: StorageCut): Promise<Rig> {
    this.nor.settle();
    const program = builtPath('host', `contract-${this.#role}`);
    const [fram, nor] = [this.#fram, this.#nor];
    const rig = new HostRig(
      this.#role,
      new HostProcess({ role: this.#role, module: 'none', program, fram, nor, cut }),
    );
    await rig.start();
    return rig;
  }

  remove(): void {
    this.#scratch.remove();
  }
}
