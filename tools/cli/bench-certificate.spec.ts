// The certificate of a position: the same figures in every form as the results have, and nobody's words become markup.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchReport } from '../metrology/positions/report.ts';
import { sqliteIfThere } from '../metrology/positions/sqlite.ts';
import { twinmeter } from './testing.ts';

const LIMIT_ms = 180_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-certificate-spec-'));
const path = (name: string): string => join(folder, name);
const RESULTS = path('bench.sqlite');
const NAME = 'Meters & <Sons>';
let report: BenchReport;

beforeAll(async () => {
  if (!sqliteIfThere()) return;
  const meter =
    '[meter]\nclass = "D"\nservice = "1p2w"\ncurrents = { Ist = 0.02, Imin = 0.2, Itr = 0.5, Imax = 60 }';
  const steps = [
    'current = ["Itr", "Imax"]\npower_factor = ["1", "0.5 inductive"]\nlimit_percent = 0.3',
    'starting = "IEC"',
    'current = "10 Itr"\nlimit_percent = 0.001',
  ].map((step) => `[[step]]\n${step}`);
  writeFileSync(path('a.toml'), `name = "short"\nstandard = "none"\n${meter}\n${steps.join('\n')}\n`);
  const words = ['bench', 'run', path('a.toml'), '--positions', '2', '--reference', '3'];
  const { out } = await twinmeter(...words, '--results', RESULTS, '--json');
  report = JSON.parse(out) as BenchReport;
}, LIMIT_ms);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const certify = (...words: string[]) => twinmeter('bench', 'certificate', RESULTS, ...words);

/** What is between the tags of one name, in order. */
const inside = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) => text);

describe.skipIf(!sqliteIfThere())('The certificate', () => {
  it('as XML has the values, limits and uncertainties of the results, in order', async () => {
    const words = ['--position', '2', '--dcc', path('c.xml'), '--laboratory', NAME, '--date', '2026-11-30'];
    const { code, out, err } = await certify(...words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Position 2: 1 of 6 points lie outside the limits: 10 Itr, PF 1');
    const xml = readFileSync(path('c.xml'), 'utf8');
    expect(XMLValidator.validate(xml)).toBe(true);
    const errors = report.positions[1].points.filter((p) => p.uncertainty_percent !== undefined);
    expect(errors).toHaveLength(5);
    const lists = inside(xml, 'si:valueXMLList').map((text) => text.split(' ').map(Number));
    expect(lists[3]).toEqual(errors.map((p) => p.error_percent));
    expect(lists[2]).toEqual(errors.map((p) => p.limit_percent));
    expect(inside(xml, 'si:valueExpandedMUXMLList')[0].split(' ').map(Number)).toEqual(
      errors.map((p) => p.uncertainty_percent),
    );
    const root = new XMLParser().parse(xml) as Record<string, Record<string, Record<string, unknown>>>;
    const core = root['dcc:digitalCalibrationCertificate']['dcc:administrativeData']['dcc:coreData'];
    expect(core).toMatchObject({
      'dcc:beginPerformanceDate': '2026-11-30',
      'dcc:performanceLocation': 'laboratory',
    });
    expect(xml).toContain('Meters &amp; &lt;Sons&gt;');
  });

  it('as a page has every point, the budget of the reference, and no markup of others', async () => {
    const { code } = await certify('--html', path('c.html'), '--customer', NAME, '--serial', '4711');
    expect(code).toBe(0);
    const page = readFileSync(path('c.html'), 'utf8');
    for (const { name } of report.positions[0].points) expect(page).toContain(name);
    expect(page).toContain('Meters &amp; &lt;Sons&gt;');
    expect(page).not.toContain('<Sons>');
    expect(page).toContain('power, as published');
    expect(page).toContain('phase angle');
    expect(page).not.toMatch(/<script|https?:/);
  });

  it('as PDF is what a browser prints of the page', { timeout: LIMIT_ms }, async () => {
    const { code, err } = await certify('--pdf', path('c.pdf'));
    if (err.includes('needs Chromium')) {
      expect({ code, there: existsSync(path('c.pdf')) }).toEqual({ code: 2, there: false });
      return;
    }
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(readFileSync(path('c.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it.each([
    [['--position', '3', '--html', 'x'], /--position 3: .* has no such position/],
    [['--html', 'x', '--date', '2026-13-01'], /--date 2026-13-01: expected YYYY-MM-DD/],
    [[], /expected --html, --pdf or --dcc/],
  ])('with %j ends with 2', async (words, said) => {
    const { code, err } = await certify(...words);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});
