// Files of waves that somebody damaged or made up: each is a source of finite samples or a WaveError, and soon.
import fc from 'fast-check';
import wavefile from 'wavefile';
import { afterAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaveError } from './errors.ts';
import { fileSource } from './file-source.ts';
import { fed, tone } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SAMPLES = 640;
const volts = tone(SAMPLES, 10, 325);
const amps = tone(SAMPLES, 10, 7);

function csv(): string {
  const rows = Array.from(volts, (v, n) => `${(n / 3200).toFixed(7)},${v.toFixed(3)},${amps[n].toFixed(4)}`);
  return ['time,u1 [V],i1 [A]', ...rows].join('\n');
}

function wav(): Uint8Array {
  const wave = new wavefile.WaveFile();
  const scaled = (x: Float64Array, full: number) => Array.from(x, (v) => Math.round((v / full) * 30_000));
  wave.fromScratch(2, 3200, '16', [scaled(volts, 325), scaled(amps, 7)]);
  return wave.toBuffer();
}

const CFG = [
  'HERE,1,1999',
  '2,2A,0D',
  '1,V1,A,,V,0.1,0,0,-32767,32767,1,1,S',
  '2,I1,A,,A,0.001,0,0,-32767,32767,1,1,S',
  '50',
  '1',
  `3200,${SAMPLES}`,
  '01/01/2026,00:00:00.000000',
  '01/01/2026,00:00:00.000000',
  'BINARY',
  '1',
].join('\r\n');

function dat(stamped = true): Uint8Array {
  const bytes = new Uint8Array(SAMPLES * 12);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < SAMPLES; n++) {
    view.setUint32(n * 12, n + 1, true);
    view.setUint32(n * 12 + 4, stamped ? Math.round(n * 312.5) : 0, true);
    view.setInt16(n * 12 + 8, Math.round(volts[n] * 10), true);
    view.setInt16(n * 12 + 10, Math.round(amps[n] * 1000), true);
  }
  return bytes;
}

/** What the front end would see of it; anything but a WaveError is a defect of the reader. */
function outcome(name: string): 'fed' | 'refused' {
  try {
    const source = fileSource(join(folder, name), { service: '1p2w', volts: 230, amps: 5 });
    const sets = fed(source, 0, 100);
    expect(sets.length).toBe(800);
    const truth = JSON.stringify(source.truth(4000), (_, x: unknown) =>
      typeof x === 'number' && !Number.isFinite(x) ? 'not finite' : x,
    );
    expect(truth).not.toContain('not finite');
    return 'fed';
  } catch (error) {
    if (error instanceof WaveError) return 'refused';
    throw error;
  }
}

function put(name: string, bytes: Uint8Array | string): string {
  writeFileSync(join(folder, name), bytes);
  return name;
}

/** Some bytes replaced, then cut or repeated. */
const damage = fc.record({
  edits: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
  head: fc.boolean(),
  keep: fc.integer({ min: 0, max: 1200 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(bytes: Uint8Array, { edits, head, keep }: Damage): Uint8Array {
  const copy = bytes.slice();
  for (const [at, value] of edits) copy[at % Math.min(copy.length, head ? 100 : copy.length)] = value;
  return keep < 1000 ? copy : copy.subarray(0, (copy.length * (keep - 1000)) / 200);
}

/** Numbers a careful reader has to survive, put in place of a cell. */
const HOSTILE = [
  'NaN',
  'Infinity',
  '1e308',
  '-1e308',
  '1e-320',
  '',
  '0x10',
  '-0',
  '1e999',
  '9007199254740993',
  '"',
  ' ',
];
const cells = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...HOSTILE)), { minLength: 1, maxLength: 4 });

function withCells(text: string, edits: readonly [number, string][]): string {
  const parts = text.split(/([,\r\n]+)/);
  for (const [at, value] of edits) parts[(2 * at) % (parts.length + (parts.length % 2 ? 1 : 0))] = value;
  return parts.join('');
}

describe('A recording', () => {
  it('is fed as it was made, so that the refusals below mean something', () => {
    put('whole.cfg', CFG);
    put('whole.dat', dat());
    expect([
      outcome(put('whole.csv', csv())),
      outcome(put('whole.wav', wav())),
      outcome('whole.cfg'),
    ]).toEqual(['fed', 'fed', 'fed']);
  });

  it('of CSV with hostile cells is fed or refused', () => {
    const lines = csv();
    fc.assert(fc.property(cells, (edits) => void outcome(put('cells.csv', withCells(lines, edits)))));
  });

  it('of COMTRADE with a hostile configuration is fed or refused', () => {
    put('config.dat', dat());
    fc.assert(
      fc.property(cells, (edits) => {
        put('config.cfg', withCells(CFG, edits));
        outcome('config.cfg');
      }),
    );
  });

  it.each([
    ['wav', wav()],
    ['csv', new TextEncoder().encode(csv())],
  ])('of %s with damaged bytes is fed or refused', (extension, bytes) => {
    fc.assert(
      fc.property(damage, (change) => void outcome(put(`bytes.${extension}`, damaged(bytes, change)))),
    );
  });

  it('of COMTRADE with damaged data is fed or refused', () => {
    put('data.cfg', CFG);
    fc.assert(
      fc.property(damage, (change) => {
        put('data.dat', damaged(dat(), change));
        outcome('data.cfg');
      }),
    );
  });

  it.each(['1e-320', '0.001', '1', '1e9', '1e308'])(
    'with a rate of %s Hz and no stamps is refused',
    (rate) => {
      put('rate.cfg', CFG.replace(`3200,${SAMPLES}`, `${rate},${SAMPLES}`));
      put('rate.dat', dat(false));
      expect(outcome('rate.cfg')).toBe('refused');
    },
  );

  it.each(['1e308', '-1e308', '1e160', '1e13'])('with a sample of %s is refused', (value) => {
    const lines = csv().split('\n');
    lines[7] = lines[7].replace(/,[^,]*,/, `,${value},`);
    expect(outcome(put('sample.csv', lines.join('\n')))).toBe('refused');
  });
});
