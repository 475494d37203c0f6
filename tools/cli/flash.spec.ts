// `twinmeter flash` as a person at a bench meets it: a board in boot mode, the board asked afterwards, and all that is not there.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { builtFile, ROOT } from '../build/paths.ts';
import { imageFile } from '../firmware/firmware-image.ts';
import { flashRuns } from '../firmware/elf-image.ts';
import { parseUf2 } from '../firmware/uf2.ts';
import { openPty } from '../lines/pty.ts';
import { PROGRAM } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-flash-spec-'));
const open = new Set<() => void>();
afterEach(() => {
  for (const close of open) close();
  open.clear();
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const flash = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> =>
  new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...process.env, ...env } };
    execFile(process.execPath, [PROGRAM, 'flash', ...args], options, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

function bootDrive(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(
    join(path, 'INFO_UF2.TXT'),
    'UF2 Bootloader v1.0\nModel: Raspberry Pi RP2350\nBoard-ID: RP2350\n',
  );
  return path;
}

/** The terminals of a meter that runs in real time. */
async function startMeter(...words: string[]): Promise<Record<string, string>> {
  const child = spawn(process.execPath, [PROGRAM, 'run', '--json', ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  open.add(() => child.kill('SIGTERM'));
  const [first] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  child.stdout.resume(); // a full pipe must not hold the meter up
  return (JSON.parse(first) as { ports: Record<string, string> }).ports;
}

/** The pages of an image with what stands between its runs: a page is written as a whole. */
const pages = (elf: Uint8Array): Set<number> =>
  new Set(
    flashRuns(elf).flatMap(({ address, bytes }) =>
      Array.from(
        { length: Math.ceil((bytes.length + (address % 256)) / 256) },
        (_, n) => (address & ~255) + 256 * n,
      ),
    ),
  );

/** A module that says another name, built from the metering core: a custom section behind it. */
const otherModule = (): string => {
  const path = join(folder, 'other.wasm');
  writeFileSync(path, Buffer.concat([builtFile('metering-core.wasm'), Buffer.from([0, 3, 1, 0x78, 0])]));
  return path;
};

describe('twinmeter flash', () => {
  it('copies the image and finds the board running it, metering on its own port', async () => {
    const drive = bootDrive('metering');
    const { legal } = await startMeter();
    const result = await flash(['--role', 'metering', '--drive', drive, '--port', legal, '--json']);
    expect(result.err).toBe('');
    expect(JSON.parse(result.out)).toMatchObject({
      role: 'metering',
      image: 'twinmeter-metering',
      verified: true,
    });
    const runs = parseUf2(new Uint8Array(readFileSync(join(drive, 'twinmeter-metering.uf2'))));
    const written = new Set(
      runs.flatMap(({ address, bytes }) =>
        Array.from({ length: bytes.length / 256 }, (_, n) => address + 256 * n),
      ),
    );
    expect(written).toEqual(pages(new Uint8Array(readFileSync(imageFile('metering', 'wasm3')))));
  });

  it('finds the management board running its module by a readout', { timeout: 120_000 }, async () => {
    const { optical } = await startMeter();
    const result = await flash([
      '--role',
      'management',
      '--drive',
      bootDrive('management'),
      '--port',
      optical,
    ]);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toMatch(/^twinmeter-management is on .*\nthe board at .* runs [0-9a-f]{64}\n$/);
  });

  it('says which module runs instead, and that is a failure', async () => {
    const { legal } = await startMeter('--metering', otherModule());
    const result = await flash(['--role', 'metering', '--drive', bootDrive('mismatch'), '--port', legal]);
    expect(result.code).toBe(2);
    expect(result.err).toMatch(
      /^twinmeter: the board at .* runs the module [0-9a-f]{64}, not [0-9a-f]{64}\n$/,
    );
  });

  it('puts another module into the image when one is given', async () => {
    const drive = bootDrive('module');
    const module = otherModule();
    const { legal } = await startMeter('--metering', module);
    const args = ['--role', 'metering', '--drive', drive, '--module', module, '--port', legal];
    expect(await flash(args)).toMatchObject({ code: 0, err: '' });
    const image = readFileSync(join(drive, 'twinmeter-metering.uf2'));
    const held = Buffer.concat(parseUf2(new Uint8Array(image)).map(({ bytes }) => bytes));
    expect(held.includes(readFileSync(module).subarray(-256))).toBe(true);
  });

  it('waits for a board that does not answer no longer than it is told', async () => {
    const pty = openPty();
    open.add(() => pty.close());
    const args = ['--role', 'metering', '--drive', bootDrive('silent'), '--port', pty.path, '--wait', '1'];
    const { code, err } = await flash(args);
    expect(code).toBe(2);
    expect(err).toMatch(/^twinmeter: the metering board does not answer: .*no answer to identify\n$/);
  });

  it.each<[string, () => string[], RegExp]>([
    [
      'a folder as a module',
      () => ['--role', 'metering', '--module', folder, '--drive', folder, '--unverified'],
      /^twinmeter: \S*twinmeter-flash-spec-\w+: illegal operation on a directory$/m,
    ],
    ['no role', () => ['--unverified'], /--role missing: expected one of metering, management/],
    ['no port to ask at', () => ['--role', 'metering'], /--port is missing: the board is asked there/],
    [
      'a port that is not to be asked',
      () => ['--role', 'metering', '--unverified', '--port', '/x'],
      /does not go with/,
    ],
    [
      'management ahead of time',
      () => ['--role', 'management', '--engine', 'aot', '--unverified'],
      /--engine aot/,
    ],
    [
      'a module of the other role',
      () => [
        '--role',
        'management',
        '--unverified',
        '--drive',
        bootDrive('role'),
        '--module',
        join(ROOT, 'build/metering-core.wasm'),
      ],
      /metering|export|import/,
    ],
    [
      'a drive that is none',
      () => ['--role', 'metering', '--unverified', '--drive', '/proc'],
      /no board in boot mode/,
    ],
    [
      'a port that is not there',
      () => ['--role', 'metering', '--drive', bootDrive('port'), '--port', '/dev/nowhere', '--wait', '1'],
      /\/dev\/nowhere does not exist/,
    ],
    [
      'a probe that is no name',
      () => ['--role', 'metering', '--unverified', '--probe', '../x; y'],
      /--probe/,
    ],
  ])('refuses %s in one line with exit code 2', async (_, args, says) => {
    const { code, out, err } = await flash(args());
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(says);
    expect({ code, lines: out.split('\n').length }).toEqual({ code: 2, lines: out === '' ? 1 : 2 });
  });

  it('refuses what cannot be right before anything is written', async () => {
    const drive = bootDrive('untouched');
    const module = join(folder, 'no.wasm');
    writeFileSync(module, 'no module');
    const result = await flash(['--role', 'metering', '--unverified', '--drive', drive, '--module', module]);
    expect(result.code).toBe(2);
    expect(readdirSync(drive)).toEqual(['INFO_UF2.TXT']);
  });
});

/** A program in place of openocd, which the desk has no board for: what it says is openocd 0.12.0's. */
function openocdThat(script: string): NodeJS.ProcessEnv {
  const path = mkdtempSync(join(folder, 'bin-'));
  writeFileSync(join(path, 'openocd'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(path, 'openocd'), 0o755);
  return { PATH: `${path}:${process.env.PATH}`, TMPDIR: path };
}

describe('twinmeter flash --probe', () => {
  const args = ['--role', 'metering', '--probe', 'cmsis-dap', '--unverified'];

  it('gives openocd the image to program, verify and start, and leaves no file', async () => {
    const env = openocdThat(
      'printf "%s\\n" "$@" > "$TMPDIR/words"; cp "$TMPDIR"/twinmeter-flash-*/firmware.elf "$TMPDIR/got"',
    );
    expect(await flash(args, env)).toMatchObject({ code: 0, err: '' });
    const words = readFileSync(join(env.TMPDIR!, 'words'), 'utf8');
    expect(words).toMatch(
      /^-f\ninterface\/cmsis-dap.cfg\n-c\nadapter speed 5000\n-f\ntarget\/rp2350.cfg\n-c\nprogram \{.*firmware.elf\} verify reset exit\n$/,
    );
    expect(readFileSync(join(env.TMPDIR!, 'got')).equals(readFileSync(imageFile('metering', 'wasm3')))).toBe(
      true,
    );
    expect(readdirSync(env.TMPDIR!).filter((name) => name.startsWith('twinmeter'))).toEqual([]);
  });

  it.each([
    [
      'without a probe',
      'echo "Error: unable to find a matching CMSIS-DAP device" >&2; exit 1',
      /openocd: unable to find/,
    ],
    [
      'too old for the chip',
      'echo "embedded:startup.tcl:28: Error: Can\'t find target/rp2350.cfg" >&2; exit 1',
      /newer than 0\.12\.0/,
    ],
  ])('passes on in one line what openocd says: %s', async (_, script, says) => {
    const { code, out, err } = await flash(args, openocdThat(script));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('says that openocd is not installed', async () => {
    const { code, err } = await flash(args, { PATH: folder });
    expect(code).toBe(2);
    expect(err).toMatch(/openocd is not installed/);
    expect(existsSync(join(folder, 'openocd'))).toBe(false);
  });
});
