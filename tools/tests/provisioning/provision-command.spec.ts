// `twinmeter provision` as a person meets it: a board behind a terminal, folders, and everything that may be wrong with them.
import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FRAME_ERROR, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { PROGRAM, twinmeter } from '../../cli/testing.ts';
import { buildHost } from '../../cores/testing/probes.ts';
import { openPty, type Pty } from '../../lines/pty.ts';
import { publicKeyIn, fingerprintOf } from '../../records/exports/public-key.ts';
import { decodeFrame, encodeFrame } from '../../records/framing.ts';
import { encodeRecord } from '../../records/records.ts';
import { HostChip, type Cut } from './host-bench.ts';

const LIMIT_ms = 300_000;
const TITLE = 'TWM00000000a7';
beforeAll(() => buildHost(), LIMIT_ms);

let scratch: string;
let out: string;
const open = new Set<() => void>();
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'twinmeter-provision-'));
  out = join(scratch, 'out');
});
afterEach(() => {
  for (const close of open) close();
  open.clear();
  rmSync(scratch, { recursive: true });
});

function terminal(): Pty {
  const pty = openPty();
  open.add(() => pty.close());
  return pty;
}

/** A board that runs behind a terminal. */
function boardAt(chip: HostChip, cut?: Cut): string {
  const pty = terminal();
  const process = chip.spawn(cut);
  open.add(() => process.kill());
  process.stdin.on('error', () => {});
  pty.onData((bytes) => void process.stdin.write(bytes));
  process.stdout.on('data', (bytes: Buffer) => pty.write(bytes));
  return pty.path;
}

/** A metering board with its own image. */
function meterAt(): string {
  const pty = terminal();
  const payload = encodeRecord('error', { status: Status.UNKNOWN_MESSAGE });
  pty.onData((bytes) => pty.write(encodeFrame({ ...decodeFrame(bytes), kind: FRAME_ERROR, payload })));
  return pty.path;
}

const MAY_MOUNT = spawnSync('unshare', ['-rm', 'true']).status === 0;
const ON_A_FULL_DISK = `
  mount -t tmpfs -o size=4k tmpfs $0 && head -c 4096 /dev/zero >$0/full
  "$@"
  echo "left: $(ls $0/out | wc -l)"`;

const provision = (port: string, ...words: string[]) =>
  twinmeter('provision', '--port', port, '--title', TITLE, '--out', out, ...words);

describe('twinmeter provision --port', { timeout: LIMIT_ms }, () => {
  it('tells each step, and the fingerprint of the key that it leaves', async () => {
    const port = boardAt(new HostChip(scratch));
    const { code, out: said, err } = await provision(port);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const fingerprint = fingerprintOf(publicKeyIn(join(out, 'public-key.pem')));
    expect(said.trimEnd().split('\n')).toEqual([
      'metering board, chip 0100ed5e50230000: blank',
      'identity made on the chip; its private key stays there',
      `keys kept in ${out}`,
      'keys on the board',
      'key store and fuses written',
      'locked: these fuses are never written again',
      `${out}: public-key.pem, client-keys`,
      `${TITLE}: key ${fingerprint} (SHA-256 of the public key)`,
    ]);
    const check = await twinmeter('provision', '--port', port, '--check');
    expect(check.out.split('\n')).toEqual([
      'metering board, chip 0100ed5e50230000: provisioned and locked',
      `${TITLE}, key ${fingerprint}`,
      'key store: sound, sound',
      '',
    ]);
    const again = await twinmeter(
      ...['provision', '--port', port, '--title', 'TWM00000000a8', '--out', join(scratch, 'other')],
    );
    expect(again).toMatchObject({ code: 2 });
    expect(again.err).toBe(`twinmeter: the board is already provisioned: ${TITLE}, key ${fingerprint}\n`);
    expect(existsSync(join(scratch, 'other'))).toBe(false);
  });

  it('takes keys from a file, and one JSON object comes of it', async () => {
    const keys = join(scratch, 'keys');
    expect((await twinmeter('provision', '--state', join(scratch, 'meter'), '--title', TITLE)).code).toBe(0);
    const development = join(scratch, 'meter', 'development-keys');
    const { master_key, clients } = JSON.parse(readFileSync(development, 'utf8')) as Record<string, object>;
    const { code, out: said } = await provision(
      boardAt(new HostChip(scratch)),
      '--keys',
      development,
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(said)).toEqual({
      title: TITLE,
      fingerprint: fingerprintOf(publicKeyIn(join(out, 'public-key.pem'))),
    });
    const kept = JSON.parse(readFileSync(join(out, 'client-keys'), 'utf8')) as object;
    expect(kept).toMatchObject({ system_title: '54574d00000000a7', master_key, clients });
    expect(Object.keys(kept).filter((name) => /signing|wrapping|mac/.test(name))).toEqual([]);
    expect(statSync(join(out, 'client-keys')).mode & 0o777).toBe(0o600);
    writeFileSync(keys, '{}');
    const bad = await provision(boardAt(new HostChip(scratch)), '--keys', keys);
    expect(bad).toMatchObject({ code: 2, err: `twinmeter: ${keys}: master_key: not 16 bytes in hex\n` });
  });

  it('finishes with the keys of the first run when the supply went before the locks', async () => {
    const chip = new HostChip(scratch);
    const cut = await provision(boardAt(chip, { write: 9600 + 18 + 54 + 1, left: 0 }));
    expect(cut.code).not.toBe(0);
    expect(readdirSync(out).sort()).toEqual(['client-keys.unfinished', 'public-key.pem.unfinished']);
    const port = boardAt(chip);
    const other = await twinmeter(
      ...['provision', '--port', port, '--title', TITLE, '--out', join(scratch, 'other')],
    );
    expect(other.err).toMatch(
      /already provisioned: .* not locked yet: the folder of the run that began finishes it\n$/,
    );
    const { code, out: said } = await provision(port);
    expect(code).toBe(0);
    expect(said).toContain('provisioned, not locked yet');
    const { publicKey } = chip.found();
    const { x, y } = publicKeyIn(join(out, 'public-key.pem')).export({ format: 'jwk' });
    expect(publicKey).toBe(
      Buffer.concat([x!, y!].map((each) => Buffer.from(each, 'base64url'))).toString('hex'),
    );
    expect(readdirSync(out).sort()).toEqual(['client-keys', 'public-key.pem']);
  });

  it('says in one line, exit code 2, what is wrong, and changes nothing', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'client-keys'), 'mine');
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    const chip = new HostChip(scratch);
    const before = chip.cells;
    const silent = terminal();
    const cases: [words: string[], says: RegExp][] = [
      [['--port', '/dev/no-such-port'], /port \/dev\/no-such-port does not exist\n$/],
      [['--port', meterAt()], /the board runs another image: flash its provisioning image first\n$/],
      [['--port', silent.path], /no provisioning image answers\n$/],
      [['--port', boardAt(chip), '--role', 'management'], /it is a metering board, not a management one/],
      [['--port', boardAt(chip)], /client-keys exists: keys are never overwritten\n$/],
      [['--port', boardAt(chip), '--out', join(file, 'out')], /is no folder\n$/],
      [['--port', boardAt(chip), '--keys', join(scratch, 'none')], /none: no such file or directory\n$/],
      [['--port', '/dev/null', '--title', 'twm1'], /--title twm1: expected three capital letters and ten/],
      [['--port', '/dev/null', '--state', scratch], /give either --port PATH or --state DIR\n$/],
      [['--state', scratch], /--out does not go with --state: the keys stand in that folder\n$/],
      [
        ['--state', scratch, '--role', 'management'],
        /--role management does not go with --state: a folder gets/,
      ],
    ];
    for (const [words, says] of cases) {
      const given = new Set(words.filter((word) => word.startsWith('--')));
      const rest = Object.entries({ '--title': TITLE, '--out': out }).filter(([name]) => !given.has(name));
      const { code, out: said, err } = await twinmeter('provision', ...words, ...rest.flat());
      expect({ words, code, lines: err.split('\n').length }).toEqual({ words, code: 2, lines: 2 });
      expect(err).toMatch(says);
      expect(said).toMatch(/^(metering board, [^\n]*\n(identity [^\n]*\n)?)?$/);
    }
    expect(readFileSync(join(out, 'client-keys'), 'utf8')).toBe('mine');
    expect(chip.found().status).toBe(Status.NOT_FOUND);
    expect(chip.cells.subarray(-before.length / 2).every((byte) => byte === 0xff)).toBe(true);
  });
});

