// Brings the C sources that are not npm dependencies (wasm3, the Pico SDK) to build/deps/, at the pinned
// version and hash. Usage: node tools/build/install/fetch-sources.mjs NAME... ; runs on bare Node, before npm ci.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
const packages = JSON.parse(readFileSync(join(import.meta.dirname, 'packages.json'), 'utf8'));

function fail(message) {
  console.error(`fetch-sources: ${message}`);
  process.exit(2);
}

/** Packs the pinned version, checks its SHA-512 and unpacks it; returns the folder with the sources. */
function download(name, { package: spec, integrity, folder }, scratch) {
  const packed = execFileSync('npm', ['pack', spec, '--json', '--pack-destination', scratch], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const tarball = join(scratch, JSON.parse(packed)[0].filename);
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== integrity) fail(`${name}: ${spec} has hash ${found}, expected ${integrity}`);
  execFileSync('tar', ['-xzf', tarball, '-C', scratch]);
  return join(scratch, folder);
}

function bring(name) {
  const wanted =
    packages[name] ?? fail(`no source called '${name}'; known: ${Object.keys(packages).join(', ')}`);
  const target = join(root, 'build/deps', name);
  const stamp = join(root, 'build/deps', `${name}.stamp`);
  const override = process.env[wanted.override];
  const identity = override ? `${wanted.override}=${resolve(override)}` : wanted.integrity;
  if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === identity) return;
  if (override && !existsSync(override)) fail(`${wanted.override}=${override}: no such folder`);
  mkdirSync(join(root, 'build/deps'), { recursive: true });
  rmSync(target, { recursive: true, force: true });
  const scratch = mkdtempSync(join(root, 'build/deps', `.${name}-`));
  try {
    if (override) symlinkSync(resolve(override), target);
    else renameSync(download(name, wanted, scratch), target);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  writeFileSync(stamp, identity);
  console.log(`fetched ${name} (${override ?? wanted.package})`);
}

process.argv.slice(2).forEach(bring);
