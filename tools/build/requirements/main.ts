// `make requirements`: writes docs/requirements.md; with --check it only says whether the page is what it should be.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { faultsOf, pageOf, type Matrix } from './matrix.ts';

const PAGE = join(ROOT, 'docs/requirements.md');
const matrix = JSON.parse(readFileSync(join(ROOT, 'docs/requirements.json'), 'utf8')) as Matrix;
const faults = faultsOf(matrix, ROOT);
const page = pageOf(matrix);
if (!process.argv.includes('--check') && faults.length === 0) writeFileSync(PAGE, page);
else if (faults.length === 0 && readFileSync(PAGE, 'utf8') !== page)
  faults.push('docs/requirements.md is not as `make requirements` writes it');
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
