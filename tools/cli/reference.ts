// The command `twinmeter reference`: what a reference standard of class 0.02 shows of a load, and how sure it is of it.
import { angleOf_deg } from '../signals/afe/complex.ts';
import type { SteadySignal } from '../signals/afe/steady-signal.ts';
import { powerBudget, type Budget } from '../metrology/instruments/budget.ts';
import { harmonicsOf } from '../metrology/instruments/harmonics.ts';
import { FIRST_CURRENT, lineAt, rmsOf } from '../metrology/instruments/lines.ts';
import { MODES, shownBy } from '../metrology/instruments/modes.ts';
import {
  constantOf_imp_per_kWh,
  CURRENT_LIMITS_A,
  outputFrequency_Hz,
  VOLTAGE_LIMITS_V,
} from '../metrology/instruments/ranges.ts';
import { ReferenceStandard } from '../metrology/instruments/reference-standard.ts';
import { readLimits } from '../metrology/standard/limits.ts';
import { signalOf } from '../metrology/standard/load.ts';
import { SHAPES } from '../metrology/standard/shapes.ts';
import { command } from './command.ts';
import { BadInputError } from './errors.ts';
import type { OptionTable, Values } from './options.ts';

export const REFERENCE_OPTIONS = {
  volts: {
    kind: 'number',
    unit: 'V',
    ...VOLTAGE_LIMITS_V,
    default: 230,
    help: 'voltage to neutral',
  },
  amps: { kind: 'number', unit: 'A', ...CURRENT_LIMITS_A, default: 5, help: 'current' },
  pf: {
    kind: 'number',
    unit: '',
    least: -1,
    most: 1,
    default: 1,
    help: 'power factor, negative: capacitive',
  },
  wave: { kind: 'choice', value: 'name', choices: SHAPES, default: 'sine', help: 'waveform' },
  phase: { kind: 'number', unit: '', least: 1, most: 3, help: 'a phase whose current is reversed' },
  mode: {
    kind: 'choice',
    value: 'mode',
    choices: MODES,
    default: '3p4w-active',
    help: 'measuring mode; Q390, Q290: three or two elements cross-connected 90 degrees, Q260: two, 60 degrees',
  },
  origin: {
    kind: 'choice',
    value: 'what',
    choices: ['voltage', 'current'],
    default: 'voltage',
    help: 'angles with U1 at 90 degrees, or with I1 at 0',
  },
  seed: { kind: 'number', unit: '', least: 0, most: 2 ** 31 - 1, default: 1, help: 'which instrument' },
  temperature: { kind: 'number', unit: 'C', least: 5, most: 45, default: 23, help: 'ambient temperature' },
  years: { kind: 'number', unit: '', least: 0, most: 20, default: 0, help: 'since its adjustment' },
  minutes: {
    kind: 'number',
    unit: '',
    least: 0,
    most: 100_000,
    default: 60,
    help: 'since it was switched on',
  },
  json: { kind: 'flag', help: 'one JSON object' },
} as const satisfies OptionTable;

type Given = Values<typeof REFERENCE_OPTIONS>;

/** Piecewise sines are followed so far. */
const RATE_Hz = 8000;
const HZ = 50;
const WORDS = ['U1', 'U2', 'U3', 'I1', 'I2', 'I3'];

function sourceOf({ volts, amps, pf, wave, phase }: Given) {
  const lag_deg = ((Math.sign(pf) || 1) * Math.acos(Math.abs(pf)) * 180) / Math.PI;
  const load = { voltage_V: volts, current_A: amps, lag_deg, hz: HZ, shape: wave, service: '3p4w' } as const;
  const signal = signalOf(readLimits(), load, RATE_Hz);
  if (phase === undefined) return signal;
  if (!Number.isInteger(phase)) throw new BadInputError(`--phase ${phase}: expected 1, 2 or 3`);
  const { orders, re, im } = signal.spectrum;
  const from = (FIRST_CURRENT + phase - 1) * orders.length;
  for (let at = from; at < from + orders.length; at++) [re[at], im[at]] = [-re[at], -im[at]];
  return signal;
}

