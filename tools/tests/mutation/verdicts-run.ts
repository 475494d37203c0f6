// The long form of the mutants: each through its own points and others (or --whole), and good meters behind twelve units; a table.
import { join } from 'node:path';
import { inOrder, runPositions } from '../../meter/pool/pool.ts';
import type { PointResult } from '../../metrology/typetest/index.ts';
import { VERDICT_MUTANTS } from './verdict-mutants.ts';
import type { Found } from './verdicts.ts';
import type { Asked } from './verdicts-worker.ts';

const SEEDS = Array.from({ length: 12 }, (_, n) => n + 1);
const args = process.argv.slice(2);
const extent = args.includes('--whole') ? 'whole' : 'own and others';
const pattern = args.find((a) => !a.startsWith('--'));
const asked = new RegExp(pattern ?? '.');
const program = join(import.meta.dirname, 'verdicts-worker.ts');

const isSound = ({ caught, astray }: Found): boolean => caught && astray.length === 0;

function mutantLine(what: string, found: Found): string {
  const { failed, astray, points } = found;
  const where = failed.slice(0, 2).map((r) => `${r.name}${r.detail ? ` (${r.detail})` : ''}`);
  const others = astray.slice(0, 3).map((r) => r.name);
  const odd = others.length > 0 ? `; NOT ITS POINTS: ${others.join('; ')}` : '';
  const verdict = isSound(found) ? 'caught' : 'MISSED';
  return `${verdict}  ${what.padEnd(64)} ${failed.length} of ${points} points fail: ${where.join('; ')}${odd}\n`;
}

async function mutants(): Promise<boolean> {
  const positions = VERDICT_MUTANTS.flatMap(({ what }, mutant) =>
    asked.test(what) ? [{ name: what, task: { mutant, extent } as const }] : [],
  );
  const tell = inOrder<Found>((found, n) => process.stdout.write(mutantLine(positions[n].name, found)));
  const all = await runPositions<Asked, Found>({ program }, positions, tell);
  process.stdout.write(`${positions.length} mutants\n`);
  return all.every(isSound);
}

async function goodMeters(): Promise<boolean> {
  const positions = SEEDS.map((seed) => ({ name: `unit ${seed}`, task: { seed } }));
  const tell = inOrder<PointResult[]>((failed, n) => {
    for (const r of failed)
      process.stdout.write(
        `  seed ${SEEDS[n]}: ${r.name}: ${r.error_percent.toFixed(4)} ${r.detail ?? ''}\n`,
      );
  });
  const all = await runPositions<Asked, PointResult[]>({ program }, positions, tell);
  const passed = all.filter((failed) => failed.length === 0).length;
  process.stdout.write(
    `a meter at 0.8 of the limits passes with ${passed} of ${SEEDS.length} units (shunt, 3p4w)\n`,
  );
  return passed === SEEDS.length;
}

const caught = await mutants();
const good = pattern === undefined || asked.test('0.8') ? await goodMeters() : true;
if (!caught || !good) process.exitCode = 1;
