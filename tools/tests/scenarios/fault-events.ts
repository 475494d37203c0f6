// What events a meter records under a fault that is laid over its signal.
import type { Meter } from '../../meter/meter.ts';
import { eventsOf, type MeterEvent } from '../../records/events.ts';
import type { FactoryParameters } from '../../records/parameters.ts';
import { faulty, type Fault } from '../../signals/waves/faulty.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { SERVICE_TRAITS, type Service } from '../../signals/waves/services.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { feed, withMeter } from '../../meter/targets/with-meter.ts';

export const RATE = 4000;

export const load = (amps = 5) => sineSource({ service: '3p4w', volts: 230, amps, pf: 0.95 });

/** What a meter of a service is sealed for where such networks are. */
export function nominalOf(service: Service): Partial<FactoryParameters> {
  const { nominal_V, nominal_Hz } = SERVICE_TRAITS[service];
  return { nominalVoltage_mV: nominal_V * 1000, nominalFrequency_mHz: nominal_Hz * 1000 };
}

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
