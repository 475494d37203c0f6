// Whole type tests of every class and service, with the ideal front end and modelled ones: which fail, and by which points.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../build/paths.ts';
import type { TypetestReport } from '../metrology/typetest/result.ts';
import { CLASSES } from '../metrology/standard/limits.ts';
import { SERVICES } from '../signals/waves/source.ts';

const PROGRAM = join(ROOT, 'tools/bin/twinmeter.mjs');

/** What stands in front of the converter. A plain CT saturates at direct current: it is for meters behind transformers. */
const FRONT_ENDS: Readonly<Record<string, readonly string[]>> = {
  ideal: ['--afe', 'ideal'],
  shunt: ['--afe', 'model', '--sensor', 'shunt'],
  'dc-tolerant-ct': ['--afe', 'model', '--sensor', 'dc-tolerant-ct'],
  rogowski: ['--afe', 'model', '--sensor', 'rogowski'],
  ct: ['--afe', 'model', '--sensor', 'ct', '--connection', 'ct', '--currents', '0.005,0.05,0.25,6'],
};

/** One type test by the command that everybody has. */
function tested(service: string, accuracyClass: string, frontEnd: string): TypetestReport {
  const what = ['--class', accuracyClass, '--service', service, '--points', 'all', '--json'];
  const options = { encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [PROGRAM, 'typetest', ...what, ...FRONT_ENDS[frontEnd]],
    options,
  );
  if (stdout === '') throw new Error(`${service}, class ${accuracyClass}, ${frontEnd}: ${stderr}`);
  return JSON.parse(stdout) as TypetestReport;
}

const all = SERVICES.flatMap((service) =>
  CLASSES.flatMap((name) => Object.keys(FRONT_ENDS).map((frontEnd) => [service, name, frontEnd] as const)),
);
let [passed, points, virtual_s] = [0, 0, 0];
for (const [service, accuracyClass, frontEnd] of all) {
  const report = tested(service, accuracyClass, frontEnd);
  passed += Number(report.pass);
  points += report.points.length;
  virtual_s += report.virtual_s;
  const verdict = report.pass ? 'pass' : `FAIL: ${report.failed.join('; ')}`;
  console.log(
    `${service.padEnd(11)} class ${accuracyClass} ${frontEnd.padEnd(15)} ${report.points.length} points: ${verdict}`,
  );
}
console.log(`${passed} of ${all.length} pass; ${points} points, ${virtual_s.toFixed(0)} meter-seconds`);
if (passed < all.length) process.exitCode = 1;
