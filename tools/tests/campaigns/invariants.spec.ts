// The judge of the campaigns finds what it is there for: each thing that must hold, broken by itself.
import { describe, expect, it } from 'vitest';
import type { MeterEvent } from '../../records/events.ts';
import { LOAD_W, lost_s, PROMISE_s, violations, type Told } from './invariants.ts';

const event = (sequence: number, start: number): MeterEvent => ({
  sequence,
  event: 'main_cover_open',
  scope: 0,
  start,
  end: undefined,
  extreme: 0,
  limit: 0,
  starts: 1,
});

const BEFORE: Told = {
  at_us: 10e6,
  energy_Ws: 5 * LOAD_W,
  starts: 3,
  flags: 0,
  events: [event(7, 100), event(8, 200)],
  parameters: 'old',
};
/** Four seconds later, two of them without power. */
const OFF_us = 2e6;
const after = (changed: Partial<Told> = {}): Told => ({
  ...BEFORE,
  at_us: 14e6,
  energy_Ws: 7 * LOAD_W,
  starts: 4,
  events: [...BEFORE.events, event(9, 300)],
  ...changed,
});
const judged = (changed: Partial<Told>) => violations(BEFORE, after(changed), OFF_us, PROMISE_s);

describe('What has to hold over a cut', () => {
  it('holds where all that was metered is there, or a second less', () => {
    expect(lost_s(BEFORE, after(), OFF_us)).toBe(0);
    expect(judged({})).toEqual([]);
    expect(judged({ energy_Ws: 6 * LOAD_W })).toEqual([]);
  });

  it('is broken by registers that jump, or lack more than the promise', () => {
    expect(judged({ energy_Ws: 7.5 * LOAD_W })).toEqual(['registers lack -0.500 s of load']);
    expect(judged({ energy_Ws: 5.5 * LOAD_W })).toEqual(['registers lack 1.500 s of load']);
  });

  it('is broken by starts that fall', () => {
    expect(judged({ starts: 2 })).toEqual(['starts fell from 3 to 2']);
  });

  it('is broken by an event that is gone, or whose number another one has, and not by one that ended', () => {
    expect(judged({ events: [event(8, 200)] })).toEqual(['event 7 (main_cover_open) is gone']);
    expect(judged({ events: [event(7, 100), event(8, 201)] })).toEqual(['event 8 (main_cover_open) is gone']);
    expect(judged({ events: [event(7, 100), { ...event(8, 200), end: 250 }] })).toEqual([]);
  });
});
