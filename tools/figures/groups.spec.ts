// Groups, subgroups and interharmonics against a double-precision DFT of one window of what was fed in (IEC 61000-4-7).
import { describe, expect, it } from 'vitest';
import { HarmonicSource, type Tone } from '../signals/waves/index.ts';
import { throughFrontEnd } from './front-end.ts';
import { MeteringModule } from './metering-module.ts';

const VOLTS = 230;

interface Line {
  /** In lines of the window: 5 Hz each. */
  readonly line: number;
  readonly share: number;
  readonly phase_deg: number;
}

/** Harmonics and lines between them over the whole range, above and below their order, at angles all over the circle. */
function spectrum(cycles: number, highest: number): Line[] {
  const lines: Line[] = [{ line: cycles, share: 1, phase_deg: 0 }];
  for (let order = 2; order <= highest; order += 3) {
    const put = (line: number, share: number) => lines.push({ line, share, phase_deg: (line * 77) % 360 });
    put(order * cycles, 0.03);
    put(order * cycles + 1, 0.01);
    put(order * cycles - 1, 0.012);
    put(order * cycles + 3, 0.015);
    put(order * cycles - 2, 0.02);
    put(order * cycles + cycles / 2, 0.018);
  }
  return lines;
}

/** R.m.s. of each line of a window by a DFT in double precision over the samples of the ideal signal. */
function dft(lines: readonly Line[], samples: number, upTo: number): number[] {
  const signal = Array.from({ length: samples }, (_, n) =>
    lines.reduce(
      (sum, { line, share, phase_deg }) =>
        sum + share * Math.sin((2 * Math.PI * line * n) / samples + (phase_deg * Math.PI) / 180),
      0,
    ),
  );
  return Array.from({ length: upTo + 1 }, (_, k) => {
    const part = (of: (x: number) => number) =>
      signal.reduce((sum, x, n) => sum + x * of((2 * Math.PI * k * n) / samples), 0);
    return (2 * Math.hypot(part(Math.cos), part(Math.sin))) / samples;
  });
}

/** What the standard adds up, as shares of the fundamental. */
function groupsOf(rms: readonly number[], cycles: number, order: number) {
  const at = order * cycles;
  const squares = (from: number, to: number) =>
    rms.slice(from, to + 1).reduce((sum, value) => sum + value * value, 0);
  const half = cycles / 2;
  const ends = (rms[at - half] ** 2 + rms[at + half] ** 2) / 2;
  return {
    group: Math.sqrt(squares(at - half + 1, at + half - 1) + ends),
    subgroup: Math.sqrt(squares(at - 1, at + 1)),
    interharmonic: Math.sqrt(squares(at + 2, at + cycles - 2)),
  };
}

function metered(lines: readonly Line[], rate_Hz: number, hz: number, cycles: number, seconds: number) {
  const tones = lines.flatMap(({ line, share, phase_deg }): Tone[] => [
    { input: 'V1', order: line, rms: share * VOLTS, phase_deg },
    { input: 'I1', order: line, rms: share * 5, phase_deg },
  ]);
  const base = hz / cycles;
  const passed = throughFrontEnd({ afe: 'sinc3' }, tones, base, rate_Hz);
  const source = new HarmonicSource({ service: '1p2w', hz: base, rate_mHz: rate_Hz * 1000, tones: passed });
  const nominalFrequency_mHz = hz < 55 ? 50_000 : 60_000;
  const rate = { samplingRate_mHz: rate_Hz * 1000, afeResponse: 'sinc3', nominalFrequency_mHz } as const;
  const meter = new MeteringModule({ service: '1p2w', ...rate });
  meter.feed(source, seconds * rate_Hz);
  return meter;
}

function read(meter: MeteringModule, phase_input: number) {
  const pages = [1, 13, 25].map((first_group) => meter.read('read_groups', { phase_input, first_group }));
  const of = (field: string) => pages.flatMap((page) => page[field] as number[]).map((u) => u / 1e6);
  return {
    highest: Number(pages[0].highest_order),
    measurements: Number(pages[0].measurements),
    group: of('group_u'),
    subgroup: of('subgroup_u'),
    interharmonic: of('interharmonic_u'),
  };
}

describe('Groups after IEC 61000-4-7', () => {
  const cases = [
    [4000, 50, 10, 31],
    [4000, 60, 12, 30],
    [8000, 50, 10, 31],
    [16_000, 60, 12, 31],
  ];
  it.each(cases)(
    'at %i Hz on a mains of %i Hz (%i cycles, order %i) are those of a DFT, within 4 per cent of themselves and 0.03 per cent of the fundamental',
    (rate_Hz, hz, cycles, highest) => {
      const lines = spectrum(cycles, highest);
      const wanted = dft(lines, cycles * 320, (highest + 1) * cycles);
      const meter = metered(lines, rate_Hz, hz, cycles, 65);
      for (const [input, unit] of [
        [0, VOLTS],
        [3, 5],
      ] as const) {
        const found = read(meter, input);
        expect(found.highest).toBe(highest);
        for (let order = 1; order <= highest; order++) {
          const { group, subgroup, interharmonic } = groupsOf(wanted, cycles, order);
          const close = (name: string, value: number, share: number) =>
            expect(
              Math.abs(value / unit - share),
              `${name} ${order}: ${value / unit}, wanted ${share}`,
            ).toBeLessThan((order === 1 ? 0 : 0.04 * share) + 3e-4);
          close('group', found.group[order - 1], group);
          close('subgroup', found.subgroup[order - 1], subgroup);
          close('interharmonic', found.interharmonic[order - 1], order < highest ? interharmonic : 0);
        }
        expect([...found.group, ...found.subgroup].every((value, k) => k % 36 < highest || value === 0)).toBe(
          true,
        );
      }
    },
  );

  it('go round the inputs that are in use, about 20 s each at 4 kHz', () => {
    const meter = metered(spectrum(10, 31), 4000, 50, 10, 24);
    expect(read(meter, 0).measurements).toBe(1);
    expect(read(meter, 3).measurements).toBe(0);
    expect(read(meter, 1).measurements).toBe(0);
  });

  it('are told of the voltages and currents of phases, of orders 1 to 31', () => {
    const meter = metered(spectrum(10, 31), 4000, 50, 10, 0.1);
    for (const [phase_input, first_group] of [
      [6, 1],
      [0, 0],
      [0, 32],
    ])
      expect(() => meter.read('read_groups', { phase_input, first_group })).toThrow();
  });
});
