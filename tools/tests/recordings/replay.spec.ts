// A recorded run is had again: registers to the last digit and every byte at the ports, by the command as a user types it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtFile } from '../../build/paths.ts';
import { StartedRun, twinmeter } from '../../cli/testing.ts';
import { unpackedEntries } from '../../meter/recording/entries.ts';
import { LineWriter, readRecording, type Head, type Line } from '../../meter/recording/recording-file.ts';
import { Recorder } from '../../meter/recording/recorder.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { feed, idle } from '../../meter/targets/with-meter.ts';
import { replayFile } from '../../meter/replay/replay.ts';
import { factoryFram } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { hostableMutant } from '../mutation/mutant.ts';
import { bent } from '../mutation/verdict-changes.ts';

const LIMIT_ms = 240_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-replay-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MODULES = {
  metering: builtFile('metering-core.wasm'),
  management: builtFile('management-core.wasm'),
};

/** The last object of a run. */
interface Final {
  readonly registers: Record<string, { count: string }>;
}

async function linesOf(path: string): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readRecording(path).lines) lines.push(line);
  return lines;
}

describe('A run that somebody used', { timeout: LIMIT_ms }, () => {
  const FILE = at('used.twm');
  let final: Final;

  beforeAll(async () => {
    const state = at('state');
    const run = new StartedRun([
      ...['--target', 'wasm', '--state', state, '--dlms-tcp', '0', '--web', '0', '--json'],
      ...['--volts', '230', '--amps', '5', '--record', FILE],
    ]);
    await run.says('dlms_tcp');
    const [, host] = /"dlms_tcp":"([^"]+)"/.exec(run.out)!;
    const web = new URL((JSON.parse(run.out.split('\n')[0]) as { web: string }).web);
    const headers = { 'x-twinmeter-token': web.searchParams.get('token')! };
    const command = (what: object) =>
      fetch(`${web.origin}/api/command`, { method: 'POST', headers, body: JSON.stringify(what) });
    await command({ kind: 'button', name: 'scroll', pressed: true });
    await command({ kind: 'contact', name: 'terminalCover', closed: false });
    await command({ kind: 'contact', name: 'mainCover', closed: false });
    // Client 1 proves itself by GMAC: both sides draw random numbers.
    const read = await twinmeter('clock', '--host', host, '--client', '1', '--state', state);
    expect(read).toMatchObject({ code: 0, err: '' });
    await command({ kind: 'cut', of: 'meter' });
    await run.says(/"restarts":1/, run.out.length);
    process.kill(run.pid, 'SIGINT');
    final = JSON.parse((await run.ended()).last) as Final;
  }, LIMIT_ms);

  it('has the same registers to the last digit, and the same bytes out of its ports, again', async () => {
    const { code, out, err } = await twinmeter('replay', FILE, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const replayed = JSON.parse(out) as Record<string, unknown> & {
      registers: Record<string, string>[];
      ports: Record<string, { bytes: number }>;
    };
    expect(replayed).toMatchObject({ same: true, differences: [], other_modules: [], random_kept: true });
    expect(replayed.registers[0].active_import_mWs).toBe(final.registers['1-0:1.8.0.255'].count);
    expect(replayed.ports.uplink.bytes).toBeGreaterThan(100);
    expect(replayed.settings).toMatchObject({ volts: 230, amps: 5, target: 'wasm' });
  });

  it('tells what was done to it, with the sample at which it was', async () => {
    const lines = await linesOf(FILE);
    const happened = lines.flatMap((line) => ('happened' in line ? line.happened : []));
    for (const what of [
      { button: 'scroll', pressed: true },
      { contact: 'terminalCover', closed: false },
      { switch: 'mainCover', closed: false },
      { supply_of: 'metering', failing: true },
      { supply_of: 'management', failing: true },
      { start_of: 'metering' },
    ])
      expect(happened).toContainEqual(expect.objectContaining(what));
    const atUplink = happened.filter(({ port }) => port === 'uplink');
    expect(atUplink.some(({ in: bytes }) => /^00010001/.test(String(bytes)))).toBe(true);
    expect(atUplink.every(({ sample }) => Number.isInteger(sample) && sample > 0)).toBe(true);
    const drawn = lines.flatMap((line) =>
      'entries' in line ? unpackedEntries(line).flatMap((entry) => entry.drawn) : [],
    );
    expect(drawn.length).toBeGreaterThan(0);
  });

  it('says so of another module, and where it is no longer the same', async () => {
    const other = at('other.wasm');
    writeFileSync(other, await hostableMutant('metering', bent('2000')));
    const { code, out } = await twinmeter('replay', FILE, '--json', '--metering', other);
    expect(code).toBe(1);
    const replayed = JSON.parse(out) as { differences: string[] };
    expect(replayed).toMatchObject({ same: false, other_modules: ['metering'] });
    expect(replayed.differences[0]).toMatch(/^between samples \d+ and \d+ the cores put out something else$/);
    expect(replayed.differences.at(-1)).toBe('the registers at the end are other ones');
    const lines = await twinmeter('replay', FILE, '--metering', other);
    expect(lines.out).toMatch(
      /^another metering module: recorded with [0-9a-f]{8}, replayed with [0-9a-f]{8}$/m,
    );
    expect(lines.out.trimEnd().endsWith('NOT the same')).toBe(true);
  });
});

