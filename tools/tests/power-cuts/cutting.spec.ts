// The cutting itself is tested: on small stores of which is known what a cut does to them.
import { describe, expect, it } from 'vitest';
import { NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { NorImage, type NorOperation } from '../../rp2350/chips/nor-image.ts';
import { cutEverywhere, report, type Invariant, type Outcome } from './cutting.ts';
import type { Journal } from './journal.ts';
import { Run, type Subject } from './run.ts';
import { Storage } from './storage.ts';

/** A store of one number, as whoever reads it finds it. */
type Found = number | undefined;
interface Store {
  start(): Subject<Found>;
  write(value: number): void;
}
type Kind = (storage: Storage, journal: Journal) => Store;

/** Writes as a board does: the journal hears of it, then it stands there. */
function put(storage: Storage, journal: Journal, address: number, bytes: readonly number[]): void {
  journal.framWritten(address, Uint8Array.from(bytes), false);
  storage.fram.set(bytes, address);
}

function operate(storage: Storage, journal: Journal, operation: NorOperation): void {
  journal.norStarted(operation);
  storage.nor().begin(operation);
  journal.norEnded();
  storage.nor().complete();
}

const BYTES = 4;
const digits = (value: number) => Array.from({ length: BYTES }, () => value & 0xff);
const CHECK = 0xa5;
const record = (value: number, sequence: number) => {
  const bytes = [...digits(value), sequence];
  return [...bytes, bytes.reduce((sum, byte) => (sum * 31 + byte) & 0xff, CHECK)];
};

/** The value of a record that is whole, with its number. */
function whole(bytes: readonly number[]): { value: number; sequence: number } | undefined {
  const [value, sequence] = [bytes[0], bytes[BYTES]];
  const same = record(value, sequence).every((byte, i) => byte === bytes[i]);
  return same && bytes.length > BYTES ? { value, sequence } : undefined;
}

/** The newer one that is whole. */
const newer = (banks: readonly (readonly number[])[]) =>
  banks.flatMap((bank) => whole(bank) ?? []).sort((a, b) => b.sequence - a.sequence)[0];

const subject = (standing: () => Found): Subject<Found> => ({ standing, goOn: () => undefined });

/** Rewrites its only copy: any cut within it costs the value. */
const inPlace: Kind = (storage, journal) => ({
  start: () => subject(() => whole([...storage.fram.subarray(0, BYTES + 2)])?.value),
  write: (value) => put(storage, journal, 0, record(value, 0)),
});

const BANKS = [0, 16];
/** Two banks by turns. */
const inTwoBanks: Kind = (storage, journal) => {
  const banks = () => BANKS.map((at) => [...storage.fram.subarray(at, at + BYTES + 2)]);
  return {
    start: () => subject(() => newer(banks())?.value),
    write: (value) => {
      const sequence = (newer(banks())?.sequence ?? 0) + 1;
      put(storage, journal, BANKS[sequence % 2], record(value, sequence));
    },
  };
};

const SECTOR = 4096;
/** Erases its only sector of NOR and programs it anew. */
const inOneSector: Kind = (storage, journal) => ({
  start: () => subject(() => whole(readNor(storage.nor(), 0))?.value),
  write: (value) => {
    operate(storage, journal, { kind: 'erase', address: 0, length: SECTOR });
    const data = Uint8Array.from(record(value, 0));
    operate(storage, journal, { kind: 'program', address: 0, length: data.length, data });
  },
});

/** Two sectors of NOR by turns; what a torn erase left is erased again before it is used. */
const inTwoSectors: Kind = (storage, journal) => ({
  start: () => subject(() => newer([0, SECTOR].map((at) => readNor(storage.nor(), at)))?.value),
  write: (value) => {
    const sequence = (newer([0, SECTOR].map((at) => readNor(storage.nor(), at)))?.sequence ?? 0) + 1;
    const address = (sequence % 2) * SECTOR;
    operate(storage, journal, { kind: 'erase', address, length: SECTOR });
    const data = Uint8Array.from(record(value, sequence));
    operate(storage, journal, { kind: 'program', address, length: data.length, data });
  },
});

const readNor = (nor: NorImage, address: number) =>
  Array.from({ length: BYTES + 2 }, (_, i) => nor.read(address + i));

const VALUES = [1, 2, 3];

const oldOrNew: Invariant<Found> = (found, { before, after }) =>
  found === before || found === after ? [] : [`found ${found}, not ${before} or ${after}`];

/** Writes some values and cuts that everywhere. */
function cutWriting(kind: Kind): Outcome {
  const storage = new Storage();
  const run = new Run<Found>(storage);
  run.begin();
  const store = kind(storage, run.journal);
  const first = store.start();
  run.tell(first.standing());
  for (const value of VALUES) {
    store.write(value);
    run.tell(first.standing());
  }
  const powerOn = (at: Storage, journal: Journal) => kind(at, journal).start();
  return cutEverywhere({ powerOn, invariants: { oldOrNew }, step: 1, again: 0, seed: 1 }, run);
}

describe('Cutting a store at every place', () => {
  it('finds that one which rewrites its only copy loses what it had', () => {
    const { violations, places } = cutWriting(inPlace);
    expect(places).toBe(VALUES.length * (BYTES + 2));
    expect(violations.some(({ said }) => said === 'found undefined, not 2 or 3')).toBe(true);
  });

  it('finds nothing wrong with two banks by turns', () => {
    const outcome = cutWriting(inTwoBanks);
    expect(outcome.violations).toEqual([]);
    expect(outcome.cuts).toEqual({ 'between bytes': 19, 'byte torn': 19, comparator: 19, again: 0 });
  });

  it('tears programs and erases of NOR: one sector loses what it had, two do not', () => {
    const one = cutWriting(inOneSector);
    expect(one.places).toBe(VALUES.length * 4);
    expect(one.violations.length).toBeGreaterThan(10);
    expect(cutWriting(inTwoSectors).violations).toEqual([]);
  });

  it('gives the same outcome each time', () => {
    expect(cutWriting(inOneSector)).toEqual(cutWriting(inOneSector));
  });

  it('says what it did, and how often which promise was broken', () => {
    expect(report(cutWriting(inTwoBanks))).toEqual([
      '18 places; cut: 19 between bytes, 19 byte torn, 19 comparator, 0 again; 0 violations',
    ]);
    expect(report(cutWriting(inPlace))[1]).toMatch(/^ {2}broken \d+ times: oldOrNew$/);
  });
});

describe('A storage taken over', () => {
  it('has the FRAM, the sectors that were changed, and leaves the other as it was', () => {
    const [from, to] = [new Storage(), new Storage()];
    from.fram[7] = 9;
    const data = Uint8Array.of(0x12);
    const address = NOR_BYTES - SECTOR;
    operate(from, { norStarted() {}, norEnded() {} } as unknown as Journal, {
      kind: 'program',
      address,
      length: 1,
      data,
    });
    to.takeOver(from);
    expect([to.fram[7], to.nor().read(address)]).toEqual([9, 0x12]);
    to.nor().begin({ kind: 'erase', address, length: SECTOR });
    to.nor().complete();
    expect(from.nor().read(address)).toBe(0x12);
  });
});
