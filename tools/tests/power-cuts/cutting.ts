// Cuts a run at its places, in every way, and each start behind a cut again; counts, and says what did not hold.
import { seeded } from '../../rp2350/chips/nor-image.ts';
import { Replay, WAYS, type Place, type Way } from './replay.ts';
import { startAndGoOn, type Around, type PowerOn, type Run } from './run.ts';
import { Storage } from './storage.ts';

/** A cut, for whoever judges what a start behind it finds. */
export interface Cut<S> extends Around<S> {
  readonly way: Way;
  readonly place: Place;
  /** The cuts before this one, each in the start behind the one before it. */
  readonly behind: readonly Place[];
}

/** Says what does not hold of what a start found; nothing where all is well. */
export type Invariant<S> = (found: S, cut: Cut<S>) => string[];

export interface Cutting<S> {
  readonly powerOn: PowerOn<S>;
  readonly invariants: Readonly<Record<string, Invariant<S>>>;
  /** Each so manieth place is cut, from one that the seed gives, and in the midst of each operation of NOR. */
  readonly step: number;
  /** Cuts of each start behind a cut. */
  readonly again: number;
  readonly seed: number;
  readonly ways?: readonly Way[];
}

export interface Violation {
  readonly invariant: string;
  readonly said: string;
  readonly way: Way;
  readonly places: readonly number[];
}

export interface Outcome {
  /** Places that the run had. */
  places: number;
  /** Cuts by the way the supply went, and cuts of a start behind one. */
  readonly cuts: Record<Way | 'again', number>;
  readonly violations: Violation[];
}

/** A number from a place and a way, so that a cut alone can be made again. */
const seedOf = (seed: number, places: readonly number[], way: Way): number =>
  places.reduce((mixed, place) => Math.imul(mixed ^ place, 0x01000193) + 1, seed + WAYS.indexOf(way));

class Cutter<S> {
  readonly outcome: Outcome = {
    places: 0,
    cuts: { 'between bytes': 0, 'byte torn': 0, comparator: 0, again: 0 },
    violations: [],
  };
  readonly #cutting: Cutting<S>;
  readonly #run: Run<S>;
  // A NOR is 16 MB: room for one that is used again and again.
  readonly #cut = new Storage();
  readonly #cutAgain = new Storage();
  readonly #replayed = new Storage();
  readonly #bases = [new Storage(), new Storage()] as const;

  constructor(cutting: Cutting<S>, run: Run<S>) {
    this.#cutting = cutting;
    this.#run = run;
    this.outcome.places = run.journal.places;
  }

  all(): Outcome {
    const { step, seed, ways = WAYS } = this.#cutting;
    const replay = new Replay(this.#run.journal, this.#run.base);
    for (const at of this.#run.journal.sample(seed % step, step)) {
      const place = replay.goTo(at);
      for (const way of ways) this.#once(replay, place, way);
    }
    return this.outcome;
  }

  #once(replay: Replay, place: Place, way: Way): void {
    replay.cut(way, seeded(seedOf(this.#cutting.seed, [place.place], way)), this.#cut);
    const around = this.#run.around(place.part);
    const run = this.#start(this.#cut, { ...around, way, place, behind: [] });
    this.outcome.cuts[way]++;
    this.#again(run, place);
  }

  /** Cuts a start, at places that the seed gives. */
  #again(run: Run<S>, behind: Place): void {
    const { again, seed } = this.#cutting;
    const random = seeded(seedOf(seed, [behind.place], 'byte torn'));
    const places = Array.from({ length: again }, () => Math.floor(random() * (run.journal.places + 1)));
    const replay = new Replay(run.journal, run.base, this.#replayed);
    for (const at of places.sort((a, b) => a - b)) {
      const place = replay.goTo(at);
      const way = WAYS[Math.floor(random() * WAYS.length)];
      replay.cut(way, random, this.#cutAgain);
      this.#start(this.#cutAgain, { ...run.around(place.part), way, place, behind: [behind] });
      this.outcome.cuts.again++;
    }
  }

  /** Starts behind a cut, and judges. */
  #start(storage: Storage, cut: Cut<S>): Run<S> {
    const run = startAndGoOn(this.#cutting.powerOn, storage, cut.before, this.#bases[cut.behind.length]);
    const found = run.told[0].standing;
    for (const [invariant, holds] of Object.entries(this.#cutting.invariants)) {
      for (const said of holds(found, cut)) {
        const places = [...cut.behind, cut.place].map(({ place }) => place);
        this.outcome.violations.push({ invariant, said, way: cut.way, places });
      }
    }
    return run;
  }
}

/** Cuts a run. */
export const cutEverywhere = <S>(cutting: Cutting<S>, run: Run<S>): Outcome => new Cutter(cutting, run).all();

/** What was done and what came of it, in lines. */
export function report({ places, cuts, violations }: Outcome): string[] {
  const counted = Object.entries(cuts).map(([way, count]) => `${count} ${way}`);
  const byInvariant = new Map<string, number>();
  for (const { invariant } of violations) byInvariant.set(invariant, (byInvariant.get(invariant) ?? 0) + 1);
  const broken = [...byInvariant].map(([invariant, times]) => `  broken ${times} times: ${invariant}`);
  return [`${places} places; cut: ${counted.join(', ')}; ${violations.length} violations`, ...broken];
}
