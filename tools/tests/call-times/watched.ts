// An emulated meter whose firmware counts how long the calls of its management module take, and when bytes leave its ports.
import { readFileSync } from 'node:fs';
import { imageFile } from '../../firmware/firmware-image.ts';
import { symbolAddress } from '../../firmware/sections.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { ProgrammingBench } from '../programming/bench.ts';

const CLOCK_Hz = 150e6;
/** Of `counted` (boards/rp2350/board/cycles.c): cycles of the longest call since it was reported. */
const MOST_OFFSET = 32;
const REACTION_ms = 200;

export interface LongestCall {
  readonly what: string;
  readonly longest_ms: number;
}

export class Watched {
  readonly calls: LongestCall[] = [];
  readonly meter: EmulatedMeter;
  /** Somebody in programming mode at the optical head. */
  readonly bench: ProgrammingBench;
  readonly #counter: DataView;

  constructor(meter: EmulatedMeter) {
    this.meter = meter;
    this.bench = new ProgrammingBench(meter, 'optical', REACTION_ms);
    const address = symbolAddress(readFileSync(imageFile('management', 'wasm3')), 'counted');
    const bytes = meter.pair.management.chip.memory.view(address + MOST_OFFSET, 4, true)!;
    this.#counter = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Notes the longest call while something is done. */
  async during(what: string, work: () => Promise<unknown>): Promise<void> {
    this.#counter.setUint32(0, 0, true);
    await work();
    const longest_ms = (1000 * this.#counter.getUint32(0, true)) / CLOCK_Hz;
    this.calls.push({ what, longest_ms });
  }

  /** Calls back with the time, ms, at which a byte has left the slot towards the head-end. */
  onUplinkByte(take: (now_ms: number) => void): void {
    const { chip, slots } = this.meter.pair.management;
    slots.uplink.watch(() => take((1000 * chip.now) / chip.time.cyclesPerSecond));
  }
}
