// The yardstick: the same samples through the C path and the AOT module on the chip, compared with the module's own sources.
import type { FactoryParameters } from '../../records/parameters.ts';
import { factoryFram } from '../../records/parameters.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { OpenedCore } from './opened-core.ts';
import { subjectElf } from './programs.ts';
import { SubjectChip } from './subject-chip.ts';

/** One less than a board hands on at 4 kHz: a record is made ready each 32 sets, so every other block here is without. */
const BLOCK_SETS = 31;
const WORDS = 8;

/** The C path and the module differ: the yardstick measures other work than it says. */
export class YardstickDiffers extends Error {
  constructor(block: number, word: number, module: bigint, c: bigint) {
    super(`block ${block}, intermediate result ${word}: ${module} in the module, ${c} in C`);
  }
}

/** Means over the blocks in which no window ended and nothing was stored or kept ready, instructions a sample set. */
export interface Measured {
  readonly c: number;
  readonly aot: number;
  readonly blocks: number;
}

export interface YardstickOptions {
  readonly source: SampleSource;
  readonly parameters?: Partial<FactoryParameters>;
  readonly warmUp_sets: number;
  readonly measured_sets: number;
}

/** The C path beside the module's own sources, block after block. */
export class ComparedPath {
  readonly core: OpenedCore;
  readonly chip: SubjectChip;
  #blocks = 0;

  /** `change` may spoil what the C path is set up with. */
  constructor(fram: Uint8Array, change: (setup: Uint8Array) => void = () => {}) {
    this.core = new OpenedCore(fram);
    const setup = this.core.setup();
    change(setup);
    this.chip = new SubjectChip(subjectElf('c'), (chip) => chip.bytes('setup', setup.length).set(setup));
  }

  /** Throws YardstickDiffers. */
  meter(sets: Int32Array) {
    this.core.meter(sets);
    this.chip.longs('window_work', 2).set(this.core.energies());
    const counted = this.chip.meter(sets);
    const module = this.core.intermediate();
    const c = this.chip.longs('intermediate', module.length);
    const word = module.findIndex((value, n) => value !== c[n]);
    if (word >= 0) throw new YardstickDiffers(this.#blocks, word, module[word], c[word]);
    this.#blocks++;
    return counted;
  }

  close(): void {
    this.chip.close();
  }
}

/** Blocks of a source, the eighth word at rest as on a board without faults. */
export function* blocksOf(source: SampleSource, sets: number): Generator<Int32Array> {
  const block = new Int32Array(BLOCK_SETS * WORDS);
  for (let first = 0; first < sets; first += BLOCK_SETS) {
    source.fill(block, first, BLOCK_SETS);
    for (let n = WORDS - 1; n < block.length; n += WORDS) block[n] = 0;
    yield block;
  }
}

/** Runs both; the first is compared with the module all the way. Throws YardstickDiffers, SubjectFailed. */
export function measure({ source, parameters, warmUp_sets, measured_sets }: YardstickOptions): Measured {
  const fram = factoryFram({ service: source.service, samplingRate_mHz: source.rate_mHz, ...parameters });
  const c = new ComparedPath(fram);
  const aot = new SubjectChip(subjectElf('aot'), (chip) => chip.bytes('fram', fram.length).set(fram));
  const sum = { c: 0, aot: 0, blocks: 0 };
  let sets = 0;
  for (const block of blocksOf(source, warmUp_sets + measured_sets)) {
    const ofC = c.meter(block);
    const ofAot = aot.meter(block);
    sets += BLOCK_SETS;
    if (sets <= warmUp_sets || ofC.edge || ofAot.edge) continue;
    sum.c += ofC.instructions;
    sum.aot += ofAot.instructions;
    sum.blocks++;
  }
  c.close();
  aot.close();
  const measured = sum.blocks * BLOCK_SETS;
  return { c: sum.c / measured, aot: sum.aot / measured, blocks: sum.blocks };
}
