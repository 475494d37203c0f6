// What the core as a process adds: it can die and be noticed, its FRAM survives, it never allocates, it stays alone.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import { CoreGoneError, type SliceInput } from './core-runner.ts';
import { HostProcess, type HostProcessOptions } from './host-process.ts';
import { SliceEncoder } from './slice-codec.ts';
import {
  METERING_COMMANDS as C,
  PROGRAMS,
  Scratch,
  answers,
  buildHost,
  command,
  ofType,
  probeText,
} from './testing/probes.ts';

const scratch = new Scratch();
const open = new Set<HostProcess>();
let module: string;

beforeAll(() => {
  buildHost();
  module = scratch.assemble(probeText('metering'));
});

afterEach(async () => {
  for (const core of open) await core.close();
  open.clear();
});

afterAll(() => scratch.remove());

function start(options: Partial<HostProcessOptions> = {}): HostProcess {
  const core = new HostProcess({ role: 'metering', module, ...options });
  open.add(core);
  return core;
}

/** True while a process exists and is no zombie. */
function lives(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
}

async function ends(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 500 && lives(pid); tries++) await delay(10);
  return !lives(pid);
}

describe('a core process that dies', () => {
  it('rejects the slice under way with CoreGoneError, and every later one', async () => {
    const core = start();
    await core.slice([]);
    process.kill(core.pid!, 'SIGSTOP');
    const underWay = core.slice([command(C.count)]);
    process.kill(core.pid!, 'SIGKILL');
    await expect(underWay).rejects.toThrow(new CoreGoneError('metering', 'ended by SIGKILL'));
    await expect(core.slice([])).rejects.toBeInstanceOf(CoreGoneError);
  });

  it('rejects the first slice after a death between two slices', async () => {
    const core = start();
    await core.slice([]);
    process.kill(core.pid!, 'SIGKILL');
    await expect(core.slice([])).rejects.toBeInstanceOf(CoreGoneError);
  });

  it('leaves the other core alone', async () => {
    const [one, other] = [start(), start()];
    await Promise.all([one.slice([]), other.slice([command(C.count)])]);
    process.kill(one.pid!, 'SIGKILL');
    await expect(one.slice([])).rejects.toBeInstanceOf(CoreGoneError);
    expect(answers(await other.slice([command(C.count)]))).toEqual([2]);
  });

  it('says why when it refused to start', async () => {
    const core = start({ module: scratch.write('text', 'no module at all') });
    await expect(core.slice([])).rejects.toThrow(/the metering core is gone: .*not a WASM module/);
  });

  it('says so when the program is not there', async () => {
    const core = start({ program: scratch.path('nothing') });
    await expect(core.slice([])).rejects.toThrow(/cannot run .*nothing/);
  });

  it('ends itself when an event never ends', async () => {
    const core = start({ watchdog_ms: 100 });
    await expect(core.slice([command(C.hang)])).rejects.toThrow(/watchdog: the core did not come back/);
  });

  it('closes quietly even when it is long gone', async () => {
    const core = start();
    process.kill(core.pid!, 'SIGKILL');
    await expect(core.close()).resolves.toBeUndefined();
  });
});

describe('the FRAM file', () => {
  const store = (value: number): SliceInput => {
    const bytes = Buffer.alloc(14);
    bytes[0] = C.storageWrite;
    bytes.writeInt32LE(0x300, 1);
    bytes.writeInt32LE(4096 + 13, 5);
    bytes.writeInt32LE(1, 9);
    bytes[13] = value;
    return { type: 'port', port: 1, bytes };
  };

  it('is created erased', async () => {
    const fram = scratch.path('fram');
    await start({ fram }).slice([]);
    const bytes = readFileSync(fram);
    expect(bytes.length).toBe(P.FRAM_BYTES);
    expect(bytes.every((byte) => byte === 0xff)).toBe(true);
  });

  it('keeps what was written when the process is killed, for the next one', async () => {
    const fram = scratch.path('fram');
    const killed = start({ fram });
    expect(answers(await killed.slice([store(0x5a)]))).toEqual([P.Status.OK]);
    process.kill(killed.pid!, 'SIGKILL');
    await expect(killed.slice([])).rejects.toBeInstanceOf(CoreGoneError);
    expect(readFileSync(fram)[0x300]).toBe(0x5a);
    const outputs = await start({ fram }).slice([
      command(C.storageRead, 0x300, 20000, 1),
      command(C.load, 20000),
    ]);
    expect(answers(outputs)).toEqual([P.Status.OK, 0x5a]);
  });

  it('that is cut short under a core ends it with one line that says so', async () => {
    const fram = scratch.path('fram');
    const core = start({ fram });
    await core.slice([]);
    truncateSync(fram, 0);
    await expect(core.slice([store(1)])).rejects.toThrow(/the FRAM file was cut short while the core ran/);
  });

  it('belongs to one core at a time', async () => {
    const fram = scratch.path('fram');
    await start({ fram }).slice([]);
    await expect(start({ fram }).slice([])).rejects.toThrow(/in use by another core/);
  });
});

