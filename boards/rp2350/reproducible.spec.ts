// The images that `make firmware` built are byte for byte what a build in another folder gives.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boardFor, imageName } from '../../tools/firmware/boards.ts';
import { imageFile } from '../../tools/firmware/firmware-image.ts';
import { everyday } from '../../tools/build/testing/long-form.ts';
import { builtPath, ROOT } from '../../tools/build/paths.ts';
import type { Role } from '../../tools/cores/core-runner.ts';

const TEN_MINUTES = 600_000;
const IMAGES = [
  ['metering', 'wasm3'],
  ['management', 'wasm3'],
  ['metering', 'aot'],
] as const;
const missing = IMAGES.map(([role, engine]) => imageFile(role, engine)).find((path) => !existsSync(path));

function buildElf(role: Role, engine: string, folder: string): Uint8Array {
  const build = join(folder, 'another-name', role);
  const options = [
    `-DWIRING=${builtPath('firmware', 'wiring', boardFor(role, engine).folder)}`,
    '-DCMAKE_BUILD_TYPE=MinSizeRel',
    `-DMODULE_IMAGE=${builtPath('firmware', `${role}.module`)}`,
    `-DMODULE_WASM=${builtPath(`${role}-core.wasm`)}`,
  ];
  execFileSync('cmake', ['-S', join(ROOT, 'boards/rp2350'), '-B', build, ...options], { stdio: 'ignore' });
  execFileSync('cmake', ['--build', build], { stdio: 'ignore' });
  const elf = join(build, `${imageName(role, engine)}.elf`);
  // As boards/build.mk: the program's own digest is put in behind the linking.
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'tools/firmware/main.ts'), 'seal', elf]);
  return readFileSync(elf);
}

describe.skipIf(missing !== undefined)('the build of the firmware', () => {
  it.each(IMAGES)('leaves no path of this machine in the image for %s (%s)', (role, engine) => {
    const image = readFileSync(imageFile(role, engine), 'latin1');
    // The project's folder, and so that of the SDK and of the build.
    expect(image.split(ROOT).length - 1).toBe(0);
  });

  it.each(everyday(IMAGES, 1))(
    'gives the same bytes for %s (%s) in another folder',
    (role, engine) => {
      const folder = mkdtempSync(join(ROOT, 'build', 'reproducible-'));
      try {
        const again = buildElf(role, engine, folder);
        const first = readFileSync(imageFile(role, engine));
        // If a source changed since: make firmware-all.
        expect(Buffer.compare(first, again)).toBe(0);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    TEN_MINUTES,
  );
});