describe('Other targets', { timeout: LIMIT_ms }, () => {
  it.each([
    ['processes', ['--target', 'host']],
    ['wasm3 in this one', ['--target', 'wasm', '--engine', 'wasm3']],
  ])('are recorded too, but for their random numbers, which C draws: %s', async (_, words) => {
    const file = at(`${words.join('')}.twm`);
    const run = await twinmeter('run', ...words, '--for', '3', '--speed', 'max', '--record', file, '--json');
    expect(run.code).toBe(0);
    const final = JSON.parse(run.out.trimEnd().split('\n').at(-1)!) as Final;
    const { out } = await twinmeter('replay', file, '--json');
    const replayed = JSON.parse(out) as { registers: Record<string, string>[]; differences: string[] };
    expect(replayed).toMatchObject({ samples: 12_000, random_kept: false });
    expect(replayed.registers[0].active_import_mWs).toBe(final.registers['1-0:1.8.0.255'].count);
    expect(replayed.differences).not.toContain('the registers at the end are other ones');
  });

  it('is in this process under V8 where nobody says another one', async () => {
    const file = at('default.twm');
    await twinmeter('run', '--for', '1', '--speed', 'max', '--record', file, '--json');
    const { code, out } = await twinmeter('replay', file, '--json');
    expect(JSON.parse(out)).toMatchObject({ same: true, recorded: { target: 'wasm', engine: 'v8' } });
    expect(code).toBe(0);
  });

  it('but not emulated boards, to which nobody hands slices', async () => {
    const run = await twinmeter('run', '--target', 'emulated', '--record', at('no.twm'));
    expect(run).toMatchObject({
      code: 2,
      err: 'twinmeter: --record is for --target wasm and host, and does not go with --target emulated\n',
    });
  });
});

describe('A file that is not what it should be', { timeout: LIMIT_ms }, () => {
  let lines: string[];
  beforeAll(async () => {
    const file = at('short.twm');
    await twinmeter('run', '--target', 'wasm', '--for', '3', '--speed', 'max', '--record', file, '--json');
    lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);
  }, LIMIT_ms);

  const flipped = (line: string) => {
    const middle = Math.floor(line.length / 2);
    return line.slice(0, middle) + (line[middle] === 'A' ? 'B' : 'A') + line.slice(middle + 1);
  };
  const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');
  const rewritten = (change: (head: Head) => object): string => {
    const { check: _, ...head } = JSON.parse(lines[0]) as Head & { check: string };
    return new LineWriter().line(change(head) as Line);
  };

  it.each<[string, () => string | Buffer, number, RegExp]>([
    ['a bit of it is another', () => text([lines[0], flipped(lines[1]), ...lines.slice(2)]), 2, /damaged/],
    ['a line is missing', () => text([lines[0], ...lines.slice(2)]), 2, /damaged, or a line before it/],
    ['two lines are swapped', () => text([lines[0], lines[2], lines[1], ...lines.slice(3)]), 2, /damaged/],
    ['its end is missing', () => text(lines.slice(0, -1)), 0, /cut here: its end is missing/],
    ['it was cut within a line', () => text(lines).slice(0, lines[0].length + 100), 2, /cut here/],
    ['something stands behind its end', () => text([...lines, 'more']), 0, /damaged|behind the end/],
    ['it is empty', () => '', 1, /no recording of Twinmeter/],
    ['it is another kind of JSON', () => '{"a":1}\n', 1, /no recording of Twinmeter/],
    ['it is no text', () => Buffer.alloc(100_000, 0xa5), 1, /no recording of Twinmeter/],
    [
      'it is of a later version',
      () => rewritten((head) => ({ ...head, version: 2 })),
      1,
      /version 2 of the format, this program reads 1/,
    ],
    [
      'its chips are none',
      () =>
        rewritten((head) => ({ ...head, chips: { metering: { fram: 'AAAA' }, management: { fram: '' } } })),
      1,
      /cannot be read/,
    ],
  ])('is refused with one line that says where, exit code 2: %s', async (_, content, line, reason) => {
    const file = at('bad.twm');
    writeFileSync(file, content());
    const { code, out, err } = await twinmeter('replay', file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toMatch(reason);
    expect(err).toContain(`${file}, line ${line > 0 ? line : ''}`);
  });

  it('is refused where it is not there', async () => {
    const { code, err } = await twinmeter('replay', at('none.twm'));
    expect(code).toBe(2);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain('none.twm');
  });
});

/** A board whose supply went is without it for a second: what is sampled then reaches nobody. */
const OFF_s = 1;

describe('A supply that goes in the midst of a write', { timeout: LIMIT_ms }, () => {
  it('goes there again', async () => {
    const source = sineSource({ service: '1p2w', volts: 230, amps: 5, pf: 1 });
    const facts = {
      made_by: 'a test',
      target: 'wasm',
      engine: 'v8',
      rate_mHz: 4_000_000,
      source: '',
      settings: {},
    };
    const recorder = new Recorder(facts);
    const meter = await TARGETS.find(({ name }) => name === 'wasm')!.open({
      ...{ modules: MODULES, engine: 'v8', source, recorder },
      fram: factoryFram({ service: '1p2w', samplingRate_mHz: 4_000_000 }),
      powerCuts: { metering: [{ framBytes: 3000 }], management: [{ framBytes: 2000 }] },
    });
    await feed(meter, 4000 * 90);
    await idle(meter, 3000);
    expect(meter.metering.restarts + meter.management.restarts).toBeGreaterThan(0);
    const file = at('cuts.twm');
    writeFileSync(file, '');
    const written: string[] = [];
    await recorder.lines((line) => written.push(line));
    writeFileSync(file, written.join(''));
    await meter.close();
    const { differences, samples } = await replayFile(file, MODULES);
    expect({ differences, samples }).toEqual({ differences: [], samples: 4000 * (90 - OFF_s) });
  });
});
