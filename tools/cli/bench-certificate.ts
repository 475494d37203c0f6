// The command `twinmeter bench certificate`: what a bench found at one position as HTML, PDF and Digital Calibration Certificate.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { certificateDcc } from '../metrology/positions/certificate-dcc.ts';
import { certificateHtml } from '../metrology/positions/certificate-html.ts';
import { certificateOf, type Certificate } from '../metrology/positions/certificate.ts';
import { ResultsFile } from '../metrology/positions/results-file.ts';
import { POSITIONS_MOST } from '../metrology/positions/run.ts';
import { command } from './command.ts';
import { BadInputError } from './errors.ts';
import type { OptionTable, Values } from './options.ts';

const text = (help: string) => ({ kind: 'text', value: 'text', help }) as const;
const file = (help: string) => ({ kind: 'text', value: 'file', help }) as const;

export const BENCH_CERTIFICATE_OPTIONS = {
  results: { ...file('what bench run wrote with --results'), required: true, operand: true, noun: 'file' },
  position: {
    kind: 'number',
    unit: '',
    least: 1,
    most: POSITIONS_MOST,
    default: 1,
    help: 'whose certificate',
  },
  html: file('write it as a page that prints'),
  pdf: file('write it as PDF, by Chromium'),
  dcc: file('write it as XML, a Digital Calibration Certificate of the PTB'),
  date: { kind: 'text', value: 'YYYY-MM-DD', help: 'day of the measurement', otherwise: 'today' },
  number: text('its number'),
  laboratory: text('the laboratory'),
  operator: text('who tested'),
  customer: text('for whom'),
  type: text('the type of the meter'),
  serial: text('its serial number'),
} as const satisfies OptionTable;

type Given = Values<typeof BENCH_CERTIFICATE_OPTIONS>;

function dateOf(asked: string | undefined): string {
  const date = asked ?? new Date().toISOString().slice(0, 10);
  if (/^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date))) return date;
  throw new BadInputError(`--date ${date}: expected YYYY-MM-DD`);
}

function certificateIn({ results, position, date, ...parties }: Given): Certificate {
  const { number, laboratory, operator, customer, type, serial } = parties;
  const issue = { number, laboratory, operator, customer, type, serial, date: dateOf(date) };
  const opened = ResultsFile.read(results);
  try {
    const certificate = certificateOf(opened.report(), position, issue);
    if (certificate) return certificate;
  } finally {
    opened.close();
  }
  throw new BadInputError(`--position ${position}: ${results} has no such position`);
}

/** Debian's name first. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Runs the first browser there is; it is given a folder of its own and nothing from the network. */
function withBrowser(words: readonly string[]): void {
  for (const browser of BROWSERS) {
    try {
      execFileSync(browser, words, { stdio: 'ignore', timeout: 120_000 });
      return;
    } catch (error) {
      if (!isMissing(error))
        throw new BadInputError(`--pdf: ${browser} made none: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new BadInputError('--pdf: needs Chromium (Debian: chromium)');
}

/** The page as a browser prints it. */
function writePdf(path: string, html: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-certificate-'));
  try {
    const page = join(folder, 'page.html');
    writeFileSync(page, html);
    // Chromium has no sandbox for root.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const own = ['--headless', '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`, ...asRoot];
    withBrowser([
      ...own,
      '--no-pdf-header-footer',
      `--print-to-pdf=${resolve(path)}`,
      pathToFileURL(page).href,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchCertificate(options: Given): Promise<void> {
  const { html, pdf, dcc } = options;
  if (html === undefined && pdf === undefined && dcc === undefined)
    throw new BadInputError('expected --html, --pdf or --dcc: nothing would be written');
  const certificate = certificateIn(options);
  const page = certificateHtml(certificate);
  if (html !== undefined) writeFileSync(html, page);
  if (dcc !== undefined) writeFileSync(dcc, certificateDcc(certificate));
  if (pdf !== undefined) writePdf(pdf, page);
  process.stdout.write(`certificate ${certificate.number}: ${certificate.statement}\n`);
}

export const BENCH_CERTIFICATE = command(BENCH_CERTIFICATE_OPTIONS, benchCertificate);
