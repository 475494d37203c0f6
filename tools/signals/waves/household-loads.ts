// The appliances, the solar plant and the supply of the built-in household day, as functions of the time of day.

/** Harmonic orders that occur in the day. */
export const DAY_ORDERS: readonly number[] = [1, 3, 5, 7, 9, 11];
export const DAY_s = 86_400;

/** A current harmonic relative to the load's fundamental; phase against the phase voltage's own angle. */
interface Partial {
  readonly order: number;
  readonly ratio: number;
  readonly phase_deg: number;
}

export interface Load {
  readonly name: string;
  /** Phases it draws from. */
  readonly phases: readonly (1 | 2 | 3)[];
  /** By how much its fundamental lags the voltage. */
  readonly lag_deg: number;
  readonly partials: readonly Partial[];
  /** RMS of the fundamental in A at second `t` of the day; negative feeds in. */
  readonly amps: (t: number) => number;
}

const hour = (h: number): number => h * 3600;
const between = (t: number, from_h: number, to_h: number): boolean => t >= hour(from_h) && t < hour(to_h);
/** On for the first `on_s` of every `period_s`. */
const cycling = (t: number, on_s: number, period_s: number): boolean => t % period_s < on_s;

/** Capacitor-input supplies: pulses about the voltage peak, so the signs of the harmonics alternate. */
const ELECTRONICS: readonly Partial[] = [
  { order: 3, ratio: 0.62, phase_deg: 180 },
  { order: 5, ratio: 0.38, phase_deg: 0 },
  { order: 7, ratio: 0.2, phase_deg: 180 },
  { order: 9, ratio: 0.1, phase_deg: 0 },
  { order: 11, ratio: 0.05, phase_deg: 180 },
];

const SIX_PULSE: readonly Partial[] = [
  { order: 5, ratio: 0.08, phase_deg: 180 },
  { order: 7, ratio: 0.04, phase_deg: 0 },
  { order: 11, ratio: 0.02, phase_deg: 180 },
];

const RESISTIVE: readonly Partial[] = [];

/** Washing machine: heating for a quarter of an hour, the drum turning 10 s in every 15 s, a spin at the end. */
function drumAmps(t: number): number {
  if (between(t, 10, 10.75)) return cycling(t, 10, 15) ? 1.8 : 0;
  return between(t, 10.75, 11) ? 3.1 : 0;
}

/** Sun from 07:30 to 18:30, with passing clouds of 20 minutes' period. */
function solarAmps(t: number): number {
  if (!between(t, 7.5, 18.5)) return 0;
  const height = Math.sin((Math.PI * (t - hour(7.5))) / hour(11));
  const clouds = 1 - 0.15 * (1 + Math.sin((2 * Math.PI * t) / 1200));
  return -19 * height * height * clouds;
}

export const LOADS: readonly Load[] = [
  { name: 'base load', phases: [1, 2, 3], lag_deg: 18, partials: ELECTRONICS, amps: () => 0.28 },
  {
    name: 'fridge',
    phases: [2],
    lag_deg: 47,
    partials: [{ order: 3, ratio: 0.09, phase_deg: 150 }],
    amps: (t) => (cycling(t + 700, 1080, 2700) ? 0.85 : 0),
  },
  {
    name: 'kettle',
    phases: [3],
    lag_deg: 0,
    partials: RESISTIVE,
    amps: (t) => ([6.75, 8.1, 15.5, 20.2].some((h) => between(t, h, h + 0.05)) ? 9.6 : 0),
  },
  {
    name: 'oven',
    phases: [1],
    lag_deg: 0,
    partials: RESISTIVE,
    amps: (t) => (between(t, 18, 18.25) || (between(t, 18.25, 19.2) && cycling(t, 70, 180)) ? 10.8 : 0),
  },
  {
    name: 'washing machine motor',
    phases: [2],
    lag_deg: 52,
    partials: [
      { order: 3, ratio: 0.12, phase_deg: 160 },
      { order: 5, ratio: 0.07, phase_deg: 20 },
    ],
    amps: drumAmps,
  },
  {
    name: 'washing machine heater',
    phases: [2],
    lag_deg: 0,
    partials: RESISTIVE,
    amps: (t) => (between(t, 10.05, 10.3) ? 8.7 : 0),
  },
  {
    name: 'computer',
    phases: [3],
    lag_deg: -12,
    partials: ELECTRONICS,
    amps: (t) => (between(t, 8.5, 17.2) || between(t, 19.5, 22.5) ? 0.75 : 0.03),
  },
  {
    name: 'heat pump',
    phases: [1, 2, 3],
    lag_deg: 28,
    partials: SIX_PULSE,
    amps: (t) => ((between(t, 4.5, 8) || between(t, 16, 22)) && cycling(t, 900, 1500) ? 3.4 : 0),
  },
  {
    name: 'evening lights and television',
    phases: [1, 2, 3],
    lag_deg: -20,
    partials: ELECTRONICS,
    amps: (t) => (between(t, 17.5, 23) ? 0.9 * Math.sin((Math.PI * (t - hour(17.5))) / hour(5.5)) : 0),
  },
  { name: 'solar inverter', phases: [1], lag_deg: 0, partials: SIX_PULSE, amps: solarAmps },
];

/** Harmonics of the supply voltage: flattened tops, as in a street of electronics. */
export const SUPPLY_PARTIALS: readonly Partial[] = [
  { order: 3, ratio: 0.008, phase_deg: 0 },
  { order: 5, ratio: 0.018, phase_deg: 180 },
  { order: 7, ratio: 0.009, phase_deg: 0 },
];

const turn = (t: number, times: number, phase: number): number =>
  Math.sin(2 * Math.PI * ((times * t) / DAY_s + phase));

/** Nominal voltage and frequency that the day is written for; others scale it. */
export const DAY_V = 230;
export const DAY_Hz = 50;

/** Phase voltage in V: slow wander, a little more with the sun on phase 1, less in the evening. */
export function supplyVolts(phase: 1 | 2 | 3, t: number): number {
  const wander = 1.2 * turn(t, 41, phase / 3) + 0.7 * turn(t, 173, phase / 5);
  const evening = between(t, 17, 22) ? -3.5 * Math.sin((Math.PI * (t - hour(17))) / hour(5)) : 0;
  const sun = phase === 1 ? -0.18 * solarAmps(t) : 0;
  return 231 + wander + evening + sun;
}

/** Grid frequency in Hz; each term makes whole turns in a day, so the day's mean is 50 Hz. */
export function supplyHz(t: number): number {
  return 50 + 0.022 * turn(t, 7, 0.1) + 0.014 * turn(t, 96, 0.4) + 0.006 * turn(t, 611, 0.7);
}
