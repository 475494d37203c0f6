// Records a run from the side of its cores: every start, every slice and every random number, so that it can be had again.
import { SAMPLE_WORDS } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { CoreRunner, Role, SliceInput, SliceOutput, StorageCut } from '../../cores/core-runner.ts';
import type { CoreFactory } from '../conductor/board.ts';
import type { CoreInputs } from '../target.ts';
import { packedBytes, packedEntries, type Entry, type Slice } from './entries.ts';
import { happenedIn } from './happened.ts';
import { registersOf, type GiveSlice, type RecordedRegisters } from './recorded-registers.ts';
import { LineWriter, sha256, VERSION, type Head, type RecordedChips } from './recording-file.ts';

/** What is known of a run beside its cores. */
export type RunFacts = Pick<Head, 'made_by' | 'target' | 'engine' | 'rate_mHz' | 'source' | 'settings'>;

/** Takes lines of the file as they are made. */
export type Sink = (line: string) => void;

/** Samples of eight minutes at 4 kHz. */
const MOST_HELD = 64 * 1024 * 1024;
/** Entries of a block: about a second of both cores. */
const BLOCK_ENTRIES = 400;

/** Samples are handed over in words that are filled anew. */
const kept = (inputs: readonly SliceInput[]): readonly SliceInput[] =>
  inputs.map((input) => (input.type === 'samples' ? { ...input, sets: input.sets.slice() } : input));

const samplesIn = (inputs: readonly SliceInput[]): number =>
  inputs.reduce((sum, input) => sum + (input.type === 'samples' ? input.sets.length / SAMPLE_WORDS : 0), 0);

export class Recorder {
  readonly #facts: RunFacts;
  /** Where lines go as they come; without it everything is held until somebody asks for it. */
  readonly #sink: Sink | undefined;
  readonly #writer = new LineWriter();
  #head: Head | undefined;
  #entries: Entry[] = [];
  /** Bytes of samples that are held. */
  #held = 0;
  #drawn: string[] = [];
  #blocks = 0;
  /** Slices that are not answered yet. */
  #pending = 0;
  /** Sets fed up to the first entry that is held. */
  #sample = 0;
  /** Gives the present metering core a slice that is not recorded. */
  #giveMetering: GiveSlice | undefined;

  constructor(facts: RunFacts, sink?: Sink) {
    this.#facts = facts;
    this.#sink = sink;
  }

  /** The chips, keys and modules as they are before anything starts; called by the target. */
  begin({ modules, fram, managementFram, storage, keys }: CoreInputs, isRandomKept: boolean): void {
    const chips = (role: Role, given: Uint8Array | undefined): RecordedChips => {
      const nor = storage?.[role].nor;
      const bytes = storage?.[role].fram ?? given ?? new Uint8Array(fram.length).fill(0xff);
      return { fram: packedBytes(bytes), ...(nor ? { nor: packedBytes(nor) } : {}) };
    };
    this.#head = {
      ...{ twinmeter: 'recording', version: VERSION, ...this.#facts },
      modules: { metering: sha256(modules.metering), management: sha256(modules.management) },
      isRandomKept,
      chips: { metering: chips('metering', fram), management: chips('management', managementFram) },
      ...(keys ? { keys } : {}),
    };
    this.#sink?.(this.#writer.line(this.#head));
  }

  /** The same factory, whose cores are recorded; `cut`: where the supply of the next one goes. */
  recorded(role: Role, factory: CoreFactory, cut: () => StorageCut | undefined): CoreFactory {
    return async () => {
      const at = cut();
      this.#drawn = [];
      const core = await factory();
      this.#take({ kind: 'start', role, cut: at, drawn: this.#drawn });
      this.#record(core);
      return core;
    };
  }

  /** A core drew these random numbers. */
  readonly drew = (bytes: Uint8Array): void => void this.#drawn.push(Buffer.from(bytes).toString('hex'));

  /** Asks the metering core for its registers, and makes the last line. Nothing of the run is recorded any more. */
  async end(): Promise<void> {
    const registers = await this.#registers();
    if (this.#sink) this.#finish(this.#sink, registers);
  }

  /** Everything that was held, up to now, as lines. */
  async lines(sink: Sink): Promise<void> {
    if (!this.#head || this.isGivenUp) return;
    const registers = await this.#registers();
    sink(this.#writer.line(this.#head));
    this.#finish(sink, registers);
  }

  #finish(sink: Sink, registers: RecordedRegisters | null): void {
    this.#flush(sink);
    sink(this.#writer.line({ end: { sample: this.#sample, registers } }));
  }

  async #registers(): Promise<RecordedRegisters | null> {
    try {
      return this.#giveMetering ? ((await registersOf(this.#giveMetering)) ?? null) : null;
    } catch {
      return null; // It is gone.
    }
  }

  /** The core stays what it is; only its slices are looked at. */
  #record(core: CoreRunner): void {
    const slice = core.slice.bind(core);
    if (core.role === 'metering') this.#giveMetering = slice;
    core.slice = (inputs) => {
      if (this.isGivenUp) return slice(inputs);
      const drawn = (this.#drawn = []);
      const entry: Slice = { kind: 'slice', role: core.role, inputs: kept(inputs), drawn, outputs: [] };
      const done = (outputs: SliceOutput[]) => {
        this.#pending--;
        entry.outputs = outputs;
        return outputs;
      };
      const gone = (error: unknown): never => {
        this.#pending--;
        entry.gone = (error as Error).message;
        throw error;
      };
      this.#take(entry);
      this.#pending++;
      try {
        const outputs = slice(inputs);
        return outputs instanceof Promise ? outputs.then(done, gone) : done(outputs);
      } catch (error) {
        return gone(error);
      }
    };
  }

  /** A recording that nobody takes line by line and that grew too long is given up: half of one is worth nothing. */
  get isGivenUp(): boolean {
    return this.#sink === undefined && this.#held > MOST_HELD;
  }

  #take(entry: Entry): void {
    if (this.isGivenUp) {
      this.#entries = [];
      return;
    }
    if (entry.kind === 'slice')
      this.#held += samplesIn(entry.inputs) * SAMPLE_WORDS * Int32Array.BYTES_PER_ELEMENT;
    if (this.#sink && this.#pending === 0 && this.#entries.length >= BLOCK_ENTRIES) this.#flush(this.#sink);
    if (this.isGivenUp) this.#entries = [];
    else this.#entries.push(entry);
  }

  #flush(sink: Sink): void {
    for (let at = 0; at < this.#entries.length; at += BLOCK_ENTRIES)
      this.#block(this.#entries.slice(at, at + BLOCK_ENTRIES), sink);
    this.#entries = [];
  }

  #block(entries: readonly Entry[], sink: Sink): void {
    const from = this.#sample;
    const happened = entries.flatMap((entry) => {
      if (entry.kind === 'slice') this.#sample += samplesIn(entry.inputs);
      return happenedIn(entry, this.#sample);
    });
    const facts = { block: this.#blocks++, from, to: this.#sample, happened };
    sink(this.#writer.line({ ...facts, ...packedEntries(entries) }));
  }
}
