// The clients as a package of their own: compiled, with the exports of what was compiled, and readable without the project around it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';

const SOURCE = join(ROOT, 'tools/clients');
export const PACKAGE = join(ROOT, 'build/clients-package');
const READMES = ['README.md', 'dlms/README.md'];

interface Manifest {
  private?: boolean;
  exports: Record<string, string>;
  dependencies: Record<string, string>;
}

/** Where the types and the code of a source file are once it is compiled. */
const compiled = (source: string) => ({
  types: source.replace(/\.ts$/u, '.d.ts'),
  default: source.replace(/\.ts$/u, '.js'),
});

function manifest(): object {
  const { private: _, ...own } = JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8')) as Manifest;
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const exports = Object.fromEntries(Object.entries(own.exports).map(([name, at]) => [name, compiled(at)]));
  // The types name Node's Buffer.
  const dependencies = { ...own.dependencies, '@types/node': devDependencies['@types/node'] };
  return { ...own, exports, dependencies };
}

/** Words without the links that lead out of the package. */
const withoutOutside = (text: string): string => text.replace(/\[([^\]]+)\]\((?:\.\.\/){2,}[^)]+\)/gu, '$1');

/** Builds the package into a folder, which is emptied first. Throws where the clients do not compile. */
export function buildClientsPackage(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  execFileSync(compiler, ['-p', join(SOURCE, 'tsconfig.package.json'), '--outDir', folder], {
    stdio: 'inherit',
  });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  for (const name of READMES)
    writeFileSync(join(folder, name), withoutOutside(readFileSync(join(SOURCE, name), 'utf8')));
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
}
