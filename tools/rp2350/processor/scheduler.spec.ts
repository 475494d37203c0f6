// Virtual time: order of events, cancelling, and the limit that keeps the CPU from running past the next one.
import { describe, expect, it } from 'vitest';
import { Accounting } from './accounting.ts';
import { VirtualTime } from './scheduler.ts';

function timeWith() {
  const accounting = new Accounting();
  return { accounting, time: new VirtualTime(accounting), seen: [] as string[] };
}

describe('virtual time', () => {
  it('runs events by due time, and equal ones in the order they were asked for', () => {
    const { accounting, time, seen } = timeWith();
    for (const [due, name] of [
      [20, 'c'],
      [10, 'a'],
      [10, 'b'],
      [30, 'd'],
    ] as const)
      time.at(due, () => seen.push(name));
    accounting.now = 25;
    time.runDue();
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(time.next).toBe(30);
  });

  it('runs an event that a due event makes due', () => {
    const { accounting, time, seen } = timeWith();
    time.at(10, () => void time.at(5, () => seen.push('late')));
    accounting.now = 10;
    time.runDue();
    expect(seen).toEqual(['late']);
  });

  it('is the due time of an event while it runs, so that a row of them stays even behind a long block', () => {
    const { accounting, time } = timeWith();
    const at: number[] = [];
    const edge = () => {
      at.push(time.now);
      if (at.length < 3) time.at(time.now + 10, edge);
    };
    time.at(10, edge);
    accounting.now = 100;
    time.runDue();
    expect(at).toEqual([10, 20, 30]);
    expect(time.now).toBe(100);
  });

  it('is that of the processor again behind an event that fails', () => {
    const { accounting, time } = timeWith();
    time.at(10, () => {
      throw new Error('a fault of the chip');
    });
    accounting.now = 100;
    expect(() => time.runDue()).toThrow('a fault of the chip');
    expect(time.now).toBe(100);
  });

  it('does not run a cancelled event', () => {
    const { accounting, time, seen } = timeWith();
    const event = time.at(10, () => seen.push('cancelled'));
    time.at(10, () => seen.push('kept'));
    time.cancel(event);
    accounting.now = 10;
    time.runDue();
    expect(seen).toEqual(['kept']);
  });

  it('lowers the limit of a run for an earlier event, and only then', () => {
    const { accounting, time } = timeWith();
    accounting.limit = 100;
    time.at(200, () => {});
    expect(accounting.limit).toBe(100);
    time.at(50, () => {});
    expect(accounting.limit).toBe(50);
  });

  it('has no next event when empty or cleared', () => {
    const { time } = timeWith();
    time.at(1, () => {});
    time.clear();
    expect(time.next).toBe(Infinity);
  });
});
