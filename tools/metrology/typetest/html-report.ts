// The report as one self-contained HTML page: identification, verdict, tables, curves; no script, fit for printing.
import { baseCurves, curvesOfTest, temperatureCurves } from './report-curves.ts';
import type { PointResult, TypetestReport } from './result.ts';

/** For pages that print: reports, certificates. */
export const STYLE = `
body{font:14px/1.45 system-ui,sans-serif;color:#111;max-width:1000px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;break-after:avoid}
table{border-collapse:collapse;width:100%;font-size:12.5px}
th,td{padding:.2rem .5rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
tr{break-inside:avoid}.fail{color:#b00020;font-weight:600}.pass{color:#11632f}
.verdict{border-left:4px solid #11632f;padding:.4rem .8rem;background:#f4f8f5}
.verdict.no{border-color:#b00020;background:#fdf3f4}
svg{width:100%;height:auto;break-inside:avoid}.small{font-size:12px;color:#444}
.sign{display:flex;gap:3rem;margin-top:3rem}.sign div{flex:1;border-top:1px solid #111;padding-top:.2rem}
@media print{body{margin:0;max-width:none}a{color:inherit}}`;

/** Text as it may stand in HTML. */
export function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (c) => entities[c]);
}

function limitText(p: PointResult): string {
  return p.lowest_percent === undefined ? `±${p.limit_percent}` : `${p.lowest_percent} … +${p.limit_percent}`;
}

/** Beyond this part of the limit an uncertainty is named beside the verdict. */
const UNCERTAIN_PART = 1 / 3;

const number = (x: number | undefined, digits: number): string => (x === undefined ? '' : x.toFixed(digits));

function row(p: PointResult): string {
  const unit = p.unit ? ` ${p.unit}` : '';
  const uncertain = (p.uncertainty_percent ?? 0) > UNCERTAIN_PART * p.limit_percent;
  const said = [p.detail, uncertain ? 'the uncertainty is more than a third of the limit' : undefined];
  const text = said.filter((t) => t !== undefined).join('; ');
  const detail = text ? `<div class="small">${escape(text)}</div>` : '';
  return (
    `<tr><td>${escape(p.name)}${detail}</td><td class="n">${p.current_A.toPrecision(3)}</td>` +
    `<td class="n">${p.power_factor}</td><td class="n">${limitText(p)}${unit}</td>` +
    `<td class="n">${number(p.error_percent, p.unit === 'kWh' ? 6 : 4)}</td>` +
    `<td class="n">${number(p.uncertainty_percent, 4)}</td><td class="n">${number(p.pulse_error_percent, 4)}</td>` +
    `<td class="n">${p.stddev_percent.toFixed(5)}</td><td class="n">${p.judged ?? ''}</td>` +
    `<td class="${p.pass ? 'pass' : 'fail'}">${p.pass ? 'pass' : 'FAIL'}</td></tr>`
  );
}

function table(points: readonly PointResult[]): string {
  if (points.length === 0) return '';
  const head =
    '<tr><th>Point</th><th class="n">A</th><th class="n">PF</th><th class="n">Limit %</th><th class="n">Error %</th>' +
    '<th class="n">U (k = 2) %</th><th class="n">Pulses %</th><th class="n">Std dev %</th><th class="n">Judged</th><th>Verdict</th></tr>';
  return `<p class="small">${escape(points[0].clause)}</p><table>${head}${points.map(row).join('')}</table>`;
}

/** Points by test, in the order they were measured; base points of all power factors stand together. */
function sections(report: TypetestReport): string {
  const isBase = (p: PointResult): boolean => p.group === 'base' && p.test.startsWith('PF ');
  const base = report.points.filter(isBase);
  const others = report.points.filter((p) => !isBase(p));
  const tests = [...new Set(others.map((p) => p.test))];
  const first =
    base.length > 0 ? `<h2>Base maximum permissible error</h2>${baseCurves(report)}${table(base)}` : '';
  const rest = tests.map((t) => {
    const own = others.filter((p) => p.test === t);
    return `<h2>${escape(t)}</h2>${curvesOfTest(own)}${table(own)}`;
  });
  return first + temperatureCurves(report) + rest.join('');
}

const rowsOf = (rows: readonly (readonly [string, string])[]): string =>
  `<table>${rows.map(([k, v]) => `<tr><th>${k}</th><td>${escape(v)}</td></tr>`).join('')}</table>`;

