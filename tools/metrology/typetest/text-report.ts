// The report for people on a terminal: a line a point as it is measured, then the verdict.
import type { PointResult, TypetestReport } from './result.ts';
import type { Ratings } from '../standard/ratings.ts';

const signed = (x: number, digits = 4): string => `${x < 0 ? '' : '+'}${x.toFixed(digits)}`;
/** A change in kWh is small against what the standard allows. */
const digitsOf = (unit: string | undefined): number => (unit === 'kWh' ? 6 : 4);

/** What is tested, before the first point. */
export function headline(options: { ratings: Ratings }): string {
  const { class: c, service, Ist, Imin, Itr, Imax, Unom_V } = options.ratings;
  const marking = `${Imin}-${Itr}(${Imax}) A, Ist ${Ist} A, ${Unom_V} V`;
  const columns = `${'point'.padEnd(72)} ${'limit'.padStart(8)} ${'error'.padStart(10)} ${'std dev'.padStart(9)}`;
  return `class ${c}, ${service}, ${marking}\n${columns}`;
}

/** One point as a line. */
export function resultLine(result: PointResult): string {
  const { name, limit_percent, error_percent, stddev_percent, pass, unit, lowest_percent } = result;
  const limit = lowest_percent === undefined ? `±${limit_percent}` : `${lowest_percent}/+${limit_percent}`;
  const verdict = pass ? 'pass' : 'FAIL';
  const values = `${limit.padStart(8)} ${signed(error_percent, digitsOf(unit)).padStart(10)} ${stddev_percent.toFixed(5).padStart(9)}`;
  return `${name.padEnd(72)} ${values} ${(unit ?? '%').padEnd(4)}${verdict}${result.detail ? `  (${result.detail})` : ''}`;
}

const seconds = (x: number | undefined): string =>
  x === undefined ? 'not for this class' : `${x.toFixed(1)} s`;

/** Everything after the last point. */
export function summaryLines(report: TypetestReport): string[] {
  const t = report.times_s;
  return [
    `starting current: R46 ${seconds(t.starting_s)} a pulse; IEC practice ${seconds(t.startingIec_s)} for two`,
    `no load: R46 ${seconds(t.noLoadR46_s)}; IEC 62052-11:2020 ${seconds(t.noLoadIec2020_s)}; ` +
      `EN 50470-3 ${seconds(t.noLoadEn50470_s)}; IEC 62053-21:2003 ${seconds(t.noLoadIec2003_s)}; ` +
      `IEC 62053-22:2003 ${seconds(t.noLoadIec22_s)}`,
    `not tested: ${report.excluded.map((e) => `${e.name} (${e.reason})`).join('; ')}`,
    `${report.points.length} points, ${report.virtual_s.toFixed(0)} s metered, front end ${report.front_end}`,
    report.verdict,
  ];
}
