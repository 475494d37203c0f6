// `make hil TARGET=serial` as a person with boards meets it: a meter behind pseudo-terminals, and everything that can be missing.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/paths.ts';
import { everyday } from '../../build/testing/long-form.ts';
import { openPty } from '../../lines/pty.ts';
import { readDevices } from './devices.ts';
import { HilInputError } from './errors.ts';

const PROGRAM = join(ROOT, 'tools/tests/hil/main.ts');
const METER = join(ROOT, 'tools/bin/twinmeter.mjs');
/** A meter in real time on a machine that does other things too. */
const LIMIT_ms = 300_000;
/** Where the machine gives nobody time for seconds the meter stands still, and a reader's limits of 1.5 and 2 s end before its
 *  answers come, as they should; what the meter does wrong it does in each run. */
const RUNS_ANEW = 2;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-hil-'));
afterAll(() => rmSync(folder, { recursive: true }));

const open = new Set<() => void>();
afterEach(() => {
  for (const close of open) close();
  open.clear();
});

interface Outcome {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly err: string;
}

async function hil(args: readonly string[], devices = join(folder, 'none.json')): Promise<Outcome> {
  const env = { ...process.env, TWINMETER_HIL_DEVICES: devices, NODE_ENV: undefined, VITEST: undefined };
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...args], { cwd: ROOT, env });
  const said = { out: '', err: '' };
  child.stdout.on('data', (piece) => (said.out += piece));
  child.stderr.on('data', (piece) => (said.err += piece));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: said.out.trimEnd().split('\n'), err: said.err };
}

/** Behaviours that failed, each with what was said of it. */
function failuresOf(lines: readonly string[]): string[] {
  let failing = false;
  return lines.filter(
    (line) => (failing = line.startsWith('FAIL') || (failing && line.startsWith('       '))),
  );
}

function devicesFile(content: unknown): string {
  const path = join(folder, 'hil.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** A meter in real time, as `twinmeter run` gives it; its terminals by port. */
async function startMeter(target = 'host'): Promise<Record<string, string>> {
  // The engine that is quicker to emulate: which one it is is not the point, that it keeps up is.
  const engine = target === 'emulated' ? ['--engine', 'aot'] : [];
  const args = [
    METER,
    'run',
    '--target',
    target,
    ...engine,
    '--json',
    '--amps',
    '60',
    '--rs485',
    'iec62056-21',
  ];
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  open.add(() => child.kill('SIGTERM'));
  const [first] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  const { ports } = JSON.parse(first) as { ports: Record<string, string> };
  // Nobody reads on, and a full pipe must not hold the meter up.
  child.stdout!.resume();
  return ports;
}

describe('make hil TARGET=serial', () => {
  it.each(everyday(['host', 'emulated'], 1))(
    'passes on a meter behind terminals (%s), and skips what needs a source or hands',
    { timeout: LIMIT_ms, retry: RUNS_ANEW },
    async (target) => {
      const ports = await startMeter(target);
      const { code, lines, err } = await hil(['serial'], devicesFile(ports));
      expect(err).toBe('');
      expect(failuresOf(lines)).toEqual([]);
      expect(lines[0]).toBe(
        `serial: boards on the serial devices of hil.json; a board answers on ${ports.legal} (legal)`,
      );
      expect(lines).toContainEqual(
        expect.stringMatching(/^ {2}source +a signal generator .*\([1-9]\d* skipped\)$/),
      );
      expect(lines).toContainEqual(expect.stringMatching(/^ {2}jumper +a hand .*\([1-9]\d* skipped\)$/));
      expect(lines.at(-1)).toMatch(/^[1-9]\d* passed, 0 failed, [1-9]\d* skipped$/);
      expect(code).toBe(0);
    },
  );

  it('fails where the meter does not do what it should', { timeout: LIMIT_ms }, async () => {
    const ports = await startMeter();
    // The device of another port, where nobody answers a sign-on.
    const { code, lines } = await hil(['serial'], devicesFile({ legal: ports.legal, optical: ports.legal }));
    expect(lines.some((line) => line.startsWith('FAIL'))).toBe(true);
    expect(lines.at(-1)).toMatch(/^[1-9]\d* passed, [1-9]\d* failed, [1-9]\d* skipped$/);
    expect(code).toBe(1);
  });

  it('says that no board answers', async () => {
    const silent = openPty();
    open.add(() => silent.close());
    const { code, lines, err } = await hil(['serial'], devicesFile({ legal: silent.path }));
    expect(err).toBe(`hil: no board answers: asked legal at ${silent.path}\n`);
    expect(lines).toEqual(['']);
    expect(code).toBe(2);
  });
});

describe('What a person can mend', () => {
  const CASES: [string, string, object | undefined, RegExp][] = [
    ['an unknown target', 'moon', undefined, /^hil: TARGET=moon: there is host, emulated, serial\n$/],
    ['no hil.json', 'serial', undefined, /^hil: \S+none\.json: not there; it names [^\n]+\n$/],
    [
      'a device that is not there',
      'serial',
      { legal: '/dev/no-such-port' },
      /^hil: legal: \/dev\/no-such-port: there is no such device\n$/,
    ],
    [
      'a file in place of a device',
      'serial',
      { legal: '/etc/passwd' },
      /^hil: port \/etc\/passwd cannot be opened: [^\n]+\n$/,
    ],
  ];
  it.each(CASES)('%s: one line, exit code 2', async (_what, target, devices, says) => {
    const { code, err } = await hil([target], devices && devicesFile(devices));
    expect(err).toMatch(says);
    expect(code).toBe(2);
  });

  const FILES: [string, string, RegExp][] = [
    ['a file that is no JSON', '{ "legal": ', /hil\.json: .*JSON/],
    ['a port that no meter has', '{ "legl": "/dev/x" }', /the whole: unknown port 'legl', ports are legal, /],
    ['a name that is no path', '{ "legal": 7 }', /\/legal: must be string$/],
    ['a list', '["/dev/ttyUSB0"]', /the whole: must be object$/],
    ['no port at all', '{}', /the whole: must NOT have fewer than 1 properties$/],
  ];
  it.each(FILES)('is %s in hil.json', (_what, content, says) => {
    const path = devicesFile(content);
    expect(() => readDevices(path)).toThrow(HilInputError);
    expect(() => readDevices(path)).toThrow(says);
  });
});
