// The long form of the mutants: each through its own points and others (or --whole), and good meters behind twelve units; a table.
import { AT_0_8, VERDICT_MUTANTS } from './verdict-mutants.ts';
import { findMutant, runNamed, unitBed } from './verdicts.ts';

const SEEDS = Array.from({ length: 12 }, (_, n) => n + 1);
const args = process.argv.slice(2);
const extent = args.includes('--whole') ? 'whole' : 'own and others';
const pattern = args.find((a) => !a.startsWith('--'));
const asked = new RegExp(pattern ?? '.');

async function mutants(): Promise<boolean> {
  let all = true;
  const chosen = VERDICT_MUTANTS.filter((wrong) => asked.test(wrong.what));
  for (const wrong of chosen) {
    const { caught, failed, astray, points } = await findMutant(wrong, extent);
    const sound = caught && astray.length === 0;
    all &&= sound;
    const where = failed.slice(0, 2).map((r) => `${r.name}${r.detail ? ` (${r.detail})` : ''}`);
    const odd =
      astray.length > 0
        ? `; NOT ITS POINTS: ${astray
            .map((r) => r.name)
            .slice(0, 3)
            .join('; ')}`
        : '';
    process.stdout.write(
      `${sound ? 'caught' : 'MISSED'}  ${wrong.what.padEnd(64)} ${failed.length} of ${points} points fail: ${where.join('; ')}${odd}\n`,
    );
  }
  process.stdout.write(`${chosen.length} mutants\n`);
  return all;
}

async function goodMeters(): Promise<boolean> {
  let passed = 0;
  for (const seed of SEEDS) {
    const failed = (await runNamed(await unitBed(AT_0_8, '3p4w', seed), ['all'], /./)).filter((r) => !r.pass);
    if (failed.length === 0) passed++;
    for (const r of failed)
      process.stdout.write(`  seed ${seed}: ${r.name}: ${r.error_percent.toFixed(4)} ${r.detail ?? ''}\n`);
  }
  process.stdout.write(
    `a meter at 0.8 of the limits passes with ${passed} of ${SEEDS.length} units (shunt, 3p4w)\n`,
  );
  return passed === SEEDS.length;
}

const caught = await mutants();
const good = pattern === undefined || asked.test('0.8') ? await goodMeters() : true;
if (!caught || !good) process.exitCode = 1;
