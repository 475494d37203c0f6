// Adjusts a meter as the factory would: gains of each element from one load point between those of the programme.
import { ELEMENTS } from '../waves/source.ts';
import type { Load } from './load.ts';
import { windowSets } from './measure.ts';
import { LEAD_IN_s, type Adjustment, type TestBed } from './test-bed.ts';

/** The adjustment point in multiples of Itr: none of the programme's currents. */
const CURRENT_OF_Itr = 6;
const WINDOW_s = 10;

export function adjustmentLoad(bed: TestBed): Load {
  const { service, Unom_V, fnom_Hz, Itr } = bed.ratings;
  return { service, voltage_V: Unom_V, hz: fnom_Hz, current_A: CURRENT_OF_Itr * Itr, lag_deg: 0 };
}

/** What one element showed against the truth, as factors. */
interface ElementRatio {
  readonly element: number;
  readonly energy: number;
  readonly voltage: number;
}

async function ratios(bed: TestBed, load: Load): Promise<ElementRatio[]> {
  const source = bed.source(load);
  const meter = await bed.openMeter();
  try {
    const start = Math.round((LEAD_IN_s * source.rate_mHz) / 1000);
    const end = start + windowSets(source, WINDOW_s);
    const energies = (): Promise<number[]> =>
      Promise.all(ELEMENTS[load.service].map((element) => meter.energy_mWs(element + 1)));
    await meter.feedUntil(source, start);
    const before = await energies();
    await meter.feedUntil(source, end);
    const after = await energies();
    const [from, to] = [source.truth(start), source.truth(end)];
    const found: ElementRatio[] = [];
    for (const [k, element] of ELEMENTS[load.service].entries()) {
      const shown = await meter.ask('read_instantaneous', { scope: element + 1 });
      found.push({
        element,
        energy: (after[k] - before[k]) / 1000 / (to.elements[k].energy_Ws - from.elements[k].energy_Ws),
        voltage: Number(shown.voltage_mV) / 1000 / to.elements[k].voltage_V,
      });
    }
    return found;
  } finally {
    await meter.close();
  }
}

/** Finds the gains and puts them into the bed; the voltage gain from Vrms, the rest of the energy's to the current. */
export async function adjust(bed: TestBed): Promise<Adjustment> {
  bed.adjustment = {};
  const voltageGain = [1, 1, 1];
  const currentGain = [1, 1, 1, 1];
  for (const { element, energy, voltage } of await ratios(bed, adjustmentLoad(bed))) {
    voltageGain[element] = 1 / voltage;
    currentGain[element] = voltage / energy;
  }
  bed.adjustment = { voltageGain, currentGain };
  return bed.adjustment;
}
