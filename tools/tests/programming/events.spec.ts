// `twinmeter events` through a pseudo-terminal at a meter of two processes: its logs in words and as JSON.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twinmeter } from '../../cli/testing.ts';
import type { Meter } from '../../meter/meter.ts';
import { meterAtRealPace, type PacedMeter } from './at-real-pace.ts';

let paced: PacedMeter;
let meter: Meter;

beforeAll(async () => {
  paced = await meterAtRealPace();
  meter = paced.meter;
});
afterAll(async () => {
  await paced.close();
});

describe('twinmeter events', { timeout: 120_000 }, () => {
  it('tells a log in words and all logs as JSON', async () => {
    meter.surroundings!.terminals.contacts.set('magnet', true);
    await setTimeout(2500);
    const port = meter.ports.optical;
    const words = await twinmeter('events', '--port', port, '--log', 'fraud');
    expect(words).toMatchObject({ code: 0, err: '' });
    expect(words.out).toMatch(/^fraud:\n {2}20\S+ {2}log_cleared\n {2}20\S+ {2}magnet\n$/);
    const { out, code } = await twinmeter('events', '--port', port, '--json');
    expect(code).toBe(0);
    const { logs } = JSON.parse(out) as { logs: Record<string, { code: number; name: string }[]> };
    expect(logs.standard.map(({ name }) => name)).toEqual(['log_cleared', 'power_up']);
    expect(logs.fraud.at(-1)).toMatchObject({ code: 42, name: 'magnet', scope: 0, value: 0, sequence: 2 });
  });

  it('refuses a log that is not there, and a port that is none', async () => {
    expect((await twinmeter('events', '--port', meter.ports.optical, '--log', 'nothing')).code).toBe(2);
    expect((await twinmeter('events', '--port', '/nowhere/port')).code).toBe(2);
  });
});
