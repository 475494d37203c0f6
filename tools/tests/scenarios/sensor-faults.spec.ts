// Current sensors the wrong way round or on each other's phases: named whatever the load's power factor, and nothing else is.
import { describe, expect, it } from 'vitest';
import { HarmonicSource, type Tone } from '../../signals/waves/harmonic.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { type Fault, I1, I2, I3, IN, scale } from '../../signals/waves/faulty.ts';
import { eventsWith } from './fault-events.ts';

/** Power factors from nearly a coil to nearly a capacitor. */
const FACTORS = [0.1, 0.3, 0.5, 0.71, 0.95, 1, -0.95, -0.71, -0.5, -0.3, -0.1];
const SECONDS = 15;

/** Events about sensors, each with its phase. */
function named(fault: Fault, pf: number, amps = 5): Promise<string[]> {
  return namedOf(fault, sineSource({ service: '3p4w', volts: 230, amps, pf }));
}

async function namedOf(fault: Fault, source: SampleSource): Promise<string[]> {
  const events = await eventsWith(fault, SECONDS, source);
  return events
    .filter(({ event }) => event.endsWith('_sensor') || event.endsWith('_sensors'))
    .map((e) => `${e.event} ${e.scope}`);
}

const put =
  (...order: number[]): Fault =>
  (set) => {
    const currents = order.map((word) => set[word]);
    [I1, I2, I3].forEach((word, k) => (set[word] = currents[k]));
  };
const turned = (...words: number[]) => scale(words, -1);

describe.each(FACTORS)('At a power factor of %f', (pf) => {
  it('sensors that sit right are not named', async () => {
    expect(await named(() => {}, pf)).toEqual([]);
  });

  it('one or two sensors the wrong way round are named by their phase', async () => {
    expect(await named(turned(I2), pf)).toEqual(['reversed_sensor 2']);
    expect((await named(turned(I1, I3), pf)).sort()).toEqual(['reversed_sensor 1', 'reversed_sensor 3']);
  });

  it('so it is when another phase carries nothing', async () => {
    const fault: Fault = (set, t, before) => {
      turned(I1)(set);
      scale([I3, IN], 0)(set);
      void [t, before];
    };
    expect(await named(fault, pf)).toEqual(['reversed_sensor 1']);
  });

  it('two sensors on each other are named as such', async () => {
    for (const order of [
      [I2, I1, I3],
      [I1, I3, I2],
      [I3, I2, I1],
    ])
      expect(await named(put(...order), pf)).toEqual(['swapped_sensors 0']);
  });
});

/** A balanced load or generator, its currents by this much behind their voltages. */
const balanced = (lag_deg: number) =>
  new HarmonicSource({
    service: '3p4w',
    hz: 50,
    tones: [0, -120, 120].flatMap((angle, k): Tone[] => [
      { input: `V${k + 1}` as Tone['input'], order: 1, rms: 230, phase_deg: angle },
      { input: `I${k + 1}` as Tone['input'], order: 1, rms: 5, phase_deg: angle - lag_deg },
    ]),
  });

describe('Three sensors', () => {
  it.each([-150, -120, -90.05, 90.05, 120, 150, 180])(
    'of a balanced bank or generator %f degrees behind are not named: one phase on would look the same',
    async (lag_deg) => {
      expect(await namedOf(() => {}, balanced(lag_deg))).toEqual([]);
    },
  );

  it('are not named for a generator on one phase, whose current is in the neutral as well', async () => {
    const generator: Fault = (set) => {
      [set[I2], set[I3]] = [-set[I2], 0];
      set[IN] = -(set[I1] + set[I2] + set[I3]);
    };
    expect(await named(generator, 1)).toEqual([]);
    expect(await named(generator, 0.95)).toEqual([]);
  });

  it('that all export are an export and no fault', async () => {
    expect(await named(() => {}, 1, -5)).toEqual([]);
    expect(await named(() => {}, 0.95, -5)).toEqual([]);
  });
});

const exchangedOuter: Fault = (set) => ([set[I1], set[I3]] = [set[I3], set[I1]]);
/** The other sequence: the voltages between lines and the currents of L1 and L3 change places. */
const otherSequence: Fault = (set) => {
  [set[0], set[2]] = [set[2], set[0]];
  exchangedOuter(set, 0, set);
};
const both =
  (one: Fault, other: Fault): Fault =>
  (set, t, before) => {
    one(set, t, before);
    other(set, t, before);
  };

describe.each(FACTORS)('With two elements at a power factor of %f, either sequence', (pf) => {
  const twoElements = (fault: Fault) =>
    Promise.all(
      [fault, both(otherSequence, fault)].map((each) =>
        namedOf(each, sineSource({ service: '3p3w', volts: 230, amps: 5, pf })),
      ),
    );

  it('sensors that sit right are not named; reversed and swapped ones are', async () => {
    expect(await twoElements(() => {})).toEqual([[], []]);
    expect(await twoElements(turned(I1))).toEqual([['reversed_sensor 1'], ['reversed_sensor 1']]);
    expect(await twoElements(turned(I3))).toEqual([['reversed_sensor 3'], ['reversed_sensor 3']]);
    expect(await twoElements(exchangedOuter)).toEqual([['swapped_sensors 0'], ['swapped_sensors 0']]);
  });
});

describe('With two elements', () => {
  it('a load between the outer lines is no fault', async () => {
    const tones = [
      { input: 'V1', order: 1, rms: 230, phase_deg: 30 },
      { input: 'V3', order: 1, rms: 230, phase_deg: 90 },
      { input: 'I1', order: 1, rms: 5, phase_deg: -30 },
      { input: 'I3', order: 1, rms: 5, phase_deg: 150 },
    ] as const;
    expect(await namedOf(() => {}, new HarmonicSource({ service: '3p3w', tones, hz: 50 }))).toEqual([]);
  });
});
