// The clock of the metering board: its seconds on the legal port, and at the kvarh output where that is sealed to give them.
import { expect } from 'vitest';
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { onBench } from './behaviour.ts';
import { ordinary } from './loads.ts';

const WATCHED_s = 4;

const withSeconds = () => ({ ...ordinary(), parameters: { pulseEnergy: ['active', 'seconds'] } }) as const;

onBench('The clock, with the kvarh output sealed to give its seconds', withSeconds, (behaviour) => {
  behaviour('is read from the RTC and goes on second by second', ['legal'], async (bench) => {
    await bench.wait(2);
    const before = await bench.ask('read_status');
    expect(Number(before.clock_status)).toBe(Status.OK);
    await bench.wait(WATCHED_s);
    const after = await bench.ask('read_status');
    const passed_s = Number(after.clock_s) - Number(before.clock_s);
    expect(Math.abs(passed_s - WATCHED_s)).toBeLessThanOrEqual(1);
  });

  behaviour('pulses there once a second of the RTC', ['pulses', 'source'], async (bench) => {
    await bench.wait(1);
    const { rises_s } = await bench.pulses(WATCHED_s, 'reactive');
    expect(Math.abs(rises_s.length - WATCHED_s)).toBeLessThanOrEqual(1);
    rises_s.slice(1).forEach((at, i) => expect(Math.abs(at - rises_s[i] - 1) * 1e6).toBeLessThan(50));
  });
});
