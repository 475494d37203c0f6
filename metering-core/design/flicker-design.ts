// Designs the flickermeter's digital filters at 200 values a second from the analog ones; their tables.
import {
  LAMPS,
  lampOf,
  lowPassMagnitude,
  MAINS,
  pinstScale,
  STANDARD,
  weightingMagnitude,
  type Lamp,
  type Mains,
} from './flicker-standard.ts';
import { leastSquares } from './least-squares.ts';

/** Values a second behind the decimation. */
export const RATE_Hz = 200;

/** b0 + b1 z^-1 + b2 z^-2 over 1 + a1 z^-1 + a2 z^-2. */
export interface Section {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}
type Quadratic = readonly [number, number, number];

const omega = (hz: number) => (2 * Math.PI * hz) / RATE_Hz;

/** |c0 + c1 z^-1 + c2 z^-2| on the unit circle. */
function magnitude([c0, c1, c2]: Quadratic, hz: number): number {
  const w = omega(hz);
  return Math.hypot(c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w), c1 * Math.sin(w) + c2 * Math.sin(2 * w));
}

export function sectionMagnitude({ a, b }: Section, hz: number): number {
  return magnitude(b, hz) / magnitude([1, ...a], hz);
}

/** |H| of the triangle over two blocks of 5 ms that makes a value of the squares. */
export function frontMagnitude(hz: number): number {
  const x = (Math.PI * hz) / RATE_Hz;
  return hz === 0 ? 1 : (Math.sin(x) / x) ** 2;
}

/** The quadratic of a pole pair -re +- j im (radians a second) mapped to z = e^(sT): poles keep their place exactly. */
function mapped(re: number, im: number): readonly [number, number] {
  const radius = Math.exp(-re / RATE_Hz);
  return [-2 * radius * Math.cos(im / RATE_Hz), radius * radius];
}

/** Symmetric zeros b, a, b that bring the given magnitudes to their targets from 0.5 Hz on, best below 26. */
function compensator(
  to_Hz: number,
  found: (hz: number) => number,
  target: (hz: number) => number,
): Quadratic {
  const weight = (hz: number) => (hz <= 26 ? 1 : hz <= 34 ? 0.5 : 0.4);
  const grid = Array.from({ length: Math.floor(to_Hz * 2) }, (_, i) => 0.5 * (i + 1));
  const rows = grid.flatMap((hz) => {
    const share = (weight(hz) * found(hz)) / target(hz);
    return [share, share * 2 * Math.cos(omega(hz))];
  });
  const [a, b] = leastSquares(Float64Array.from(rows), Float64Array.from(grid, weight), 2);
  return [b, a, b];
}

const times = (q: Quadratic, gain: number): Quadratic => [q[0] * gain, q[1] * gain, q[2] * gain];
const unit = (a: readonly [number, number]) => 1 + a[0] + a[1];

/** Twice the mains frequency, the carrier of the squares, as the values show it: 100 Hz, or 120 Hz folded to 80. */
const carrier_Hz = (mains: Mains) => RATE_Hz / 2 - Math.abs(RATE_Hz / 2 - 2 * Number(mains));

/** Up to where modulation counts: the low-pass cuts it off behind that. */
const HIGHEST_Hz: Record<Mains, number> = { '50': 34, '60': 41 };

/** The low-pass: three pole pairs, zeros on the carrier, and two pairs of zeros that undo the front's droop. */
export function lowPass(mains: Mains): Section[] {
  const corner = 2 * Math.PI * STANDARD.lowPass.corner_Hz[mains];
  const poles = [0, 1, 2].map((k) => {
    const angle = (Math.PI * (2 * k + 1)) / 12;
    return mapped(corner * Math.sin(angle), corner * Math.cos(angle));
  });
  const zeros: Quadratic = [1, -2 * Math.cos(omega(carrier_Hz(mains))), 1];
  const sections: Section[] = [
    { b: times(zeros, unit(poles[2]) / (2 + zeros[1])), a: poles[2] },
    { b: [0, unit(poles[1]), 0], a: poles[1] },
    { b: [0, unit(poles[0]), 0], a: poles[0] },
  ];
  const found = (hz: number) => sections.reduce((h, s) => h * sectionMagnitude(s, hz), frontMagnitude(hz));
  // Two pairs at once are no linear problem: one after the other they settle within a few rounds.
  for (let round = 0; round < 400; round++) {
    const { a, b } = sections[1 + (round % 2)];
    const others = (hz: number) => found(hz) / magnitude(b, hz);
    const fitted = compensator(HIGHEST_Hz[mains], others, (hz) => lowPassMagnitude(mains, hz));
    sections[1 + (round % 2)] = { a, b: fitted };
  }
  const gain = unit(poles[1]) / (sections[1].b[1] + 2 * sections[1].b[0]);
  return [
    sections[0],
    { b: times(sections[1].b, gain), a: poles[1] },
    { b: times(sections[2].b, 1 / gain), a: poles[0] },
  ];
}

