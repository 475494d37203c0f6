// An earlier copy of a memory is put back: of one alone the start tells; of both together no memory of the board could tell.
import { describe, expect, it } from 'vitest';
import {
  AUDIT_RECORDS_LOST,
  KEY_BANK_BYTES,
  KEY_BANKS,
  RING_MINUTES,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { provision } from '../../meter/keys/provisioned.ts';
import { meteringStanding, type MeteringStanding } from './metering-standing.ts';
import { freeze, load, MeteringLife } from './metering-steps.ts';
import { Storage } from './storage.ts';

/** Lives over the end of an hour, and keeps a copy of both memories from the middle of it. */
function lived(): { early: Storage; late: Storage; told: MeteringStanding } {
  const storage = new Storage();
  provision(storage.fram, 'metering');
  storage.clock_s = Date.UTC(2026, 0, 31, 12, 58, 57) / 1000;
  const life = new MeteringLife(storage);
  load(4500).run(life);
  freeze.run(life);
  load(1000).run(life);
  storage.tearAsEver();
  const early = new Storage();
  early.takeOver(storage);
  storage.clock_s = Date.UTC(2026, 0, 31, 12, 59, 57) / 1000;
  life.powerOn();
  load(4500).run(life);
  const told = meteringStanding(life.board);
  return { early, late: storage, told };
}

/** Memories of two moments put together, and what the start with them tells. */
function started(fram: Storage, nor: Storage, clock_s: number): MeteringStanding {
  const storage = new Storage();
  storage.takeOver(nor);
  storage.fram.set(fram.fram);
  storage.clock_s = clock_s;
  const life = new MeteringLife(storage);
  load(300).run(life);
  return meteringStanding(life.board);
}

const damaged = ({ events }: MeteringStanding) => events.filter(({ event }) => event === 'records_damaged');

describe('An earlier copy that is put back', () => {
  const { early, late, told } = lived();
  const { clock_s } = late;

  it('is none: the same memories go on, with a record more than the copy has', () => {
    const found = started(late, late, clock_s);
    expect(damaged(found)).toEqual([]);
    expect(found.rings[RING_MINUTES].newest).toBe(told.rings[RING_MINUTES].newest);
    expect(told.rings[RING_MINUTES].newest).toBe(2);
  });

  it('of the NOR alone is told at the start, by event and audit trail, with its ring and the record that is gone', () => {
    const found = started(late, early, clock_s);
    expect(damaged(found).map(({ scope, extreme }) => [scope, extreme])).toContainEqual([
      RING_MINUTES + 1,
      2,
    ]);
    expect(found.trail.some(({ kind }) => kind === AUDIT_RECORDS_LOST)).toBe(true);
    expect(found.registers.every((value, n) => value >= told.registers[n] - 4_000_000n)).toBe(true);
  });

  it('of the FRAM alone is told at the start: records lie in the NOR that its heads do not know', () => {
    const found = started(early, late, clock_s);
    expect(damaged(found).map(({ scope }) => scope)).toContain(RING_MINUTES + 1);
  });

  it('of both together is not told by the meter: only numbers that go back do, to whoever has read it before', () => {
    const found = started(early, early, clock_s);
    expect(damaged(found)).toEqual([]);
    expect(found.rings[RING_MINUTES].newest).toBeLessThan(told.rings[RING_MINUTES].newest);
    expect(found.starts).toBeLessThanOrEqual(told.starts + 1);
  });
});

describe('A key store that is damaged', () => {
  it('proves no record any more: each is told as damaged, and the meter says so by itself', () => {
    const { late } = lived();
    for (let at = KEY_BANKS; at < KEY_BANKS + 2 * KEY_BANK_BYTES; at++) late.fram[at] ^= 0x5a;
    const life = new MeteringLife(late);
    load(2500).run(life);
    const found = meteringStanding(life.board);
    expect(found.records.get(`${RING_MINUTES} 1`)).toBe('damaged');
    expect(found.records.get(`${RING_MINUTES} 2`)).toBe('damaged');
    expect(damaged(found).length).toBeGreaterThan(0);
  });
});
