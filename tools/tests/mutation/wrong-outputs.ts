// Meters of which one register or one test output is wrong by 1.2 limits, and nothing else.
import { inMeteringCore } from './mutant.ts';
import { BASE, ENERGY, outputs, register, type VerdictMutant } from './verdict-changes.ts';

export const PULSES: readonly VerdictMutant[] = [
  {
    what: 'pulses of active energy',
    mutations: [outputs(0, 2400)],
    at: new RegExp(`^${BASE}|meter constant, active`),
    names: /test output, active|pulses/,
  },
  { what: 'meter constant', mutations: [outputs(0, 240)], at: /^meter constant, active/ },
  {
    what: 'pulses of reactive energy',
    mutations: [outputs(1, 6000)],
    at: /^reactive|meter constant, reactive|PF/,
    names: /test output, reactive|pulses/,
  },
  {
    what: 'meter constant of reactive energy',
    mutations: [outputs(1, 600)],
    at: /^meter constant, reactive/,
  },
  {
    what: 'pulses while energy is exported',
    mutations: [
      inMeteringCore(
        ENERGY,
        'store<i64>(added, <i64>min<u64>(<u64>load<i64>(added) + <u64>amount, ADDED_MOST));',
        'store<i64>(added, load<i64>(added) + amount + (register == Register.ACTIVE_EXPORT ? (amount / 1_000_000) * 2400 : 0));',
      ),
    ],
    at: new RegExp(`^${BASE}, export|meter constant, active export`),
    names: /test output, active|pulses/,
  },
];

export const REGISTERS: readonly VerdictMutant[] = [
  ...['QI', 'QII', 'QIII', 'QIV'].map(
    (name, n): VerdictMutant => ({
      what: `register of reactive ${name}`,
      mutations: [register(0, 2 + n, 6000)],
      at: /reactive|PF/,
      names: new RegExp(`reactive (import|export|${name}\\b)|pulses`),
    }),
  ),
  {
    what: 'reactive energy at a sine of 0.25',
    mutations: [
      inMeteringCore(
        ENERGY,
        'const reactive = <i64>q.reactive_power_mvar;',
        'let reactive = <i64>q.reactive_power_mvar;\n  if (abs(q.power_factor_ppm) > 950_000 && abs(reactive) * 5 > <i64>q.apparent_power_mVA) reactive += (reactive * 12) / 1000;',
      ),
    ],
    at: /sin 0\.25/,
  },
  {
    what: 'quadrants II and IV exchanged',
    mutations: [
      inMeteringCore(
        ENERGY,
        'if (active >= 0) return reactive >= 0 ? 0 : 3;\n  return reactive >= 0 ? 1 : 2;',
        'if (active >= 0) return reactive >= 0 ? 0 : 1;\n  return reactive >= 0 ? 3 : 2;',
      ),
    ],
    at: /reactive|PF/,
    names: /reactive Q(II|IV)|reactive (im|ex)port/,
  },
  {
    what: 'reactive energy that runs at PF 1',
    mutations: [
      inMeteringCore(
        ENERGY,
        'const reactive = <i64>q.reactive_power_mvar;',
        'const reactive = <i64>q.reactive_power_mvar + (<i64>q.active_power_mW * 3) / 1000;',
      ),
    ],
    at: /PF|reactive/,
    names: /reactive/,
  },
  {
    what: 'register of apparent import',
    mutations: [register(0, 6, 2400)],
    at: /apparent|PF|sin/,
    names: /apparent import/,
  },
  {
    what: 'register of apparent export',
    mutations: [register(0, 7, 2400)],
    at: /apparent|PF|sin/,
    names: /apparent (import and )?export/,
  },
];