describe('twinmeter provision --state', { timeout: LIMIT_ms }, () => {
  it('makes the identity that a run of that folder has, once', async () => {
    const state = join(scratch, 'meter');
    const words = ['provision', '--state', state];
    expect(await twinmeter(...words, '--check')).toMatchObject({ code: 0, out: `${state}: blank\n` });
    expect(existsSync(state)).toBe(false);
    const { code, out: said } = await twinmeter(...words, '--title', TITLE);
    const fingerprint = fingerprintOf(publicKeyIn(join(state, 'public-key.pem')));
    expect({ code, said }).toEqual({
      code: 0,
      said: `${TITLE}: key ${fingerprint} (SHA-256 of the public key)\n`,
    });
    const files = () => readdirSync(state).map((name) => readFileSync(join(state, name), 'utf8'));
    const before = files();
    const again = await twinmeter(...words, '--title', 'TWM00000000a8');
    expect(again.code).toBe(2);
    expect(again.err).toBe(`twinmeter: ${state} is already provisioned: ${TITLE}, key ${fingerprint}\n`);
    expect(files()).toEqual(before);
    const run = await twinmeter('run', '--target', 'wasm', '--state', state, '--for', '1', '--speed', 'max');
    expect(run.code).toBe(0);
    expect(readFileSync(join(state, 'development-keys'), 'utf8')).toBe(before[0]);
    expect(await twinmeter(...words, '--check')).toMatchObject({
      out: `${state}: ${TITLE}, key ${fingerprint}\n`,
    });
  });

  it.runIf(MAY_MOUNT)('is given nothing where the disk has no room for its keys', async () => {
    const chip = new HostChip(scratch);
    const words = [
      PROGRAM,
      'provision',
      '--port',
      boardAt(chip),
      '--title',
      TITLE,
      '--out',
      `${scratch}/disk/out`,
    ];
    mkdirSync(join(scratch, 'disk'));
    const heard = await new Promise((resolve) => {
      const shell = ['-rm', 'sh', '-c', ON_A_FULL_DISK, join(scratch, 'disk'), process.execPath, ...words];
      execFile('unshare', shell, (_error, out, err) => resolve(out + err));
    });
    expect(heard).toMatch(/\nleft: 0\ntwinmeter: [^\n]*\/disk\/out: no room left on the disk\n$/);
    expect(chip.found().status).toBe(Status.NOT_FOUND);
  });
});
