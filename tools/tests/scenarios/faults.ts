// Faults laid over a signal, for scenarios of events: a change of some words while it lasts.
import { SAMPLE_WORDS } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Meter } from '../../meter/meter.ts';
import { eventsOf, type MeterEvent } from '../../records/events.ts';
import type { FactoryParameters } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { feed, withMeter } from '../../meter/with-meter.ts';

export const RATE = 4000;
export const [V1, V2, V3, I1, I2, I3, IN] = [0, 1, 2, 3, 4, 5, 6];

/** Changes a set of eight words in place; seconds since the start. */
export type Fault = (set: Int32Array, seconds: number, before: Int32Array) => void;

/** A source with a fault laid over it. */
export function faulty(source: SampleSource, fault: Fault): SampleSource {
  const before = new Int32Array(SAMPLE_WORDS);
  return {
    ...source,
    description: source.description,
    notes: source.notes,
    service: source.service,
    rate_mHz: source.rate_mHz,
    truth: (sets, window) => source.truth(sets, window),
    fill(destination, firstIndex, sets) {
      source.fill(destination, firstIndex, sets);
      for (let i = 0; i < sets; i++) {
        const set = destination.subarray(i * SAMPLE_WORDS, (i + 1) * SAMPLE_WORDS);
        fault(set, (firstIndex + i) / RATE, before);
        before.set(set);
      }
    },
  };
}

export const load = (amps = 5) => sineSource({ service: '3p4w', volts: 230, amps, pf: 0.95 });

/** All events but those of the start. */
export async function allEvents(meter: Meter): Promise<MeterEvent[]> {
  const events: MeterEvent[] = [];
  for (;;) {
    const batch = eventsOf(await meter.ask('read_events', { first: events.length + 1 }));
    events.push(...batch);
    if (batch.length === 0) return events.filter((e) => e.event !== 'reset');
  }
}

export function eventsWith(
  fault: Fault,
  seconds: number,
  source: SampleSource = load(),
  parameters: Partial<FactoryParameters> = {},
): Promise<MeterEvent[]> {
  return withMeter('wasm v8', { source: faulty(source, fault), parameters }, async (meter) => {
    await feed(meter, seconds * RATE);
    return allEvents(meter);
  });
}

export const during =
  (from: number, to: number, change: Fault): Fault =>
  (set, t, before) => {
    if (t >= from && t < to) change(set, t, before);
  };

export const scale = (words: number[], factor: number) => (set: Int32Array) =>
  words.forEach((w) => (set[w] = Math.round(set[w] * factor)));
