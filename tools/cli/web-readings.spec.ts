// What the page is told where nobody answers at the optical port, and where there is none.
import { describe, expect, it } from 'vitest';
import type { Meter } from '../meter/meter.ts';
import { WebReadings } from './web-readings.ts';

/** A meter that runs and says nothing at its port. */
function silentMeter() {
  let now_us = 0;
  const said: string[] = [];
  let isListenedTo = false;
  const optical = {
    listen: () => void (isListenedTo = true),
    unlisten: () => void (isListenedTo = false),
    line: { fromOutside: (bytes: Uint8Array) => said.push(Buffer.from(bytes).toString('latin1')) },
  };
  const conductor = {
    get now_us() {
      return now_us;
    },
  };
  const meter = { conductor, optical } as unknown as Meter;
  return { meter, said, pass: (us: number) => void (now_us += us), isListenedTo: () => isListenedTo };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('A reading of the page', () => {
  it('fails for all that is wanted where nobody answers, and leaves the port', async () => {
    const { meter, said, pass, isListenedTo } = silentMeter();
    const readings = new WebReadings(meter);
    readings.want('profile', 96);
    readings.want('logs', 1);
    expect(readings.tell()).toMatchObject([
      { name: 'profile', value: { state: 'waiting' } },
      { name: 'logs' },
    ]);
    for (let turn = 0; turn < 12; turn++) {
      pass(1_000_000);
      readings.turn();
      await settled();
    }
    expect(said).toHaveLength(3);
    const failed = { state: 'failed', value: null, failure: 'no answer to the sign-on' };
    expect(readings.tell()).toEqual(
      ['profile', 'logs'].map((name) => ({ name, value: expect.objectContaining(failed) as unknown })),
    );
    expect(isListenedTo()).toBe(false);
  });

  it('can be asked for again when one has failed', async () => {
    const { meter, said, pass } = silentMeter();
    const readings = new WebReadings(meter);
    for (let time = 0; time < 2; time++) {
      readings.want('demand', 1);
      for (let turn = 0; turn < 12; turn++) {
        pass(1_000_000);
        readings.turn();
        await settled();
      }
    }
    expect(said).toHaveLength(6);
  });

  it('fails at once where nobody can sit at the port', () => {
    const readings = new WebReadings({ conductor: { now_us: 0 } } as unknown as Meter);
    readings.want('alarms', 1);
    expect(readings.tell()).toMatchObject([{ name: 'alarms', value: { state: 'failed' } }]);
  });
});
