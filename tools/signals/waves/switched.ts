// A source that gives way to another one while it is fed, and comes back: what is put on the inputs by hand meanwhile.
import { SET_WORDS } from './afe-scale.ts';
import type { ElementTruth, SampleSource, Service, TotalTruth, Truth } from './source.ts';
import { clampWindow } from './truth.ts';

/** A source that is fed from a sample on, until the next one begins. */
interface Piece {
  readonly source: SampleSource;
  readonly from: number;
}

type Energies = Pick<ElementTruth, 'energy_Ws' | 'import_Ws' | 'export_Ws'>;

const added = (a: Energies, b: Energies, sign: number): Energies => ({
  energy_Ws: a.energy_Ws + sign * b.energy_Ws,
  import_Ws: a.import_Ws + sign * b.import_Ws,
  export_Ws: a.export_Ws + sign * b.export_Ws,
});

const NONE: Energies = { energy_Ws: 0, import_Ws: 0, export_Ws: 0 };

/** Energies of a piece between two samples of it, by what its source had brought up to each. */
const between = (first: Energies, last: Energies): Energies => added(last, first, -1);

export class SwitchedSource implements SampleSource {
  #pieces: Piece[];
  /** Index behind the newest set that was given. */
  #end = 0;

  constructor(source: SampleSource) {
    this.#pieces = [{ source, from: 0 }];
  }

  /** From the next set on that was not given yet; both are of one service and rate. What was to come after is forgotten. */
  switchTo(source: SampleSource): void {
    this.#pieces = [...this.#pieces.filter(({ from }) => from <= this.#end), { source, from: this.#end }];
  }

  /** For so many sets from the next one on; then what would have been fed goes on. */
  switchFor(source: SampleSource, sets: number): void {
    const usual = this.#now;
    this.switchTo(source);
    this.#pieces.push({ source: usual, from: this.#end + sets });
  }

  get description(): string {
    return this.#now.description;
  }

  get notes(): readonly string[] {
    return this.#now.notes;
  }

  get service(): Service {
    return this.#now.service;
  }

  get rate_mHz(): number {
    return this.#now.rate_mHz;
  }

  scene(index: number): string {
    return this.#pieces.findLast(({ from }) => from <= index)?.source.scene?.(index) ?? '';
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    for (const [n, { source, from }] of this.#pieces.entries()) {
      const end = this.#pieces[n + 1]?.from ?? Infinity;
      const [first, last] = [Math.max(from, firstIndex), Math.min(end, firstIndex + sets)];
      if (last <= first) continue;
      source.fill(destination.subarray((first - firstIndex) * SET_WORDS), first, last - first);
    }
    this.#end = Math.max(this.#end, firstIndex + sets);
  }

  /**
   * Energies of all pieces; the rest of the piece at the end, over as much of the window as lies in it. A measuring window
   * within which one gave way to the other counts for each by its own sign.
   */
  truth(sets: number, window_sets?: number): Truth {
    const pieces = this.#pieces.filter(({ from }, n) => n === 0 || from < sets);
    const { source, from } = pieces.at(-1)!;
    const last = source.truth(sets, Math.min(clampWindow(sets, window_sets), Math.max(1, sets - from)));
    const parts = pieces.map((piece, n) => {
      const end = Math.min(sets, pieces[n + 1]?.from ?? sets);
      return { first: piece.source.truth(piece.from), last: piece.source.truth(end) };
    });
    const sum = (of: (truth: Truth) => Energies): Energies =>
      parts.reduce((all, part) => added(all, between(of(part.first), of(part.last)), 1), NONE);
    const elements = last.elements.map((element, e) => ({
      ...element,
      ...sum((truth) => truth.elements[e]),
    }));
    const total: TotalTruth = { ...last.total, ...sum((truth) => truth.total) };
    return { ...last, elements, total };
  }

  /** What is fed where nobody switches again. */
  get #now(): SampleSource {
    return this.#pieces.at(-1)!.source;
  }
}
