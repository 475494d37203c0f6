// A row for the management core does not touch the metering module: its bytes are its software identification.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { generate } from '../../generate/main.ts';
import { modelOf, type Specs } from '../../generate/model.ts';
import { readSpecs } from '../../generate/read-specs.ts';

const ROOT = join(import.meta.dirname, '../../..');

type Files = Readonly<Record<string, string>>;

/** The module as asc makes it in a copy of the sources, with these generated files. */
function compiled(core: string, files: Files): Buffer {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const copy = mkdtempSync(join(ROOT, 'build/hash-'));
  try {
    for (const folder of [`${core}-core/assembly`, 'shared-protocol/assembly'])
      cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text);
    }
    const entry = join(copy, `${core}-core/assembly/index.ts`);
    const wasm = join(copy, 'module.wasm');
    const options = ['--config', join(ROOT, 'asconfig.json'), '--target', core, '-o', wasm];
    execFileSync(join(ROOT, 'node_modules/.bin/asc'), [entry, ...options], { cwd: ROOT, stdio: 'pipe' });
    return readFileSync(wasm);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const built = (core: string): Buffer => readFileSync(join(ROOT, `build/${core}-core.wasm`));

function withOneMoreRow(): Specs {
  const specs = readSpecs();
  const record = { record: 'network', scope: 0, field: 'frequency_mHz' };
  specs.objects['power-quality'].rows.push({
    obis: '1-0:14.7.1.255',
    name: 'Frequency of the network',
    template: 'frequency',
    ...record,
  });
  specs.lists.lists.data_block.codes!.push('1-0:14.7.1.255');
  return specs;
}

it(
  'A row and a line of the data block change tables of the management core and not the metering module',
  { timeout: 600_000 },
  () => {
    const [before, files] = [readSpecs(), withOneMoreRow()].map((specs) => generate(modelOf(specs)));
    const changed = Object.keys(files).filter((path) => files[path] !== before[path]);
    const tables = ['objects', 'lists'].map((name) => `shared-protocol/generated/assembly/${name}.ts`);
    expect(changed).toEqual(expect.arrayContaining(tables));
    expect(compiled('metering', files).equals(built('metering'))).toBe(true);
  },
);