describe('a core process', () => {
  it('refuses a second slice while one is under way', async () => {
    const core = start();
    const first = core.slice([]);
    await expect(core.slice([])).rejects.toThrow(/still busy/);
    await expect(first).resolves.toHaveLength(1);
  });

  it('exchanges slices far longer than a pipe holds', async () => {
    const core = start();
    const sets = new Int32Array(8 * 20_000);
    const chunk: SliceInput = { type: 'port', port: 0, bytes: new Uint8Array(256).fill(1) };
    const ready: SliceInput = { type: 'portState', port: 0, free: 512, idle: true };
    const outputs = await core.slice([{ type: 'samples', firstIndex: 0, sets }, ready]);
    expect(ofType(outputs, 'port').length).toBeGreaterThan(0);
    const many = Array.from({ length: 800 }, () => [ready, chunk]).flat();
    const sent = ofType(await core.slice(many), 'port');
    expect(sent.reduce((sum, record) => sum + record.bytes.length, 0)).toBe(800 * 256);
  });

  it('allocates nothing after boot, through events, faults and restarts', () => {
    const slices = allocationSlices();
    const options = ['--role', 'metering', '--module', module];
    const { status, stderr } = spawnSync(PROGRAMS.counted, options, { input: slices });
    expect(status).toBe(0);
    expect(stderr.toString()).toMatch(/^allocations: [1-9]\d* until boot, 0 in 60 slices, 0 refused\n$/);
  });

  it('dies with its parent, even when that is killed', async () => {
    const parent = spawn(process.execPath, ['-e', PARENT, PROGRAMS.plain, module], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(lives(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(await ends(pid)).toBe(true);
  });

  it('that is stopped is ended all the same when it is closed', async () => {
    const core = start();
    const { pid } = core;
    await core.slice([]);
    process.kill(pid!, 'SIGSTOP');
    await core.close();
    expect(lives(pid!)).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves %s to its parent', async (signal) => {
    const core = start();
    await core.slice([]);
    process.kill(core.pid!, signal);
    expect(answers(await core.slice([command(C.count)]))).toEqual([1]);
  });

  it('ends when it is closed', async () => {
    const core = start();
    const { pid } = core;
    await core.slice([]);
    await core.close();
    expect(lives(pid!)).toBe(false);
  });
});

/** A parent that starts a core whose input stays open even without it, and prints the core's pid. */
const PARENT = `
  const { spawn } = require('node:child_process');
  const core = spawn(process.argv[1], ['--role', 'metering', '--module', process.argv[2]], { stdio: 'pipe' });
  process.stdout.write(String(core.pid));
  setInterval(() => undefined, 1000);
`;

/** Sixty slices of every kind of event, faults among them, as they stand on the wire. */
function allocationSlices(): Buffer {
  const encoder = new SliceEncoder();
  const round: SliceInput[] = [
    { type: 'samples', firstIndex: 0, sets: new Int32Array(8 * 64) },
    { type: 'portState', port: 0, free: 512, idle: true },
    { type: 'linkFrame', bytes: Uint8Array.of(1, 2, 3) },
    command(C.pulse, 0, 1, 1),
    command(C.storageWrite, 0, 0, 200),
    command(C.grow, 1),
    command(C.callNull, 1),
    command(C.deepRecursion),
    command(C.panic, 1, 2),
    command(C.count),
  ];
  return Buffer.concat(Array.from({ length: 60 }, () => Buffer.from(encoder.encode(round))));
}
