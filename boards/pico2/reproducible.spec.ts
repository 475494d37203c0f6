// Two builds of the firmware in different folders are byte-identical. Minutes of compiling: TWINMETER_SLOW=1 asks for it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPath, ROOT } from '../../tools/protocol/paths.ts';

const TEN_MINUTES = 600_000;

function buildElf(role: string, folder: string): Uint8Array {
  const build = join(folder, role);
  const options = [`-DROLE=${role}`, '-DENGINE=wasm3', '-DCMAKE_BUILD_TYPE=MinSizeRel'];
  const module = `-DMODULE_IMAGE=${builtPath('firmware', `${role}.module`)}`;
  execFileSync('cmake', ['-S', join(ROOT, 'boards/pico2'), '-B', build, ...options, module], {
    stdio: 'ignore',
  });
  execFileSync('cmake', ['--build', build], { stdio: 'ignore' });
  return readFileSync(join(build, `twinmeter-${role}.elf`));
}

describe.skipIf(!process.env.TWINMETER_SLOW)('the build of the firmware', () => {
  it.each(['metering', 'management'])(
    'gives the same bytes for %s wherever it runs',
    (role) => {
      const folders = ['a', 'another-name'].map((name) =>
        mkdtempSync(join(ROOT, 'build', `reproducible-${name}-`)),
      );
      const [first, second] = folders.map((folder) => buildElf(role, folder));
      expect(Buffer.compare(first, second)).toBe(0);
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
    TEN_MINUTES,
  );
});
