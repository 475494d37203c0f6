// Two chips in lock step: one time, wires between them, and an end when one of them fails.
import { describe, expect, it } from 'vitest';
import { LockStep } from './lock-step.ts';
import { CYCLES_PER_US } from '../processor/scheduler.ts';
import { buildsPrograms, load, missingForPrograms } from './test-program.ts';

const MS = 1000 * CYCLES_PER_US;

describe.skipIf(missingForPrograms())('two chips in lock step', () => {
  buildsPrograms();

  it('keep within a quantum and a block of each other', () => {
    const [a, b] = [load('timer_uart'), load('exceptions')];
    const pair = new LockStep([a.chip, b.chip], 100);
    for (let ms = 1; ms <= 20; ms++) {
      pair.run(ms * MS);
      expect(Math.abs(a.chip.now - b.chip.now)).toBeLessThan(10 * CYCLES_PER_US);
    }
    expect(pair.now).toBe(20 * MS);
    a.chip.close();
    b.chip.close();
  });

  it('do what each does alone, whatever the quantum', () => {
    const texts = [10, 100, 1000].map((quantum_us) => {
      const [a, b] = [load('timer_uart'), load('timer_uart')];
      new LockStep([a.chip, b.chip], quantum_us).run(150 * MS);
      const both = [a.text(), b.text()];
      a.chip.close();
      b.chip.close();
      return both;
    });
    for (const [a, b] of texts) {
      expect(a).toBe('ready\nticks 100\ntime_ms 100\n');
      expect(b).toBe(a);
    }
  });

  it('answer each other over their UARTs', () => {
    const [a, b] = [load('timer_uart'), load('timer_uart')];
    const [to, from] = [a.chip.peripherals.uarts[0], b.chip.peripherals.uarts[0]];
    const seen: string[] = [];
    from.onTransmit = ({ data }) => seen.push(String.fromCharCode(data));
    to.onTransmit = (frame) => from.receive(frame);
    new LockStep([a.chip, b.chip]).run(20 * MS);
    expect(seen.join('')).toContain('READY*');
    a.chip.close();
    b.chip.close();
  });

  it('stop when one of them fails', () => {
    const [a, b] = [load('timer_uart'), load('unmodelled')];
    const pair = new LockStep([a.chip, b.chip]);
    pair.run(100 * MS);
    expect(pair.isSound).toBe(false);
    expect(pair.now).toBeLessThan(100 * MS);
    expect(a.chip.now).toBeLessThan(100 * MS);
    a.chip.close();
    b.chip.close();
  });
});
