// The command `twinmeter bench export`: the results of a bench as JSON or CSV, also while it still runs.
import { csvOf } from '../metrology/positions/csv.ts';
import type { BenchReport } from '../metrology/positions/report.ts';
import { ResultsFile } from '../metrology/positions/results-file.ts';
import { command } from './command.ts';
import type { OptionTable, Values } from './options.ts';

export const BENCH_EXPORT_OPTIONS = {
  results: {
    kind: 'text',
    value: 'file',
    required: true,
    operand: true,
    noun: 'file',
    help: 'what bench run wrote with --results',
  },
  format: {
    kind: 'choice',
    value: 'name',
    choices: ['json', 'csv'],
    default: 'json',
    help: 'one object as bench run --json prints it, or a row a point',
  },
} as const satisfies OptionTable;

const TEXT = { json: (report: BenchReport) => `${JSON.stringify(report)}\n`, csv: csvOf };

async function benchExport({ results, format }: Values<typeof BENCH_EXPORT_OPTIONS>): Promise<void> {
  const file = ResultsFile.read(results);
  try {
    process.stdout.write(TEXT[format](file.report()));
  } finally {
    file.close();
  }
}

export const BENCH_EXPORT = command(BENCH_EXPORT_OPTIONS, benchExport);
