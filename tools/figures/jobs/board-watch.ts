// Listens at the pins of an emulated metering board and in its ring of samples: what waits longest, which pulses come, which jobs end.
import { readFileSync } from 'node:fs';
import { imageFile } from '../../firmware/firmware-image.ts';
import { symbolAddress } from '../../firmware/sections.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import { workDone, type WorkDone } from './working-module.ts';

/** The ring of AFE frames (drivers/afe.c) counts those received and taken behind its 512 slots of 48 bytes. */
const HEAD_OFFSET = 512 * 48;
const TAIL_OFFSET = HEAD_OFFSET + 4;

export interface JobEnd extends WorkDone {
  readonly at_us: number;
}

type Board = EmulatedMeter['pair']['metering'];

/** Hears all from when it is made; the board's own listeners of pulses and of the adjustment port are replaced. */
export class BoardWatch {
  /** Most sets that waited in the ring for the loop. */
  worstBlock_sets = 0;
  /** Longest time from the end of a request on the link to READY. */
  worstReady_us = 0;
  /** Instants at which the kWh output rose, and the other one. */
  readonly pulses_s: number[] = [];
  readonly reactivePulses_s: number[] = [];
  readonly jobs: JobEnd[] = [];
  #said: number[] = [];

  constructor(board: Board) {
    this.#watchRing(board);
    this.#watchLink(board);
    const { chip } = board;
    board.onPulse = (output) => {
      const pulses = output === 'PULSE_ACTIVE' ? this.pulses_s : this.reactivePulses_s;
      pulses.push(chip.now / chip.time.cyclesPerSecond);
    };
    board.adjustment.onByte = (byte) => this.#hear(byte, chip.now / CYCLES_PER_US);
  }

  #watchRing(board: Board): void {
    const afe = symbolAddress(readFileSync(imageFile('metering', 'wasm3')), 'afe');
    const word = (address: number) => {
      const bytes = board.chip.memory.view(address, 4, false)!;
      return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    };
    board.pin('AFE_DRDY').watch((level) => {
      if (level) return;
      const waiting = (word(afe + HEAD_OFFSET) - word(afe + TAIL_OFFSET)) >>> 0;
      this.worstBlock_sets = Math.max(this.worstBlock_sets, waiting);
    });
  }

  #watchLink(board: Board): void {
    const { chip } = board;
    let asked = Infinity;
    board.pin('LINK_CS').watch((level) => {
      if (level) asked = chip.now;
    });
    board.pin('LINK_READY').watch((level) => {
      if (level) this.worstReady_us = Math.max(this.worstReady_us, (chip.now - asked) / CYCLES_PER_US);
    });
  }

  #hear(byte: number, at_us: number): void {
    this.#said.push(byte);
    const [done] = workDone(Buffer.from(this.#said));
    if (!done) return;
    this.jobs.push({ ...done, result: Buffer.from(done.result), at_us });
    this.#said = [];
  }
}
