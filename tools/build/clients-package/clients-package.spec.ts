// The package of the clients as somebody has it who installs it: plain Node, no sources, no project around it.
import { execFile } from 'node:child_process';
import type { Server } from 'node:net';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeData, octets } from '../../clients/dlms/index.ts';
import { served } from '../../clients/dlms/testing/served.ts';
import { ServerDouble } from '../../clients/dlms/testing/server-double.ts';
import { ROOT } from '../paths.ts';
import { buildClientsPackage } from './package.ts';

const LIMIT_ms = 120_000;
const run = promisify(execFile);
// Below the project, so that what it depends on is found; its sources are not.
mkdirSync(join(ROOT, 'build'), { recursive: true });
const user = mkdtempSync(join(ROOT, 'build/package-user-'));
const folder = join(user, 'node_modules/@twinmeter/clients');
const CLOCK = '00080000010000ff02';
let server: Server;
let port = 0;

/** The example of a README, of a meter at a port of loopback. */
const exampleOf = (readme: string): string =>
  /```ts\n(?<code>.*?)```/su
    .exec(readFileSync(join(folder, readme), 'utf8'))!
    .groups!.code.replaceAll('4059', String(port));

beforeAll(async () => {
  const double = new ServerDouble({ mechanism: 0, isCiphered: false });
  double.values.set(CLOCK, encodeData(octets(Buffer.from('07ea0b1c060a1e0000ffc400', 'hex'))));
  ({ server, port } = await served(double));
  buildClientsPackage(folder);
  writeFileSync(join(user, 'package.json'), '{"type": "module"}');
}, LIMIT_ms);
afterAll(() => {
  server.close();
  rmSync(user, { recursive: true });
});

describe('the package of the clients', { timeout: LIMIT_ms }, () => {
  it('reads a meter by the example of its README, in plain Node', async () => {
    writeFileSync(join(user, 'read.js'), exampleOf('dlms/README.md'));
    const { stdout } = await run(process.execPath, [join(user, 'read.js')], { env: {} });
    expect(stdout).toContain("type: 'octet-string'");
    expect(stdout).toContain('07 ea 0b 1c 06 0a 1e 00 00 ff c4 00');
  });

  it('gives every part that its manifest names, with types that a strict compiler takes', async () => {
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { exports: object };
    const names = Object.keys(exports).map((name) => name.replace(/^\./u, '@twinmeter/clients'));
    const uses = names.map(
      (name, i) => `import * as part${i} from '${name}';\nexport const has${i}: object = part${i};`,
    );
    writeFileSync(join(user, 'all.ts'), uses.join('\n'));
    writeFileSync(join(user, 'read.ts'), exampleOf('dlms/README.md'));
    writeFileSync(join(user, 'serial.ts'), exampleOf('README.md'));
    const compiler = join(ROOT, 'node_modules/.bin/tsc');
    const options =
      '--strict --noEmit --module nodenext --target es2022 --types node all.ts read.ts serial.ts';
    await run(compiler, options.split(' '), { cwd: user });
    const loads = names.map((name) => `await import('${name}');`).join('\n');
    writeFileSync(join(user, 'all.js'), loads);
    await run(process.execPath, [join(user, 'all.js')]);
  });

  it('is told where its types are wrong: a value that is no octet string is not passed', async () => {
    writeFileSync(
      join(user, 'wrong.ts'),
      "import { octets } from '@twinmeter/clients/dlms';\nexport const no = octets(5);\n",
    );
    const compiler = join(ROOT, 'node_modules/.bin/tsc');
    const options = '--strict --noEmit --module nodenext --target es2022 --types node wrong.ts';
    const refused = await run(compiler, options.split(' '), { cwd: user }).catch(
      (error: { stdout: string }) => error,
    );
    expect(refused.stdout).toMatch(/wrong\.ts.*TS2345/u);
  });

  it('has no source, no spec and no link that leads out of it', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--offline'], { cwd: folder });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    expect(paths.filter((path) => /\.spec\.|testing|(?<!\.d)\.ts$/u.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', 'dlms/README.md', 'dlms/index.js']),
    );
    for (const path of paths.filter((name) => name.endsWith('.md')))
      expect(readFileSync(join(folder, path), 'utf8')).not.toMatch(/\]\((?:\.\.\/){2}/u);
  });
});
