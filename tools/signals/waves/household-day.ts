// The built-in three-phase household day as an endless, deterministic, phase-continuous source.
import { DEFAULT_RATE_mHz } from './afe-scale.ts';
import { SynthesisError } from './errors.ts';
import { fundamentalReactive } from './harmonic.ts';
import {
  DAY_Hz,
  DAY_ORDERS,
  DAY_s,
  DAY_V,
  LOADS,
  SUPPLY_PARTIALS,
  supplyHz,
  supplyVolts,
} from './household-loads.ts';
import { addTone, closeNeutral, makeSpectrum, ProductSums, type Spectrum } from './oscillator.ts';
import type { SampleSource, Truth } from './source.ts';
import { SegmentWriter, type Position, type Stretch } from './synthesis.ts';
import { clampWindow, makeTruth, type Sums } from './truth.ts';

const PHASE_DEG = [0, -120, 120];
const RADIANS = Math.PI / 180;
/** Sums kept for each block: vv, ii, vi, q1 of three phases, the neutral's square, three imports and the net's. */
const VV = 0;
const II = 3;
const VI = 6;
const Q1 = 9;
const NN = 12;
const IMPORT = 13;
const COLUMNS = 17;
/** Below this rate the eleventh harmonic would not fit. */
const RATE_MIN_mHz = 1_200_000;

export interface DayOptions {
  readonly rate_mHz?: number;
  /** Nominal voltage, 230 V, and frequency, 50 Hz, about which its supply wanders. */
  readonly volts?: number;
  readonly hz?: number;
  /** Second of the day at its first sample; midnight without it. */
  readonly start_s?: number;
}

/**
 * A day of 86,400 blocks of one second (the nearest whole number of samples). Amplitudes and frequency are
 * constant within a block; the angle runs on from block to block and makes a whole number of turns a day,
 * so the loop has no seam. Import and export are told apart block by block.
 */
export class HouseholdDay implements SampleSource {
  readonly description: string;
  readonly notes: readonly string[] = [];
  readonly service = '3p4w' as const;
  readonly rate_mHz: number;
  private readonly block_sets: number;
  /** Its voltage over that of the day as written. */
  private readonly voltage: number;
  /** Second of the day of the first block; blocks are counted from it. */
  private readonly start_s: number;
  /** Angle at the start of each block, in cycles; one entry more than blocks. */
  private readonly angle: Float64Array;
  private readonly writer: SegmentWriter;
  /** Running sums at the start of each block, filled as far as `summed` blocks. */
  private readonly totals = new Float64Array((DAY_s + 1) * COLUMNS);
  private summed = 0;
  private lastBlock = -1;
  private lastStretch: Stretch | undefined;

  constructor(options: DayOptions = {}) {
    const { rate_mHz = DEFAULT_RATE_mHz, volts = DAY_V, hz = DAY_Hz, start_s = 0 } = options;
    this.rate_mHz = rate_mHz;
    this.voltage = volts / DAY_V;
    this.start_s = start_s;
    const supply = `3 x ${volts} V, ${hz} Hz`;
    this.description = `household day, ${supply}, 24 h, with solar feed-in on phase 1`;
    if (!(this.rate_mHz >= RATE_MIN_mHz)) {
      throw new SynthesisError(
        `sampling rate ${this.rate_mHz} mHz: the day needs ${RATE_MIN_mHz} mHz or more`,
      );
    }
    this.block_sets = Math.round(this.rate_mHz / 1000);
    const block_s = (this.block_sets * 1000) / this.rate_mHz;
    this.angle = dayAngles(block_s, (block) => supplyHz(this.secondOf(block)) + hz - DAY_Hz);
    this.writer = new SegmentWriter((index) => this.positionOf(index));
  }

  /** The clock of the day, and what is switched on. */
  scene(index: number): string {
    const second = this.secondOf(Math.floor(index / this.block_sets));
    const clock = [second / 3600, (second / 60) % 60, second % 60];
    const drawing = LOADS.filter(({ amps }) => Math.abs(amps(second)) > 0.1).map(({ name }) => name);
    return `${clock.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')}  ${drawing.join(', ')}`;
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    this.writer.fill(destination, firstIndex, sets);
  }

  truth(sets: number, window_sets?: number): Truth {
    const window = clampWindow(sets, window_sets);
    const end = this.sumsAt(sets);
    const start = this.sumsAt(sets - window);
    const turns = this.cyclesAt(sets) - this.cyclesAt(sets - window);
    return makeTruth({
      service: this.service,
      rate_mHz: this.rate_mHz,
      sets,
      window_sets: window,
      frequency_Hz: window > 0 ? (turns * this.rate_mHz) / 1000 / window : 0,
      end: asSums(end),
      start: asSums(start),
      imports: [...end.subarray(IMPORT, COLUMNS)],
    });
  }

