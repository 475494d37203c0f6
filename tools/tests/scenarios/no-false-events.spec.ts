// What is no event: sound supplies of every service and power factor, and modelled units fresh from the line.
import { describe, expect, it } from 'vitest';
import { throughUnit } from '../../signals/afe/front-end.ts';
import type { SensorKind } from '../../signals/afe/sensors.ts';
import { randomUnit } from '../../signals/afe/unit.ts';
import { readLimits } from '../../metrology/standard/limits.ts';
import { signalOf } from '../../metrology/standard/load.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { ELEMENTS, elementsArePhases, SERVICE_TRAITS, SERVICES } from '../../signals/waves/services.ts';
import { eventsWith, nominalOf } from './fault-events.ts';

/** Longer than every debounce. */
const SECONDS = 65;
const limits = readLimits();

describe.each(SERVICES)('On %s', (service) => {
  const loads = [1, 0.3, -0.3].flatMap((pf) => [0.02, 5, 60].map((amps) => ({ pf, amps })));
  it.each(loads)('a load of $amps A at a power factor of $pf raises nothing', async ({ pf, amps }) => {
    const { nominal_V, nominal_Hz } = SERVICE_TRAITS[service];
    const source = sineSource({ service, volts: 1.02 * nominal_V, amps, pf, hz: nominal_Hz - 0.7 });
    expect(await eventsWith(() => {}, SECONDS, source, nominalOf(service))).toEqual([]);
  });

  it('an export is reversed power, of the whole meter where elements are no phases', async () => {
    const source = sineSource({ service, volts: SERVICE_TRAITS[service].nominal_V, amps: -5 });
    const events = await eventsWith(() => {}, SECONDS, source, nominalOf(service));
    expect(new Set(events.map((e) => e.event))).toEqual(new Set(['reversed_power']));
    const scopes = elementsArePhases(service) ? ELEMENTS[service].map((input) => input + 1) : [0];
    expect(events.map((e) => e.scope).sort()).toEqual(scopes);
  });
});

describe('A unit fresh from the line', () => {
  const kinds: SensorKind[] = ['shunt', 'dc-tolerant-ct', 'rogowski'];
  const units = kinds.flatMap((kind) => SERVICES.map((service) => ({ kind, service })));
  it.each(units)(
    '$service with $kind raises nothing at power-on, whichever it is',
    async ({ kind, service }) => {
      for (let unit = 1; unit <= 20; unit++) {
        const { nominal_V, nominal_Hz } = SERVICE_TRAITS[service];
        const load = { service, voltage_V: nominal_V, current_A: 3, lag_deg: 30, hz: nominal_Hz } as const;
        const source = throughUnit(signalOf(limits, load, 4000), randomUnit(unit, kind), 4_000_000);
        const found = await eventsWith(() => {}, 2, source, {
          ...nominalOf(service),
          afeResponse: 'sinc3',
          currentSensor: Array(4).fill(kind),
        });
        expect(found, `unit ${unit}`).toEqual([]);
      }
    },
  );
});
