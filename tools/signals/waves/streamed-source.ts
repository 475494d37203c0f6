// A recording too long to hold: read as it is fed, block by block, from its start to its end and again.
import { countsPerUnit, DEFAULT_RATE_mHz, SET_WORDS, toCount, wordOf, type Input } from './afe-scale.ts';
import { condition, type InputSignal } from './conditioning.ts';
import { NET_WINDOW_s, type FileSourceOptions } from './file-source.ts';
import { describeMap, mapChannels, mapNotes } from './map.ts';
import type { Recording } from './recording.ts';
import { strongestCycles } from './reference.ts';
import { RunningTruth } from './running-truth.ts';
import { ELEMENTS, type SampleSource, type Service, type Truth } from './source.ts';
import { StreamResampler, type SignalBlock } from './stream-resampler.ts';
import { clampWindow, makeTruth } from './truth.ts';

/** Sets are made in blocks of this time: what the truth takes the fundamental's reactive power over. */
const BLOCK_s = 1;
const BLOCKS_KEPT = 3;

export class StreamedSource implements SampleSource {
  readonly description: string;
  readonly notes: readonly string[];
  readonly service: Service;
  readonly rate_mHz: number;
  readonly #recording: Recording;
  readonly #options: FileSourceOptions;
  readonly #signals: readonly InputSignal[];
  readonly #block_sets: number;
  readonly #frequency_Hz: number;
  #resampler!: StreamResampler;
  #truth!: RunningTruth;
  /** Words of the latest blocks, by their number: a reader looks back at the last window. */
  readonly #tables = new Map<number, Int32Array>();

  constructor(recording: Recording, options: FileSourceOptions) {
    this.#recording = recording;
    this.#options = options;
    this.service = options.service;
    this.rate_mHz = options.rate_mHz ?? DEFAULT_RATE_mHz;
    this.#block_sets = Math.round((BLOCK_s * this.rate_mHz) / 1000);
    const map = mapChannels(recording.channels, this.service, options.map);
    const { signals, notes } = condition(recording, map, this.service, options);
    this.#signals = signals;
    const voltage = signals.find(({ input }) => input === 'V1') ?? signals[0];
    this.#frequency_Hz = (strongestCycles(voltage.samples) * recording.rate_Hz) / voltage.samples.length;
    this.description = `${recording.source}: ${describeMap(map, recording.channels)}`;
    this.notes = [
      ...recording.notes,
      ...mapNotes(map, recording.channels, this.service),
      ...notes,
      `read as it is fed, from ${recording.rate_Hz} Hz to ${this.rate_mHz / 1000} Hz; behind its end it begins again`,
    ];
    this.#begin();
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    for (let done = 0; done < sets; ) {
      const index = firstIndex + done;
      const table = this.#tableOf(index);
      const offset = index % this.#block_sets;
      const take = Math.min(sets - done, this.#block_sets - offset);
      destination.set(table.subarray(offset * SET_WORDS, (offset + take) * SET_WORDS), done * SET_WORDS);
      done += take;
    }
  }

  truth(sets: number, window_sets?: number): Truth {
    const window = clampWindow(sets, window_sets);
    const [end, start] = [this.#passed(sets), this.#passed(sets - window)];
    return makeTruth({
      service: this.service,
      rate_mHz: this.rate_mHz,
      sets,
      window_sets: window,
      frequency_Hz: this.#frequency_Hz,
      end: end.at(sets),
      start: start.at(sets - window),
      imports: end.importsAt(sets),
    });
  }

  /** What knows the truth up to a set; of what went by too long ago the stream is read once more. */
  #passed(sets: number): RunningTruth {
    if (sets > this.#truth.count) this.#goTo(sets - 1);
    if (sets >= this.#truth.firstKnown) return this.#truth;
    const again = new StreamedSource(this.#recording, this.#options);
    if (sets > 0) again.#goTo(sets - 1);
    return again.#truth;
  }

  #begin(): void {
    const step = (this.#recording.rate_Hz * 1000) / this.rate_mHz;
    this.#resampler = new StreamResampler(this.#endless(), this.#signals.length, step);
    const isByCycle = this.#options.netting === 'cycle' && this.#frequency_Hz > 0;
    const net_s = isByCycle ? 1 / this.#frequency_Hz : NET_WINDOW_s;
    const window_sets = Math.max(1, (net_s * this.rate_mHz) / 1000);
    const cycles = (sets: number): number => (this.#frequency_Hz * sets * 1000) / this.rate_mHz;
    this.#truth = new RunningTruth(ELEMENTS[this.service].length, window_sets, cycles);
    this.#tables.clear();
  }

  #tableOf(index: number): Int32Array {
    const block = Math.floor(index / this.#block_sets);
    if (!this.#tables.has(block)) this.#goTo(index);
    return this.#tables.get(block)!;
  }

  /** Makes block after block until the one that holds this index; going back begins anew. */
  #goTo(index: number): void {
    const block = Math.floor(index / this.#block_sets);
    if ((block + 1) * this.#block_sets < this.#truth.count) this.#begin();
    while (this.#truth.count < (block + 1) * this.#block_sets) this.#makeBlock();
  }

  #makeBlock(): void {
    const taken = this.#resampler.take(this.#block_sets);
    const inputs = new Map(this.#signals.map(({ input }, at) => [input, taken[at]]));
    if (this.service !== '3p3w' && !inputs.has('IN')) inputs.set('IN', closing(inputs, this.#block_sets));
    const elements = ELEMENTS[this.service].map((phase) => ({
      voltage: inputs.get(`V${phase + 1}` as Input),
      current: inputs.get(`I${phase + 1}` as Input),
    }));
    this.#truth.add(elements, inputs.get('IN'), this.#block_sets);
    const table = new Int32Array(this.#block_sets * SET_WORDS);
    for (const [input, samples] of inputs) quantise(table, input, samples);
    const made = this.#truth.count / this.#block_sets - 1;
    this.#tables.set(made, table);
    this.#tables.delete(made - BLOCKS_KEPT);
  }

  /** The signals of all inputs, in V and A, from block to block; the channels were looked at once to say how. */
  #endless(): () => SignalBlock {
    let blocks = this.#recording.stream!();
    return () => {
      let next = blocks.next();
      if (next.done) {
        blocks = this.#recording.stream!();
        next = blocks.next();
      }
      const channels = next.value as SignalBlock;
      return this.#signals.map((signal) => conditioned(signal, channels));
    };
  }
}

function conditioned({ terms, offset, factor }: InputSignal, channels: SignalBlock): Float64Array {
  const signal = new Float64Array(channels[0].length).fill(-offset * factor);
  for (const { channel, weight } of terms) {
    const samples = channels[channel];
    for (let n = 0; n < signal.length; n++) signal[n] += weight * factor * samples[n];
  }
  return signal;
}

/** The neutral that closes the service: -(i1 + i2 + i3). */
function closing(inputs: ReadonlyMap<Input, Float64Array>, length: number): Float64Array {
  const phases = (['I1', 'I2', 'I3'] as const).flatMap((input) => inputs.get(input) ?? []);
  return Float64Array.from({ length }, (_, n) => -phases.reduce((sum, samples) => sum + samples[n], 0));
}

function quantise(table: Int32Array, input: Input, samples: Float64Array): void {
  const word = wordOf(input);
  const scale = countsPerUnit(word);
  for (let n = 0; n < samples.length; n++) table[n * SET_WORDS + word] = toCount(samples[n] * scale);
}
