// Meters that are wrong at one kind of point by 1.2 limits of class D, and one that is right at 0.8 of them.
import { inMeteringCore, type Mutation } from './mutant.ts';
import {
  BASE,
  bent,
  between_A,
  CREEPS,
  DISTORTED,
  ENERGY,
  factorBetween,
  LAGGING,
  register,
  when,
  type VerdictMutant,
} from './verdict-changes.ts';
import { PULSES, REGISTERS } from './wrong-outputs.ts';

const CURRENTS: readonly VerdictMutant[] = [
  { what: 'Ist', mutations: [when(between_A(0.01, 0.05), 48_000)], at: /^Ist|^starting/ },
  {
    what: 'Imin',
    mutations: [when(`${between_A(0.1, 0.3)} && ${factorBetween(0.99, 1.1)}`, 4800)],
    at: /^Imin, PF 1/,
  },
  {
    what: 'Itr',
    mutations: [when(`${between_A(0.4, 0.6)} && ${factorBetween(0.99, 1.1)}`, 2400)],
    at: /^Itr, PF 1/,
  },
  {
    what: 'ten times Itr',
    mutations: [when(`${between_A(4, 6)} && ${factorBetween(0.999, 1.1)}`, 2400)],
    at: /^10Itr, PF 1/,
  },
  {
    what: 'Imax',
    mutations: [when(`${between_A(50, 70)} && ${factorBetween(0.99, 1.1)}`, 2400)],
    at: /^Imax, PF 1/,
  },
  {
    what: 'PF 0.5 inductive',
    mutations: [when(`${factorBetween(0.45, 0.55)} && ${LAGGING}`, 3600)],
    at: /PF 0.5 inductive/,
  },
  {
    what: 'PF 0.8 capacitive',
    mutations: [when(`${factorBetween(0.75, 0.85)} && !(${LAGGING})`, 3600)],
    at: /PF 0.8 capacitive/,
  },
];

const DIRECTIONS: readonly VerdictMutant[] = [
  { what: 'import alone', mutations: [when('energy > 0', 2400)], at: new RegExp(`^${BASE}$`) },
  { what: 'export alone', mutations: [when('energy < 0', 2400)], at: new RegExp(`^${BASE}, export$`) },
  {
    what: 'register of import',
    mutations: [register(0, 0, 2400)],
    at: new RegExp(`^${BASE}$|meter constant, active import`),
    names: /active import/,
  },
  {
    what: 'register of export',
    mutations: [register(0, 1, 2400)],
    at: new RegExp(`^${BASE}, export$|meter constant, active export`),
    names: /active export/,
  },
  {
    what: 'import 10 % high, export running at 10 % of the load',
    mutations: [
      inMeteringCore(
        ENERGY,
        'const register = energy < 0 ? Register.ACTIVE_EXPORT : Register.ACTIVE_IMPORT;',
        `const register = energy < 0 ? Register.ACTIVE_EXPORT : Register.ACTIVE_IMPORT;
  if (energy > 0) add(state, scope, Register.ACTIVE_EXPORT, energy / 10, activeDivisor());
  if (energy > 0) add(state, scope, Register.ACTIVE_IMPORT, energy / 10, activeDivisor());`,
      ),
    ],
    at: /./,
    names: /active export|active import/,
  },
  {
    what: 'export that takes 1.2 times what it may while energy is imported',
    mutations: [
      inMeteringCore(
        ENERGY,
        'const register = energy < 0 ? Register.ACTIVE_EXPORT : Register.ACTIVE_IMPORT;',
        `const register = energy < 0 ? Register.ACTIVE_EXPORT : Register.ACTIVE_IMPORT;
  if (energy > 0) add(state, scope, Register.ACTIVE_EXPORT, (energy / 1_000_000) * 240, activeDivisor());`,
      ),
    ],
    at: /./,
    names: /active export/,
  },
  {
    what: 'export that counts as import',
    mutations: [
      inMeteringCore(
        ENERGY,
        'const register = energy < 0 ? Register.ACTIVE_EXPORT',
        'const register = energy < 0 ? Register.ACTIVE_IMPORT',
      ),
    ],
    at: /export|missing|reversed|circuit/,
    names: /active (im|ex)port/,
  },
];

const phaseMutants = [1, 2, 3].flatMap((phase): VerdictMutant[] => [
  {
    what: `phase ${phase} measured wrongly`,
    mutations: [when(`element == ${phase - 1}`, 2400)],
    at: new RegExp(`^${BASE}`),
    names: new RegExp(`L${phase} active`),
  },
  {
    what: `register of phase ${phase}`,
    mutations: [register(phase, 0, 2400)],
    at: new RegExp(`^${BASE}$`),
    names: new RegExp(`L${phase} active import`),
  },
]);

