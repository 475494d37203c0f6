// The report as one self-contained HTML page: verdict, tables, error curves; no script, fit for printing.
import { errorCurves } from './svg-curve.ts';
import type { PointResult, TypetestReport } from './result.ts';

const STYLE = `
body{font:14px/1.45 system-ui,sans-serif;color:#111;max-width:1000px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;break-after:avoid}
table{border-collapse:collapse;width:100%;font-size:12.5px}
th,td{padding:.2rem .5rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
tr{break-inside:avoid}.fail{color:#b00020;font-weight:600}.pass{color:#11632f}
.verdict{border-left:4px solid #11632f;padding:.4rem .8rem;background:#f4f8f5}
.verdict.no{border-color:#b00020;background:#fdf3f4}
svg{width:100%;height:auto;break-inside:avoid}.small{font-size:12px;color:#444}
@media print{body{margin:0;max-width:none}a{color:inherit}}`;

/** Text as it may stand in HTML. */
export function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (c) => entities[c]);
}

function limitText(p: PointResult): string {
  return p.lowest_percent === undefined ? `±${p.limit_percent}` : `${p.lowest_percent} … +${p.limit_percent}`;
}

function row(p: PointResult): string {
  const unit = p.unit ? ` ${p.unit}` : '';
  const detail = p.detail ? `<div class="small">${escape(p.detail)}</div>` : '';
  const pulses = p.pulse_error_percent === undefined ? '' : p.pulse_error_percent.toFixed(4);
  return (
    `<tr><td>${escape(p.name)}${detail}</td><td class="n">${p.current_A.toPrecision(3)}</td>` +
    `<td class="n">${p.power_factor}</td><td class="n">${limitText(p)}${unit}</td>` +
    `<td class="n">${p.error_percent.toFixed(4)}</td><td class="n">${pulses}</td>` +
    `<td class="n">${p.stddev_percent.toFixed(5)}</td><td class="${p.pass ? 'pass' : 'fail'}">${p.pass ? 'pass' : 'FAIL'}</td></tr>`
  );
}

function table(points: readonly PointResult[]): string {
  if (points.length === 0) return '';
  const head =
    '<tr><th>Point</th><th class="n">A</th><th class="n">PF</th><th class="n">Limit %</th><th class="n">Error %</th>' +
    '<th class="n">Pulses %</th><th class="n">Std dev %</th><th>Verdict</th></tr>';
  return `<p class="small">${escape(points[0].clause)}</p><table>${head}${points.map(row).join('')}</table>`;
}

/** Points by test, in the order they were measured; base points of all power factors stand together. */
function sections(report: TypetestReport): string {
  const base = report.points.filter((p) => p.test.startsWith('PF '));
  const others = report.points.filter((p) => !p.test.startsWith('PF '));
  const tests = [...new Set(others.map((p) => p.test))];
  const curves = base.length > 0 ? errorCurves(base) : '';
  const first = base.length > 0 ? `<h2>Base maximum permissible error</h2>${curves}${table(base)}` : '';
  const rest = tests.map((t) => `<h2>${escape(t)}</h2>${table(others.filter((p) => p.test === t))}`);
  return first + rest.join('');
}

function facts(report: TypetestReport): string {
  const {
    class: c,
    service,
    target,
    engine,
    front_end,
    sensor,
    seeds,
    rate_Hz,
    virtual_s,
    software,
    ratings,
  } = report;
  const rows: [string, string][] = [
    ['Accuracy class', c],
    ['Service', service],
    [
      'Marked',
      `${ratings.Imin}-${ratings.Itr}(${ratings.Imax}) A, Ist ${ratings.Ist} A, ${ratings.Unom_V} V, ${ratings.fnom_Hz} Hz`,
    ],
    ['Meter constant', `${ratings.constant_imp_per_kWh} imp/kWh`],
    ['Metering software', software.sha256],
    ['Runs on', `${target}, ${engine}, ${rate_Hz} samples a second`],
    ['Front end', `${front_end}; sensor ${sensor}; seeds ${seeds.unit} (unit), ${seeds.noise} (noise)`],
    ['Adjustment', report.adjustment ?? 'none'],
    ['Metered', `${virtual_s.toFixed(0)} s of virtual time`],
  ];
  return `<table>${rows.map(([k, v]) => `<tr><th>${k}</th><td>${escape(String(v))}</td></tr>`).join('')}</table>`;
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

/** The page. Its reference is the analytic power of the waveforms, which the page says. */
export function htmlReport(report: TypetestReport): string {
  const title = `Accuracy programme, class ${report.class}, ${report.service}`;
  const excluded = report.excluded.map((e) => `<li>${escape(e.name)}: ${escape(e.reason)}</li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>
<h1>${title}</h1>
<p class="verdict${report.pass ? '' : ' no'}">${escape(report.verdict)}</p>
${facts(report)}
<p class="small">Every error is that of the energy register against the analytic energy of the synthesised waveform
over whole periods; influence points give the shift against the same load at reference conditions.</p>
${sections(report)}
<h2>Test times by formula</h2>${times(report)}
<h2>Not tested</h2><ul>${excluded}</ul>
</body></html>
`;
}
