// Figures of the emulator: speed of the emulated pair on both store paths, where the time goes, the price of a sample set.
import { existsSync, readFileSync } from 'node:fs';
import { ManagementBoard } from '../meter/emulated/management-board.ts';
import { MeteringBoard } from '../meter/emulated/metering-board.ts';
import { BoardPair } from '../meter/emulated/pair.ts';
import { boardFor } from '../firmware/boards.ts';
import { imageFile, imagePath } from '../firmware/firmware-image.ts';
import { FRAM_BYTES } from '../rp2350/chips/mb85rs2mta.ts';
import { sineSource } from '../signals/waves/index.ts';
import { SAMPLE_WORDS } from '../../shared-protocol/generated/ts/protocol.ts';
import { watchShares } from './emulator-shares.ts';
import { printFigures } from './print-figures.ts';

type EngineName = 'wasm3' | 'aot';

const BLOCK_SETS = 16;
/** Both boards are up and the registers count; the host's compiler has seen the hot paths. */
const WARM_s = 2;
const FAST_s = 3;
const PLAIN_s = 1;
/** The engine is entered at least this often, as `twinmeter run` does. */
const TICK_us = 1000;

/** 220 V, 10 A, one phase, at 4 kHz without end. */
function* load(): Generator<Int32Array> {
  const source = sineSource({ service: '1p2w', volts: 220, amps: 10 });
  const block = new Int32Array(BLOCK_SETS * SAMPLE_WORDS);
  for (let at = 0; ; at += BLOCK_SETS) {
    source.fill(block, at, BLOCK_SETS);
    for (let i = 0; i < BLOCK_SETS; i++) {
      const set = block.subarray(i * SAMPLE_WORDS, (i + 1) * SAMPLE_WORDS);
      // The eighth word is no channel: the spare input of the front end is at rest.
      set[SAMPLE_WORDS - 1] = 0;
      yield set;
    }
  }
}

/** Two boards running the built images, without ports. */
class Pair {
  readonly metering: MeteringBoard;
  readonly management: ManagementBoard;
  readonly #pair: BoardPair;
  #now_us = 0;

  constructor(engine: EngineName, fastPath: boolean) {
    const fram = () => new Uint8Array(FRAM_BYTES);
    const elf = readFileSync(imagePath('metering', engine));
    this.metering = new MeteringBoard({
      board: boardFor('metering', engine),
      elf,
      fram: fram(),
      samples: load(),
      fastPath,
    });
    const image = readFileSync(imagePath('management', 'wasm3'));
    this.management = new ManagementBoard({ elf: image, fram: fram(), fastPath });
    this.#pair = new BoardPair(this.metering, this.management, () => {});
  }

  run(seconds: number): void {
    const end = this.#now_us + seconds * 1e6;
    while (this.#now_us < end) this.#pair.runUntil_us((this.#now_us += TICK_us));
  }

  /** Totals since power-on, of both boards where nothing else is said. */
  get totals() {
    const { counters: m } = this.metering.chip;
    const { counters: g } = this.management.chip;
    return {
      instructions: m.instructions + g.instructions,
      mmio: m.mmio + g.mmio,
      exceptions: m.exceptions + g.exceptions,
      sets: this.metering.afe.conversions.taken,
      meteringInstructions: m.instructions,
    };
  }

  close(): void {
    this.#pair.close();
  }
}

interface Measured {
  readonly cpu_s: number;
  readonly instructions: number;
  readonly mmio: number;
  readonly exceptions: number;
  readonly sets: number;
  readonly perSet: number;
}

/** What `seconds` of virtual time take: the difference of two run lengths, so boot and warm-up are not in it. */
function measure(pair: Pair, seconds: number): Measured {
  const before = pair.totals;
  const cpu = process.cpuUsage();
  pair.run(seconds);
  const { user, system } = process.cpuUsage(cpu);
  const after = pair.totals;
  const sets = after.sets - before.sets;
  return {
    cpu_s: (user + system) / 1e6,
    instructions: after.instructions - before.instructions,
    mmio: after.mmio - before.mmio,
    exceptions: after.exceptions - before.exceptions,
    sets,
    perSet: (after.meteringInstructions - before.meteringInstructions) / sets,
  };
}

/** Runs a warm pair; `then` may go on with it. */
function withPair<T>(engine: EngineName, fastPath: boolean, action: (pair: Pair) => T): T {
  const pair = new Pair(engine, fastPath);
  try {
    pair.run(WARM_s);
    return action(pair);
  } finally {
    pair.close();
  }
}

function speedLine(path: string, seconds: number, m: Measured): string {
  const speed = (seconds / m.cpu_s).toFixed(2);
  const mips = (m.instructions / 1e6 / m.cpu_s).toFixed(0);
  return `${path}: ${speed} virtual seconds per CPU second, ${mips} MIPS over all (${m.cpu_s.toFixed(2)} s of CPU for ${seconds} s)`;
}

function countLine(seconds: number, m: Measured): string {
  const per = (n: number) => (n / seconds).toFixed(0);
  return (
    `per virtual second, both boards: ${(m.instructions / 1e6 / seconds).toFixed(1)} million instructions, ` +
    `${per(m.mmio)} register accesses, ${per(m.exceptions)} exceptions, ${per(m.sets)} AFE frames`
  );
}

function fastLines(pair: Pair): string[] {
  const m = measure(pair, FAST_s);
  const name = pair.metering.chip.fastPath ? 'fast path' : 'fast path (not to be had here: plain path)';
  const lines = [speedLine(name, FAST_s, m), countLine(FAST_s, m)];
  return [...lines, `where the time goes: ${watchShares(() => pair.run(FAST_s)).join(', ')}`];
}

/** Speed with the metering core compiled ahead of time, on either path; nothing where its image is not built. */
function aotLines(): string[] {
  if (!existsSync(imageFile('metering', 'aot'))) return [];
  const line = (path: string, fast: boolean, seconds: number) =>
    withPair('aot', fast, (pair) => speedLine(`${path}, metering aot`, seconds, measure(pair, seconds)));
  return [line('fast path', true, FAST_s), line('plain path', false, PLAIN_s)];
}

function setLine(engine: EngineName): string {
  if (!existsSync(imageFile('metering', engine)))
    return `instructions per sample set, ${engine}: the image is not built (make firmware ENGINE=${engine})`;
  const { perSet, sets } = withPair(engine, true, (pair) => measure(pair, 2));
  return (
    `instructions per sample set, ${engine}: ${perSet.toFixed(0)} ` +
    `(all the metering board executed in ${sets} sets, interrupts, link and idle polling included)`
  );
}

/**
 * The lines of the report. Needs built firmware and libunicorn; throws what the boards throw without them.
 * CPU time is that of the whole process, user and system, so other load on the machine counts little.
 */
export async function emulatorFigures(): Promise<string[]> {
  return [
    'Emulated pair, both images under wasm3 but for what is said, 4 kHz, 1p2w 220 V 10 A:',
    ...withPair('wasm3', true, fastLines),
    withPair('wasm3', false, (pair) => speedLine('plain path', PLAIN_s, measure(pair, PLAIN_s))),
    ...aotLines(),
    setLine('wasm3'),
    setLine('aot'),
    `How taken: ${WARM_s} s of virtual time to start and warm up, then the difference of counters and of the ` +
      "process's CPU time; shares from a separate run with clocks around each kind of work, nested work taken out.",
  ];
}

if (process.argv[1] === import.meta.filename) await printFigures(emulatorFigures);