const PHASES: readonly VerdictMutant[] = [
  ...phaseMutants,
  {
    what: 'registers of phases 1 and 2 exchanged',
    mutations: [
      inMeteringCore(
        ENERGY,
        'addActive(state, element + 1, energy);',
        'addActive(state, element == 0 ? 2 : element == 1 ? 1 : 3, energy);',
      ),
    ],
    at: /circuit (1|2|3) (only)?|circuit [123],|missing/,
    names: /L[12] active/,
  },
];

const others = (condition: string): string =>
  `${condition.replaceAll('@', '((element + 1) % 3)')} && ${condition.replaceAll('@', '((element + 2) % 3)')}`;

const INFLUENCES: readonly VerdictMutant[] = [
  {
    what: 'voltage',
    mutations: [bent('((<i64>q.voltage_mV - 230_000) * 1200) / 23_000')],
    at: /^voltage variation/,
  },
  {
    what: 'severe voltage',
    mutations: [when('q.voltage_mV > 180_000 && q.voltage_mV < 200_000', 3600)],
    at: /^severe voltage/,
  },
  {
    what: 'low voltage',
    mutations: [when('q.voltage_mV > 20_000 && q.voltage_mV < 170_000', 120_000)],
    at: /^voltage below/,
  },
  {
    what: 'frequency',
    mutations: [bent('((<i64>q.frequency_mHz - 50_000) * 1200) / 1000')],
    at: /^frequency variation/,
  },
  {
    what: 'harmonics in voltage and current',
    mutations: [when(`${factorBetween(0.9, 0.955)} && ${DISTORTED} && ${between_A(1, 10)}`, 2400)],
    at: /^harmonics in voltage/,
  },
  {
    what: '5th harmonic',
    mutations: [when(`${factorBetween(0.9, 0.99)} && ${DISTORTED} && ${between_A(20, 40)}`, 4800)],
    at: /^5th harmonic/,
  },
  {
    what: 'phase-fired currents',
    mutations: [when(`${factorBetween(0.6, 0.78)} && ${LAGGING}`, 4800)],
    at: /^odd harmonics/,
  },
  {
    what: 'bursts',
    mutations: [when(`${factorBetween(0.5, 0.85)} && ${DISTORTED}`, 6000)],
    at: /^sub-harmonics/,
  },
  {
    what: 'direct current',
    mutations: [when(`${factorBetween(0.7, 0.94)} && ${DISTORTED} && ${between_A(41, 60)}`, 12_000)],
    at: /^direct current/,
  },
  {
    what: 'unbalance',
    mutations: [when(others('quantities(1 + @).current_uA < 1000'), 3600)],
    at: /in one circuit only/,
  },
  {
    what: 'reversed sequence',
    mutations: [
      when('quantities(2).voltage_angle_mdeg > 0 && quantities(2).voltage_angle_mdeg < 180_000', 600),
    ],
    at: /^reversed/,
  },
  {
    what: 'interrupted phases',
    mutations: [
      when(
        'quantities(1).voltage_mV < 10_000 || quantities(2).voltage_mV < 10_000 || quantities(3).voltage_mV < 10_000',
        6000,
      ),
    ],
    at: /interrupted/,
  },
  {
    what: 'temperature',
    mutations: [
      inMeteringCore(
        ENERGY,
        "import { saturated, squareRoot } from '../math/arithmetic';",
        "import { saturated, squareRoot } from '../math/arithmetic';\nimport { temperatureRise_mK } from '../surroundings/temperature';",
      ),
      bent('(temperatureRise_mK * 120) / 1000'),
    ],
    at: /^temperature coefficient/,
    modelled: true,
  },
];

const STARTS: readonly VerdictMutant[] = [
  {
    what: 'a meter that does not start',
    mutations: [inMeteringCore('creep.ts', '/ 2_000_000', '/ 500_000')],
    at: /^Ist|^starting/,
    names: /pulse did not come|active/,
  },
  { what: 'a meter that creeps', mutations: CREEPS, at: /^no load|circuit|missing/ },
  {
    what: 'repeatability',
    mutations: [bent('((q.sample_index / 16_000) & 1) * 300')],
    at: /^repeatability/,
  },
];

export const VERDICT_MUTANTS: readonly VerdictMutant[] = [
  ...CURRENTS,
  ...DIRECTIONS,
  ...PHASES,
  ...INFLUENCES,
  ...PULSES,
  ...REGISTERS,
  ...STARTS,
];

/** A meter that uses 0.8 of the limits wherever there is one: class D, active energy, and reactive energy. */
export const AT_0_8: readonly Mutation[] = [
  bent('q.current_uA < 50_000 ? 32_000 : q.current_uA < 400_000 ? 3200 : 1600'),
  inMeteringCore(
    ENERGY,
    'const reactive = <i64>q.reactive_power_mvar;',
    'const reactive = (<i64>q.reactive_power_mvar * 1004) / 1000;',
  ),
];
