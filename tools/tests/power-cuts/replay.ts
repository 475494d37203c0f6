// Brings a storage to any place of a journal, and has its supply go there in one of several ways.
import { PowerRecord, type KeptRecord } from '../../cores/power-record.ts';
import type { Act, Entry, Journal } from './journal.ts';
import { Storage } from './storage.ts';

/** How a supply goes: with a byte whole, with the next one torn, or found failing so that the board writes its record. */
export const WAYS = ['between bytes', 'byte torn', 'comparator'] as const;
export type Way = (typeof WAYS)[number];

/** What was true where a replay stands. */
export interface Place {
  readonly place: number;
  /** Part of the run that the cut falls into. */
  readonly part: number;
  /** Part in which the board wrote its record because the supply was found failing; undefined before. */
  readonly foundFailing: number | undefined;
  /** Where in the FRAM a write was under way: what stands there may be neither old nor new. */
  readonly writing: number | undefined;
}

/** Each bit the old one or the new one. */
const torn = (old: number, next: number, random: () => number): number => {
  const mask = Math.floor(random() * 256);
  return (old & ~mask) | (next & mask);
};

/** Goes through a journal forwards; the storage it keeps is that of the place it stands at. */
export class Replay {
  readonly #journal: Journal;
  readonly #at: Storage;
  #next = 0;
  /** Bytes of the act under way that are done. */
  #done = 0;
  #kept: KeptRecord | undefined;
  #foundFailing: number | undefined;

  /** `room`: for the storage it keeps, which nobody looks at any more. */
  constructor(journal: Journal, base: Storage, room = new Storage()) {
    this.#at = room;
    this.#journal = journal;
    this.#at.takeOver(base);
  }

  get #entry(): Entry | undefined {
    return this.#journal.entries[this.#next];
  }

  /** Goes on to a place, 0 and more; places only grow. */
  goTo(place: number): Place {
    for (;;) {
      const entry = this.#entry;
      if (!entry || !this.#pass(entry, place)) break;
      this.#next++;
      this.#done = 0;
    }
    const act = this.#entry?.act;
    const writing = act?.kind === 'fram' ? act.address : undefined;
    return { place, part: this.#part, foundFailing: this.#foundFailing, writing };
  }

  get #part(): number {
    return (this.#entry ?? this.#journal.entries.at(-1)!).part;
  }

  /** Does what lies before a place; false when the act begins or goes on behind it. */
  #pass({ act, before }: Entry, place: number): boolean {
    if (act.kind === 'fram') return this.#passBytes(act, place - before);
    // It has no place of its own: whatever place comes next finds it.
    if (act.kind === 'kept') this.#kept = act.record;
    else if (place <= before) return false;
    else if (act.kind === 'nor') this.#at.nor().begin(act.operation);
    else if (act.kind === 'norEnd') this.#at.nor().complete();
    else this.#off();
    return true;
  }

  /** What the board had ready to write was in its RAM. */
  #off(): void {
    this.#at.tearAsEver();
    this.#kept = undefined;
  }

  #passBytes(act: Extract<Act, { kind: 'fram' }>, until: number): boolean {
    const end = Math.min(act.bytes.length, until);
    this.#at.fram.set(act.bytes.subarray(this.#done, end), act.address + this.#done);
    this.#done = Math.max(this.#done, end);
    if (this.#done < act.bytes.length) return false;
    if (act.byBoard) this.#foundFailing = this.#entry!.part;
    return true;
  }

  /** Makes of a storage what the one here is when its supply goes now. */
  cut(way: Way, random: () => number, to: Storage): void {
    to.takeOver(this.#at);
    if (way === 'byte torn') this.#tear(random, to);
    if (way === 'comparator') this.#writeRecord(to);
    to.tear(random);
  }

  #tear(random: () => number, { fram }: Storage): void {
    const act = this.#entry?.act;
    if (act?.kind !== 'fram') return;
    const at = act.address + this.#done;
    fram[at] = torn(fram[at], act.bytes[this.#done], random);
  }

  #writeRecord({ fram }: Storage): void {
    if (!this.#kept) return;
    const record = new PowerRecord();
    record.keep(this.#kept.address, this.#kept.bytes.slice());
    record.write(fram);
  }
}
