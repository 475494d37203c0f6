// A calibration certificate of one position of a bench: what was measured, by whom, against what, and how sure.
import { budgetOf, contribution, powerBudget, type Budget } from '../instruments/budget.ts';
import { USUAL } from '../instruments/reference-standard.ts';
import type { PointResult } from '../typetest/result.ts';
import { DECISION_RULE, REFERENCE_percent, type Parties } from '../typetest/identification.ts';
import type { PositionReport } from './position-report.ts';
import type { BenchReport } from './report.ts';

/** What only the people at the bench can say. */
export interface Issue extends Parties {
  /** Of the day of measurement and of issue, ISO 8601. */
  readonly date: string;
}

/** Everything that stands on a certificate, whatever it is written in. */
export interface Certificate {
  readonly issue: Issue;
  readonly bench: Omit<BenchReport, 'positions' | 'pass' | 'virtual_s'>;
  readonly position: PositionReport;
  readonly number: string;
  /** Points with an uncertainty: errors of measurement. */
  readonly errors: readonly PointResult[];
  /** All others: starts, no load, comparisons. */
  readonly tests: readonly PointResult[];
  readonly budgets: readonly NamedBudget[];
  readonly statement: string;
  readonly decisionRule: string;
}

/** The budget of the reference at a load that was measured. */
export interface NamedBudget extends Budget {
  readonly at: string;
}

const isError = ({ uncertainty_percent, unit }: PointResult): boolean =>
  uncertainty_percent !== undefined && unit === undefined;

/** One budget for each power factor, at its smallest current; the analytic energy has one line for all. */
function budgetsOf({ reference }: BenchReport, errors: readonly PointResult[]): NamedBudget[] {
  if (!reference.startsWith('reference standard')) {
    return [{ at: 'every load', ...budgetOf([contribution('analytic energy', REFERENCE_percent)]) }];
  }
  const active = errors.filter(({ quantity }) => quantity === 'active');
  const factors = [...new Set(active.map(({ power_factor }) => power_factor))];
  return factors.map((factor) => {
    const currents = active.filter((p) => p.power_factor === factor).map(({ current_A }) => current_A);
    const least_A = Math.min(...currents);
    return { at: `${least_A} A, power factor ${factor}`, ...powerBudget(least_A, factor, USUAL) };
  });
}

function statementOf({ position, points, failed, pass }: PositionReport, report: BenchReport): string {
  const limits = report.limits_checked ? '' : ' Limits were not checked against the official text.';
  const found = pass
    ? `all ${points.length} points lie within the limits`
    : `${failed.length} of ${points.length} points lie outside the limits: ${failed.join('; ')}`;
  return `Position ${position}: ${found} of class ${report.class} in ${report.programme}.${limits}`;
}

/** Undefined where the bench has no such position. */
export function certificateOf(report: BenchReport, position: number, issue: Issue): Certificate | undefined {
  const found = report.positions.find((each) => each.position === position);
  if (!found) return undefined;
  const { positions: _, pass: __, virtual_s: ___, ...bench } = report;
  const errors = found.points.filter(isError);
  return {
    issue,
    bench,
    position: found,
    number: issue.number ?? `${bench.programme_sha256.slice(0, 8)}-${found.seed}-${position}`,
    errors,
    tests: found.points.filter((point) => !isError(point)),
    budgets: budgetsOf(report, errors),
    statement: statementOf(found, report),
    decisionRule: DECISION_RULE,
  };
}

/** What was not said, in words. */
export const given = (text: string | undefined): string => text ?? 'not given';

/** Rows of who and what, the same in every form. */
export function identificationRows({
  issue,
  bench,
  position,
  number,
}: Certificate): (readonly [string, string])[] {
  const { ratings, software } = bench;
  const { Ist, Imin, Itr, Imax, Unom_V, fnom_Hz, constant_imp_per_kWh } = ratings;
  return [
    ['Certificate number', number],
    ['Date', issue.date],
    ['Laboratory', given(issue.laboratory)],
    ['Operator', given(issue.operator)],
    ['Customer', given(issue.customer)],
    ['Meter', `${given(issue.type)}, serial number ${given(issue.serial)}`],
    ['Unit under test', `${position.unit}, position ${position.position}`],
    [
      'Marking',
      `class ${bench.class}, ${bench.service}, ${Imin}-${Itr}(${Imax}) A, Ist ${Ist} A, ${Unom_V} V, ${fnom_Hz} Hz, ${constant_imp_per_kWh} imp/kWh`,
    ],
    ['Metering software', `${software.file}, SHA-256 ${software.sha256}`],
    ['Programme', `${bench.programme} (${bench.standard}), SHA-256 ${bench.programme_sha256}`],
    ['Reference', bench.reference],
    ['Links, scanning heads', `${bench.links}; ${bench.heads}`],
    ['Tested by', software.tools],
  ];
}