const unitOf = (mode: Given['mode']): string =>
  mode.endsWith('apparent') ? 'VA' : mode.endsWith('active') && !mode.endsWith('reactive') ? 'W' : 'var';

/** Angles of the fundamentals, anti-clockwise, above -180 up to 180 degrees. */
function anglesOf({ spectrum, base_Hz, fundamental_Hz }: SteadySignal, origin: Given['origin']): number[] {
  const k = spectrum.orders.indexOf(Math.round(fundamental_Hz / base_Hz));
  const found = WORDS.map((_, word) => angleOf_deg(lineAt(spectrum, word, k)));
  const turn = origin === 'voltage' ? 90 - found[0] : -found[FIRST_CURRENT];
  return found.map((angle) => angle + turn - 360 * Math.ceil((angle + turn - 180) / 360));
}

function readingOf(given: Given) {
  const { seed, mode, origin, temperature, years, minutes, pf, amps } = given;
  const where = { temperature_C: temperature, years, minutes };
  const standard = new ReferenceStandard(seed, where);
  const source = sourceOf(given);
  const shown = standard.shows(source);
  const { range_V, range_A } = standard.ranges(source);
  const constant = constantOf_imp_per_kWh(range_V, range_A);
  const [value, truth] = [shownBy(mode, shown.spectrum), shownBy(mode, source.spectrum)];
  return {
    mode,
    value,
    unit: unitOf(mode),
    error_percent: (value / truth - 1) * 100,
    ...{ range_V, range_A },
    constant_imp_per_kWh: constant,
    output_Hz: outputFrequency_Hz(constant, value),
    rms: Object.fromEntries(WORDS.map((name, word) => [name, rmsOf(shown.spectrum, word)])),
    angles_deg: Object.fromEntries(anglesOf(shown, origin).map((angle, word) => [WORDS[word], angle])),
    harmonics: Object.fromEntries(WORDS.map((name, word) => [name, harmonicsOf(shown, word)])),
    budget: powerBudget(amps, pf, where),
  };
}

const budgetLines = ({ contributions, expanded_percent }: Budget): string[] => [
  'error budget of the power, percent            most   standard',
  ...contributions.map(
    ({ name, most_percent, standard_percent }) =>
      `  ${name.padEnd(40)} ${most_percent.toFixed(5)}   ${standard_percent.toFixed(5)}`,
  ),
  `  expanded (k = 2)                                   ${expanded_percent.toFixed(5)}`,
];

function lines(reading: ReturnType<typeof readingOf>): string[] {
  const { mode, value, unit, error_percent, range_V, range_A, constant_imp_per_kWh, output_Hz } = reading;
  const rms = Object.entries(reading.rms).map(([name, x]) => `${name} ${x.toPrecision(7)}`);
  const angles = Object.entries(reading.angles_deg).map(([name, x]) => `${name} ${x.toFixed(2)}°`);
  const distorted = Object.entries(reading.harmonics).filter(([, { orders }]) => orders.length > 0);
  return [
    `${mode}  ${value.toPrecision(8)} ${unit}  (${error_percent.toFixed(4)} % off)`,
    `ranges ${range_V} V, ${range_A} A; ${constant_imp_per_kWh.toExponential(2)} imp/kWh; output ${output_Hz.toFixed(1)} Hz`,
    rms.join('  '),
    angles.join('  '),
    ...distorted.map(([name, { thd_percent, orders }]) => {
      const each = orders.map(
        ({ order, percent, phase_deg }) => `${order}: ${percent.toFixed(2)} % ${Math.round(phase_deg) + 0}°`,
      );
      return `${name} THD ${thd_percent.toFixed(2)} %: ${each.join('  ')}`;
    }),
    ...budgetLines(reading.budget),
  ];
}

export const REFERENCE = command(REFERENCE_OPTIONS, async (given) => {
  const reading = readingOf(given);
  process.stdout.write(given.json ? `${JSON.stringify(reading)}\n` : `${lines(reading).join('\n')}\n`);
});