  private secondOf(block: number): number {
    return (block + this.start_s) % DAY_s;
  }

  private positionOf(index: number): Position {
    const block = Math.floor(index / this.block_sets) % DAY_s;
    return { stretch: this.stretchOf(block), offset: index % this.block_sets, length: this.block_sets };
  }

  private stretchOf(block: number): Stretch {
    if (block !== this.lastBlock) {
      const step_cycles = (this.angle[block + 1] - this.angle[block]) / this.block_sets;
      this.lastStretch = {
        spectrum: spectrumAt(this.secondOf(block), this.voltage),
        phase_cycles: this.angle[block],
        step_cycles,
      };
      this.lastBlock = block;
    }
    return this.lastStretch!;
  }

  private cyclesAt(sets: number): number {
    const day_sets = this.block_sets * DAY_s;
    const rest = sets % day_sets;
    const block = Math.floor(rest / this.block_sets);
    const step = (this.angle[Math.min(block + 1, DAY_s)] - this.angle[block]) / this.block_sets;
    return (
      Math.floor(sets / day_sets) * this.angle[DAY_s] + this.angle[block] + (rest % this.block_sets) * step
    );
  }

  /** All columns over samples 0 .. sets-1. */
  private sumsAt(sets: number): Float64Array {
    const day_sets = this.block_sets * DAY_s;
    const days = Math.floor(sets / day_sets);
    const block = Math.floor((sets % day_sets) / this.block_sets);
    this.sumBlocks(days > 0 ? DAY_s : block);
    const open = this.blockSums(block, sets % this.block_sets);
    return open.map((x, c) => x + this.totals[block * COLUMNS + c] + days * this.totals[DAY_s * COLUMNS + c]);
  }

  private sumBlocks(upTo: number): void {
    for (; this.summed < upTo; this.summed++) {
      const sums = this.blockSums(this.summed, this.block_sets);
      const at = this.summed * COLUMNS;
      for (let c = 0; c < COLUMNS; c++) this.totals[at + COLUMNS + c] = this.totals[at + c] + sums[c];
    }
  }

  /** The first `count` samples of a block, in closed form. */
  private blockSums(block: number, count: number): Float64Array {
    const sums = new Float64Array(COLUMNS);
    if (count === 0) return sums;
    const { spectrum, phase_cycles, step_cycles } = this.stretchOf(block);
    const products = new ProductSums(spectrum, phase_cycles, step_cycles, count);
    let net = 0;
    for (let p = 0; p < 3; p++) {
      const vi = products.of(p, 3 + p);
      sums[VV + p] = products.of(p, p);
      sums[II + p] = products.of(3 + p, 3 + p);
      sums[VI + p] = vi;
      sums[Q1 + p] = fundamentalReactive(spectrum, p) * count;
      sums[IMPORT + p] = Math.max(0, vi);
      net += vi;
    }
    sums[NN] = products.of(6, 6);
    sums[IMPORT + 3] = Math.max(0, net);
    return sums;
  }
}

function asSums(columns: Float64Array): Sums {
  const three = (first: number): number[] => [...columns.subarray(first, first + 3)];
  return { vv: three(VV), ii: three(II), vi: three(VI), q1: three(Q1), nn: columns[NN] };
}

/** Angles at block starts; the tiny rest to a whole number of cycles is spread over the day. */
function dayAngles(block_s: number, hz: (block: number) => number): Float64Array {
  const angle = new Float64Array(DAY_s + 1);
  for (let b = 0; b < DAY_s; b++) angle[b + 1] = angle[b] + hz(b) * block_s;
  const rest = Math.round(angle[DAY_s]) - angle[DAY_s];
  return angle.map((cycles, b) => cycles + (rest * b) / DAY_s);
}

/** Voltages and currents of all phases in second `t` of the day. */
function spectrumAt(t: number, voltage: number): Spectrum {
  const spectrum = makeSpectrum(DAY_ORDERS);
  for (const phase of [1, 2, 3] as const) {
    const volts = voltage * supplyVolts(phase, t);
    const turn = PHASE_DEG[phase - 1];
    addTone(spectrum, phase - 1, 1, volts, turn * RADIANS);
    for (const p of SUPPLY_PARTIALS) {
      addTone(spectrum, phase - 1, p.order, volts * p.ratio, (p.order * turn + p.phase_deg) * RADIANS);
    }
  }
  for (const load of LOADS) {
    const amps = load.amps(t);
    if (amps === 0) continue;
    for (const phase of load.phases) {
      const turn = PHASE_DEG[phase - 1];
      addTone(spectrum, 2 + phase, 1, amps, (turn - load.lag_deg) * RADIANS);
      for (const p of load.partials) {
        addTone(spectrum, 2 + phase, p.order, amps * p.ratio, (p.order * turn + p.phase_deg) * RADIANS);
      }
    }
  }
  closeNeutral(spectrum);
  return spectrum;
}