/** Output of the weighting for Pinst = 1: 2^9 times less, so that its square fits (see flicker-filter.ts). */
const OUTPUT_BITS = 9;

/** The lamp-eye weighting, its scale to Pinst in the last section. */
export function weighting(lamp: Lamp): Section[] {
  const { lambda, w1, w2, w3, w4 } = lampOf(lamp);
  const resonance = mapped(lambda, Math.sqrt(w1 * w1 - lambda * lambda));
  const [e2, e3, e4] = [w2, w3, w4].map((w) => Math.exp(-w / RATE_Hz));
  const real: Section = { b: [1, -1 - e2, e2], a: [-(e3 + e4), e3 * e4] };
  const plain: Section = { b: [0, unit(resonance), 0], a: resonance };
  const gain = 1 / sectionMagnitude(real, 8.8);
  const scaled = { ...real, b: times(real.b, gain) };
  const found = (hz: number) => sectionMagnitude(plain, hz) * sectionMagnitude(scaled, hz);
  const fitted = compensator(34, found, (hz) => weightingMagnitude(lamp, hz));
  const scale = Math.sqrt(pinstScale(lamp)) / 2 ** OUTPUT_BITS;
  return [
    { b: times(fitted, unit(resonance)), a: resonance },
    { b: times(scaled.b, scale), a: real.a },
  ];
}

const COEFFICIENT_BITS = 28;
const q = (value: number, bits: number) => Math.round(value * 2 ** bits);

/** Symmetric zeros are written once. */
function rowOf({ a, b }: Section): string {
  const zeros = b[0] === b[2] ? b.slice(0, 2) : b;
  return `  ${[...zeros, ...a].map((c) => q(c, COEFFICIENT_BITS)).join(', ')},`;
}

function table(name: string, doc: string, sections: readonly Section[]): string {
  const rows = sections.map(rowOf).join('\n');
  return `/** ${doc} */\n// @ts-ignore: decorator\n@lazy export const ${name} = memory.data<i32>([\n${rows}\n]);\n`;
}

function constant(name: string, doc: string, value: number): string {
  return `/** ${doc} */\nexport const ${name}: i64 = ${value};\n`;
}

/** Share of a difference a first-order low-pass takes each value. */
const share = (time_s: number) => 1 - Math.exp(-1 / (RATE_Hz * time_s));

function constants(): string[] {
  const { adaptor, highPass, smoothing } = STANDARD;
  return [
    constant(
      'ADAPTOR_Q24',
      'Voltage adaptor, 27.3 s: 10 % to 90 % in a minute.',
      q(share(adaptor.timeConstant_s), 24),
    ),
    constant('HIGH_PASS_Q32', 'High-pass of 0.05 Hz.', q(share(1 / (2 * Math.PI * highPass.corner_Hz)), 32)),
    constant('SMOOTHING_Q20', 'Smoothing, 300 ms.', q(share(smoothing.timeConstant_s), 20)),
  ];
}

function percentiles(): string {
  const { permille, weight_150000 } = STANDARD.percentiles;
  const rows = permille.map((p, i) => `  ${p}, ${weight_150000[i]},`);
  return [
    `/** Percentiles of Pst: permille of the time a level is exceeded, and its weight in Pst squared, in 1 / 150000. */`,
    `export const PERCENTILES: i32 = ${permille.length};`,
    `// @ts-ignore: decorator`,
    `@lazy export const PERCENTILE_TABLE = memory.data<i32>([\n${rows.join('\n')}\n]);\n`,
  ].join('\n');
}

/** Text of metering-core/assembly/flicker/flicker-tables.ts. */
export function flickerTables(): string {
  const head = [
    '// Generated by `npx tsx metering-core/design/tables.ts --write` from metering-core/design/flicker-standard.json. Do not edit.',
    "// The flickermeter of IEC 61000-4-15 at 200 values a second: sections as b0, b1, a1, a2 (zeros b0, b1, b0), Q28; a lamp's second as b0, b1, b2, a1, a2.",
    '// Legally relevant (IR46). Changes alter the software identification.\n',
  ];
  const lowPasses = MAINS.map((mains) =>
    table(
      `LOW_PASS_${mains}`,
      `Butterworth of sixth order for ${mains} Hz, and what the front's droop needs.`,
      lowPass(mains),
    ),
  );
  const lamps = LAMPS.map((lamp) =>
    table(
      `LAMP_${lamp}`,
      `Eye and ${lamp} V lamp; 2^-9 at its output is the root of Pinst = 1.`,
      weighting(lamp),
    ),
  );
  return [...head, ...constants(), ...lowPasses, ...lamps, percentiles()].join('\n').trimEnd() + '\n';
}
