// Puts the pages of a spectrum together: one array of amplitudes and one of angles for each input, by order.
import { RANGES } from '../../shared-protocol/generated/ts/catalogue.ts';
import { GROUPS_PAGE, HARMONICS_PAGE } from '../../shared-protocol/generated/ts/protocol.ts';
import type { RecordValue } from '../records/records.ts';

type Page = Record<string, RecordValue>;
/** A page of an input's spectrum by its first order; undefined where none came. */
export type PageOf = (input: number, firstOrder: number) => Page | undefined;

/** The spectrum of an input; entry 0 of each array is the fundamental, order 1. */
export interface Spectrum {
  /** Six-field codes of order 1; the order stands in E. */
  obis: { amplitude: string; angle: string };
  unit: string;
  amplitude: number[];
  angle_deg: number[];
  thd_percent: number;
  /** Times the input was measured: the inputs take turns. */
  measurements: number;
}

export type Spectra = Record<string, Spectrum>;

/** Inputs in the order of the AFE's channels. */
export const INPUT_NAMES = ['V1', 'V2', 'V3', 'I1', 'I2', 'I3', 'IN'] as const;

const rangeOf = (input: number, field: string) =>
  RANGES.find((range) => range.scope === input && range.field === field)!;

/** Pages up to the highest order measured; none for an input that was not measured yet. */
function pagesOf(input: number, pageOf: PageOf): Page[] {
  const pages: Page[] = [];
  const first = pageOf(input, 1);
  if (!first || Number(first.measurements) === 0) return pages;
  for (let order = 1; order <= Number(first.highest_order); order += HARMONICS_PAGE) {
    const page = pageOf(input, order);
    if (!page) return [];
    pages.push(page);
  }
  return pages;
}

function spectrumOf(input: number, pages: Page[]): Spectrum {
  const [amplitude, angle] = [rangeOf(input, 'amplitude_u'), rangeOf(input, 'angle_mdeg')];
  const highest = Number(pages[0].highest_order);
  const values = (field: string, divisor: number) =>
    pages.flatMap((page) => (page[field] as number[]).map((v) => v / divisor)).slice(0, highest);
  return {
    obis: { amplitude: amplitude.obis, angle: angle.obis },
    unit: amplitude.unit,
    amplitude: values('amplitude_u', amplitude.divisor),
    angle_deg: values('angle_mdeg', angle.divisor),
    thd_percent: Number(pages[0].thd_ppm) / 10_000,
    measurements: Number(pages[0].measurements),
  };
}

/** Spectra by input; an input that was not measured yet, or whose pages are not all there, is left out. */
export function spectraOf(pageOf: PageOf): Spectra {
  const found = INPUT_NAMES.flatMap((name, input) => {
    const pages = pagesOf(input, pageOf);
    return pages.length ? [[name, spectrumOf(input, pages)] as const] : [];
  });
  return Object.fromEntries(found);
}

/** Active powers of a phase's harmonics, positive into the load; entry 0 is the fundamental's. */
export interface HarmonicPowers {
  /** Six-field code of order 1; the order stands in E. */
  obis: string;
  unit: string;
  power: number[];
}

/** Powers by phase, L1 to L3; a phase of which voltage and current have not both been measured yet is left out. */
export async function askHarmonicPowers(
  ask: (phase: number, first_order: number) => Promise<Page>,
): Promise<Record<string, HarmonicPowers>> {
  const found: Record<string, HarmonicPowers> = {};
  for (const phase of [1, 2, 3]) {
    const { obis, unit, divisor } = rangeOf(phase, 'power_mW');
    const power: number[] = [];
    for (let first = 1, highest = 1; first <= highest; first += HARMONICS_PAGE) {
      const page = await ask(phase, first);
      highest = Number(page.highest_order);
      power.push(...(page.power_mW as number[]).slice(0, highest - first + 1).map((v) => v / divisor));
    }
    if (power.length) found[`L${phase}`] = { obis, unit, power };
  }
  return found;
}

/** Groups of an input after IEC 61000-4-7, r.m.s.; entry 0 is of order 1. */
export interface Groups {
  unit: string;
  group: number[];
  subgroup: number[];
  /** Between the entry's order and the next; 0 for the highest. */
  interharmonic: number[];
  /** Times the input was measured: the inputs take turns of about 20 s. */
  measurements: number;
}

/** Groups by input; an input that was not measured yet is left out. The management core does not mirror them. */
export async function askGroups(
  ask: (phase_input: number, first_group: number) => Promise<Page>,
): Promise<Record<string, Groups>> {
  const found: Record<string, Groups> = {};
  for (const [input, name] of INPUT_NAMES.slice(0, -1).entries()) {
    const pages: Page[] = [];
    for (let first = 1, highest = 0; first === 1 || first <= highest; first += GROUPS_PAGE) {
      pages.push(await ask(input, first));
      highest = Number(pages[0].highest_order);
    }
    const highest = Number(pages[0].highest_order);
    const of = (field: string) =>
      pages.flatMap((page) => (page[field] as number[]).map((u) => u / 1e6)).slice(0, highest);
    if (highest === 0) continue;
    const measurements = Number(pages[0].measurements);
    const unit = name.startsWith('V') ? 'V' : 'A';
    const [group, subgroup, interharmonic] = [of('group_u'), of('subgroup_u'), of('interharmonic_u')];
    found[name] = { unit, group, subgroup, interharmonic, measurements };
  }
  return found;
}

/** Asks for the pages of all inputs, for `spectraOf`. */
export async function askPages(ask: (input: number, first_order: number) => Promise<Page>): Promise<PageOf> {
  const pages = new Map<string, Page>();
  for (let input = 0; input < INPUT_NAMES.length; input++) {
    for (let first = 1, highest = 1; first <= highest; first += HARMONICS_PAGE) {
      const page = await ask(input, first);
      highest = Number(page.highest_order);
      pages.set(`${input} ${first}`, page);
    }
  }
  return (input, first) => pages.get(`${input} ${first}`);
}
