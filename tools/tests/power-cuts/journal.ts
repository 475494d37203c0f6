// All that reaches a storage, in its order and counted: each byte of FRAM and each operation of NOR is a place to cut.
import type { KeptRecord } from '../../cores/power-record.ts';
import type { StorageWatch } from '../../cores/board-chips.ts';
import type { NorOperation } from '../../rp2350/chips/nor-image.ts';

/** What happened to a storage. */
export type Act =
  | { readonly kind: 'fram'; readonly address: number; readonly bytes: Uint8Array; readonly byBoard: boolean }
  | { readonly kind: 'kept'; readonly record: KeptRecord | undefined }
  | { readonly kind: 'nor'; readonly operation: NorOperation }
  | { readonly kind: 'norEnd' }
  | { readonly kind: 'off' };

/** Where an act stands: in which part of a run, and how many places to cut lie before it. */
export interface Entry {
  readonly act: Act;
  readonly part: number;
  readonly before: number;
}

/** Places to cut in an act: behind each byte, in the midst of an operation of NOR, behind its end, and behind a supply that went. */
function placesIn(act: Act): number {
  if (act.kind === 'fram') return act.bytes.length;
  return act.kind === 'kept' ? 0 : 1;
}

export class Journal implements StorageWatch {
  readonly entries: Entry[] = [];
  /** Places to cut so far. */
  places = 0;
  /** The part of the run that is under way. */
  part = 0;

  framWritten(address: number, bytes: Uint8Array, byBoard: boolean): void {
    this.#enter({ kind: 'fram', address, bytes: bytes.slice(), byBoard });
  }

  recordKept(record?: KeptRecord): void {
    this.#enter({ kind: 'kept', record: record && { ...record, bytes: record.bytes.slice() } });
  }

  norStarted(operation: NorOperation): void {
    this.#enter({ kind: 'nor', operation: { ...operation, data: operation.data?.slice() } });
  }

  norEnded(): void {
    this.#enter({ kind: 'norEnd' });
  }

  /** Places to cut, in their order: each so manieth from a first one on, and whatever the NOR was at. */
  sample(first: number, step: number): number[] {
    const places = new Set<number>();
    for (let place = first; place <= this.places; place += step) places.add(place);
    for (const { act, before } of this.entries) if (act.kind === 'nor') places.add(before + 1);
    return [...places].sort((a, b) => a - b);
  }

  /** The supply went as part of the run: with the part that was told last, and not with the start behind it. */
  off(): void {
    this.#enter({ kind: 'off' }, Math.max(this.part - 1, 0));
  }

  #enter(act: Act, part = this.part): void {
    this.entries.push({ act, part, before: this.places });
    this.places += placesIn(act);
  }
}
