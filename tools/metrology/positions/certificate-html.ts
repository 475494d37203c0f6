// The certificate as one HTML page that prints: no script, nothing from elsewhere.
import { escape, STYLE } from '../typetest/html-report.ts';
import type { PointResult } from '../typetest/result.ts';
import { identificationRows, type Certificate, type NamedBudget } from './certificate.ts';

const table = (head: string, rows: readonly string[]): string =>
  rows.length === 0 ? '' : `<table>${head}${rows.join('')}</table>`;

const cell = (value: number | undefined, digits: number): string =>
  `<td class="n">${value === undefined ? '' : value.toFixed(digits)}</td>`;

const verdict = (pass: boolean): string =>
  `<td class="${pass ? 'pass' : 'fail'}">${pass ? 'pass' : 'FAIL'}</td>`;

const limitOf = ({ limit_percent, lowest_percent }: PointResult): string =>
  lowest_percent === undefined ? `±${limit_percent}` : `${lowest_percent} … +${limit_percent}`;

const errorRow = (p: PointResult): string =>
  `<tr><td>${escape(p.name)}</td>${cell(p.current_A, 3)}${cell(p.power_factor, 2)}<td class="n">${limitOf(p)}</td>` +
  `${cell(p.error_percent, 4)}${cell(p.uncertainty_percent, 4)}${cell(p.pulse_error_percent, 4)}${verdict(p.pass)}</tr>`;

const testRow = (p: PointResult): string =>
  `<tr><td>${escape(p.name)}<div class="small">${escape(p.detail ?? '')}</div></td>${cell(p.error_percent, 4)}` +
  `<td class="n">${limitOf(p)} ${escape(p.unit ?? '%')}</td>${verdict(p.pass)}</tr>`;

const budgetRows = ({ at, contributions, standard_percent, expanded_percent }: NamedBudget): string[] => [
  `<tr><th colspan="3">${escape(at)}</th></tr>`,
  ...contributions.map(
    (each) =>
      `<tr><td>${escape(each.name)}</td>${cell(each.most_percent, 5)}${cell(each.standard_percent, 5)}</tr>`,
  ),
  `<tr><td>combined standard uncertainty</td><td></td>${cell(standard_percent, 5)}</tr>`,
  `<tr><td>expanded (k = 2)</td><td></td>${cell(expanded_percent, 5)}</tr>`,
];

const ERROR_HEAD =
  '<tr><th>Load</th><th class="n">A</th><th class="n">Factor</th><th class="n">Limit %</th><th class="n">Error %</th>' +
  '<th class="n">U (k = 2) %</th><th class="n">Pulses %</th><th>Verdict</th></tr>';
const TEST_HEAD = '<tr><th>Test</th><th class="n">Found</th><th class="n">Limit</th><th>Verdict</th></tr>';
const BUDGET_HEAD =
  '<tr><th>Contribution (rectangle)</th><th class="n">At most %</th><th class="n">Standard %</th></tr>';

/** The page. */
export function certificateHtml(certificate: Certificate): string {
  const { number, errors, tests, budgets, statement, decisionRule, position } = certificate;
  const rows = identificationRows(certificate).map(
    ([name, text]) => `<tr><th>${name}</th><td>${escape(text)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Calibration certificate ${escape(number)}</title><style>${STYLE}</style></head><body>
<h1>Calibration certificate</h1>
${table('', rows)}
<p class="verdict${position.pass ? '' : ' no'}">${escape(statement)}</p>
<h2>Errors of measurement</h2>${table(ERROR_HEAD, errors.map(errorRow))}
<h2>Other tests</h2>${table(TEST_HEAD, tests.map(testRow))}
<h2>Uncertainty of the reference</h2>${table(BUDGET_HEAD, budgets.flatMap(budgetRows))}
<p class="small">The uncertainty of each error is that of the mean of its windows and of the reference, as squares, expanded with k = 2
(about 95 %). ${escape(decisionRule)}</p>
<div class="sign"><div>Date, operator</div><div>Date, released by</div></div>
</body></html>
`;
}
