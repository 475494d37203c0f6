// The order of the folders, as `make check` holds it: what is planted against it is refused by a line that names it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../paths.ts';

/** A project in miniature: its files with what each imports. Where the order is broken, a test below says so. */
const PLANTED: Readonly<Record<string, readonly string[]>> = {
  'shared-protocol/generated/ts/protocol.ts': [],
  'tools/lines/line.ts': [],
  'tools/lines/upward.ts': ['../meter/meter.ts'],
  'tools/records/record.spec.ts': ['../tests/scenarios/fault.ts'],
  'tools/cores/a.ts': ['./b.ts'],
  'tools/cores/b.ts': ['./c.ts'],
  'tools/cores/c.ts': ['./a.ts'],
  'tools/meter/conductor/port.ts': ['../../lines/line.ts'],
  'tools/meter/meter.ts': ['./conductor/port.ts', '../lines/line.ts'],
  'tools/meter/emulated/board.ts': [],
  'tools/meter/emulated/board.spec.ts': ['./board.ts', '../meter.ts'],
  'tools/meter/emulated/pair.ts': ['../targets/other.ts'],
  'tools/meter/targets/targets.ts': ['../emulated/board.ts'],
  'tools/meter/targets/other.ts': [],
  'tools/rp2350/chip/chip.ts': ['../../../shared-protocol/generated/ts/protocol.ts'],
  'tools/cli/main.ts': [],
  'tools/tests/scenarios/fault.ts': ['../../cli/main.ts'],
  'tools/attic/box.ts': ['../lines/line.ts'],
};

function plant(project: string): void {
  cpSync(join(ROOT, 'tsconfig.json'), join(project, 'tsconfig.json'));
  for (const [path, imports] of Object.entries(PLANTED)) {
    const lines = imports.map(
      (from, i) => `import * as _${i} from '${from}';\nexport const use${i} = _${i};`,
    );
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), [...lines, 'export const here = 1;'].join('\n'));
  }
  const type = "import type { here } from '../cli/main.ts';\nexport type There = typeof here;\n";
  writeFileSync(join(project, 'tools/records/type.ts'), type);
}

/** What the check of `make check` says about a project, a complaint an element. */
function check(project: string): string[] {
  const program = join(ROOT, 'node_modules/.bin/depcruise');
  const options = ['--config', join(ROOT, '.dependency-cruiser.mjs'), 'tools', 'shared-protocol'];
  try {
    execFileSync(program, options, { cwd: project, encoding: 'utf8', stdio: 'pipe' });
    return [];
  } catch (error) {
    const said = (error as { stdout: string }).stdout.replace(/\s+/g, ' ');
    return said.split(/ error | x \d/).slice(1, -1);
  }
}

let complaints: string[];
const project = mkdtempSync(join(tmpdir(), 'twinmeter-floors-'));
beforeAll(() => {
  plant(project);
  complaints = check(project);
}, 300_000);
afterAll(() => rmSync(project, { recursive: true }));

describe('The order of the folders refuses, and names', () => {
  it.each([
    [
      'an import that runs upward',
      'tools/lines must not import upward: tools/lines/upward.ts → tools/meter/meter.ts',
    ],
    [
      'one half of two folders that import each other',
      'tools/meter/emulated must not import upward: tools/meter/emulated/pair.ts → tools/meter/targets/other.ts',
    ],
    [
      'an upward import of a spec',
      'tools/records must not import upward: tools/records/record.spec.ts → tools/tests/scenarios/fault.ts',
    ],
    ['one of a mere type', 'tools/records must not import upward: tools/records/type.ts → tools/cli/main.ts'],
    [
      'a circle inside a folder',
      'no circle of files: tools/cores/a.ts → tools/cores/b.ts → tools/cores/c.ts → tools/cores/a.ts',
    ],
    [
      'a package that leans on the project around it',
      'tools/rp2350 is a package and must not import the rest of the project: ' +
        'tools/rp2350/chip/chip.ts → shared-protocol/generated/ts/protocol.ts',
    ],
    ['a folder nobody gave a floor', 'a folder without a floor: tools/attic/box.ts → tools/lines/line.ts'],
  ])('%s', (_, complaint) => {
    expect(complaints).toContain(complaint);
  });

  it('nothing else of the miniature', () => {
    expect(complaints).toHaveLength(7);
  });
});
