// A run of whatever keeps things in a storage: what it wrote, and after each of its parts what it told of itself.
import { Journal } from './journal.ts';
import { Storage } from './storage.ts';

/** Something that keeps things in a storage, with power. */
export interface Subject<S> {
  /** What it tells of itself; reading it writes nothing. */
  standing(): S;
  /** Goes on for a while after a start: what it does then is cut, too. */
  goOn(told: () => void): void;
  /** Nobody asks it any more. */
  close?(): void;
}

/** Gives a subject power on a storage; what it writes is heard by the journal. */
export type PowerOn<S> = (storage: Storage, journal: Journal) => Subject<S>;

/** What was told at the end of a part. */
export interface Told<S> {
  readonly standing: S;
  /** Times it was given power in this run, 1 and more. */
  readonly life: number;
}

/** Around a cut: what had been told before, and what would have been told next. */
export interface Around<S> {
  /** Undefined where nobody had been told anything. */
  readonly before: S | undefined;
  readonly after: S;
  /** All of this run before the cut, oldest first. */
  readonly earlier: readonly Told<S>[];
  /** The first of the life that was cut; the next one's where its start was cut. */
  readonly first: S;
  /** The cut falls into the start of a life. */
  readonly inStart: boolean;
}

export class Run<S> {
  readonly journal = new Journal();
  /** The storage as it was before. */
  readonly base: Storage;
  readonly told: Told<S>[] = [];
  readonly #previous: S | undefined;
  #life = 0;

  /** `previous`: what had been told before it; `base`: room for the storage as it was, which nobody looks at any more. */
  constructor(storage: Storage, previous?: S, base = new Storage()) {
    this.base = base;
    this.base.takeOver(storage);
    this.#previous = previous;
  }

  /** A life begins with the next part. */
  begin(): void {
    this.#life++;
  }

  /** A part ends, and this is told. */
  tell(standing: S): void {
    this.told.push({ standing, life: this.#life });
    this.journal.part = this.told.length;
  }

  around(part: number): Around<S> {
    const at = Math.min(part, this.told.length - 1);
    const { standing: after, life } = this.told[at];
    const earlier = this.told.slice(0, at);
    const before = earlier.at(-1);
    const first = this.told.find((each) => each.life === life)!.standing;
    return {
      before: before?.standing ?? this.#previous,
      after,
      earlier,
      first,
      inStart: before?.life !== life,
    };
  }
}

/** Gives power, lets it go on, and takes down what it wrote and told. */
export function startAndGoOn<S>(
  powerOn: PowerOn<S>,
  storage: Storage,
  previous?: S,
  base?: Storage,
): Run<S> {
  const run = new Run(storage, previous, base);
  run.begin();
  const subject = powerOn(storage, run.journal);
  run.tell(subject.standing());
  subject.goOn(() => run.tell(subject.standing()));
  subject.close?.();
  return run;
}
