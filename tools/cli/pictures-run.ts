// `make pictures`: draws the pictures of docs/ anew.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build/paths.ts';
import { PICTURES } from './pictures.ts';

for (const [file, draw] of Object.entries(PICTURES)) {
  writeFileSync(join(ROOT, file), await draw());
  console.log(`wrote ${file}`);
}
