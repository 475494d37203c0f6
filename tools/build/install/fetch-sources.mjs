// Brings the C sources that are not npm dependencies (wasm3, the Pico SDK, BearSSL) to build/deps/, at the pinned
// version and hash: from npm, or from Debian's source packages. Usage: node tools/build/install/fetch-sources.mjs NAME... ; runs on bare Node, before npm ci.
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
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
const packages = JSON.parse(readFileSync(join(import.meta.dirname, 'packages.json'), 'utf8'));

function fail(message) {
  console.error(`fetch-sources: ${message}`);
  process.exit(2);
}

function fromNpm({ package: spec }, scratch) {
  const packed = execFileSync('npm', ['pack', spec, '--json', '--pack-destination', scratch], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return join(scratch, JSON.parse(packed)[0].filename);
}

const DEBIAN = 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main';

/** By apt, with lists of its own: it needs no root, and the machine's sources stay as they are. */
function fromDebian({ debian, file }, scratch) {
  writeFileSync(join(scratch, 'sources.list'), `${DEBIAN}\n`);
  mkdirSync(join(scratch, 'lists/partial'), { recursive: true });
  const places = {
    'Dir::Etc::sourcelist': join(scratch, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(scratch, 'lists'),
    'Dir::Cache': join(scratch, 'cache'),
    'APT::Sandbox::User': '',
  };
  const options = ['-qq', ...Object.entries(places).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
  const apt = (...words) =>
    execFileSync('apt-get', [...options, ...words], { cwd: scratch, stdio: ['ignore', 'ignore', 'inherit'] });
  apt('update');
  apt('source', '--download-only', debian);
  return join(scratch, file);
}

/** Gets the pinned version, checks its SHA-512 and unpacks it; returns the folder with the sources. */
function download(name, wanted, scratch) {
  const tarball = (wanted.debian ? fromDebian : fromNpm)(wanted, scratch);
  if (!existsSync(tarball)) fail(`${name}: Debian has no ${wanted.file} any more`);
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== wanted.integrity)
    fail(`${name}: ${basename(tarball)} has hash ${found}, expected ${wanted.integrity}`);
  execFileSync('tar', ['-xf', tarball, '-C', scratch]);
  return join(scratch, wanted.folder);
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
  console.log(`fetched ${name} (${override ?? wanted.package ?? wanted.file})`);
}

process.argv.slice(2).forEach(bring);
