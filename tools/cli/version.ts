// The version of the project, from the one place it is written: the package file of the tools.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build/paths.ts';

export const PROJECT_VERSION: string = JSON.parse(
  readFileSync(join(ROOT, 'tools/package.json'), 'utf8'),
).version;