/** Who tested what, when, and with which software; what was not given says so. */
function identification({ identification: id, target, engine }: TypetestReport): string {
  const given = (text: string | undefined): string => text ?? 'not given';
  return rowsOf([
    ['Report number', given(id.number)],
    ['Date', id.date],
    ['Laboratory', given(id.laboratory)],
    ['Operator', given(id.operator)],
    ['Customer', given(id.customer)],
    ['Meter type', given(id.type)],
    ['Serial number', given(id.serial)],
    ['Metering software', `${id.software.file}, SHA-256 ${id.software.sha256}`],
    ['Tested by', `${id.software.tools}; the module runs on ${target}, ${engine}`],
  ]);
}

function facts(report: TypetestReport): string {
  const { ratings, seeds, identification: id } = report;
  return rowsOf([
    ['Accuracy class', report.class],
    [
      'Service',
      `${report.service}, connected ${ratings.connection === 'ct' ? 'over transformers' : 'directly'}`,
    ],
    [
      'Marked',
      `${ratings.Imin}-${ratings.Itr}(${ratings.Imax}) A, Ist ${ratings.Ist} A, ${ratings.Unom_V} V, ${ratings.fnom_Hz} Hz`,
    ],
    ['Meter constant', `${ratings.constant_imp_per_kWh} imp/kWh, ${ratings.constant_imp_per_kWh} imp/kvarh`],
    ['Equipment', id.equipment.join('; ')],
    ['Reference conditions', id.reference_conditions.join('; ')],
    ['Seeds', `${seeds.unit} (unit), ${seeds.noise} (noise); sensor ${report.sensor}`],
    ['Adjustment', report.adjustment ?? 'none'],
    ['Metered', `${report.virtual_s.toFixed(0)} s of virtual time`],
    ['Decision rule', id.decision_rule],
  ]);
}

function times(report: TypetestReport): string {
  const t = report.times_s;
  const cell = (x: number | undefined): string =>
    x === undefined ? 'not for this class' : `${x.toFixed(1)} s`;
  const rows: [string, number | undefined][] = [
    ['Starting current, R46: expected time of a pulse', t.starting_s],
    ['Starting current, IEC practice: two pulses and a fifth', t.startingIec_s],
    ['No load, R46', t.noLoadR46_s],
    ['No load, IEC 62052-11:2020 at 1.1 Unom', t.noLoadIec2020_s],
    ['No load, EN 50470-3 at 1.15 Unom', t.noLoadEn50470_s],
    ['No load, IEC 62053-21:2003', t.noLoadIec2003_s],
    ['No load, IEC 62053-22:2003', t.noLoadIec22_s],
  ];
  return `<table>${rows.map(([k, v]) => `<tr><td>${k}</td><td class="n">${cell(v)}</td></tr>`).join('')}</table>`;
}

/** Every failed point with what failed there: it belongs to the verdict. */
function failed(report: TypetestReport): string {
  const points = report.points.filter((p) => !p.pass);
  if (points.length === 0) return '';
  const items = points.map((p) => `<li>${escape(p.name)}${p.detail ? `: ${escape(p.detail)}` : ''}</li>`);
  return `<ul class="fail">${items.join('')}</ul>`;
}

/** The page. Its reference is the analytic power of the waveforms, which the page says. */
export function htmlReport(report: TypetestReport): string {
  const title = `Accuracy programme, class ${report.class}, ${report.service}`;
  const excluded = report.excluded.map((e) => `<li>${escape(e.name)}: ${escape(e.reason)}</li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>
<h1>${title}</h1>
${identification(report)}
<p class="verdict${report.pass ? '' : ' no'}">${escape(report.verdict)}</p>
${failed(report)}
${facts(report)}
<p class="small">Errors are those of single registers and test outputs against the analytic energy of the synthesised
waveform over whole periods; influence points give the shift against the same load at reference conditions. The column
"judged" says how many registers and outputs of the total and of the phases a point was judged by; the figures are
those of the total's register that had to move.</p>
${sections(report)}
<h2>Test times by formula</h2>${times(report)}
<h2>Not tested</h2><ul>${excluded}</ul>
<div class="sign"><div>Date, operator</div><div>Date, released by</div></div>
</body></html>
`;
}
