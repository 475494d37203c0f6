// The command line as a user meets it: exit codes, one clear line for bad input, JSON as promised, nothing left behind.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { METERING_FLAG_ALARM } from '../../shared-protocol/generated/ts/protocol.ts';
import { goneFolder } from '../build/testing/gone-folder.ts';
import { twinmeter } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-cli-'));
const gone = goneFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A module whose one function extends the sign of a byte, which WebAssembly 1.0 has no instruction for. */
const SIGN_EXTENSION = Buffer.from('0061736d01000000010401600000030201000a080106004100c01a0b', 'hex');

const BAD_INPUT: [what: string, args: () => string[], says: RegExp][] = [
  ['no command', () => [], /no command/],
  ['an unknown command', () => ['fly'], /unknown command 'fly'/],
  ['an unknown option', () => ['run', '--sped', '2'], /[Uu]nknown option.*sped/],
  ['a word that is no option', () => ['run', 'fast'], /unexpected 'fast'/],
  ['an option without its value', () => ['run', '--for', '--json'], /--for: its value is missing/],
  ['a meter to be read nowhere', () => ['read'], /--port PATH is missing/],
  ['an unknown target', () => ['run', '--target', 'moon'], /--target moon: expected one of/],
  ['an engine the target does not have', () => ['run', '--target', 'host', '--engine', 'v8'], /--engine v8/],
  ['a speed that is no number', () => ['run', '--speed', 'fast'], /--speed fast/],
  [
    'a voltage beyond the front end',
    () => ['run', '--volts', '5000'],
    /--volts 5000: expected a number from 0 to 480/,
  ],
  ['a wave file that is not there', () => ['run', '--wave', `${gone}/x.csv`], new RegExp(`${gone}/x\\.csv`)],
  [
    'a wave file that is no wave',
    () => ['run', '--wave', file('bad.csv', `${'1,2\n'.repeat(20)}3,frog\n${'1,2\n'.repeat(20)}`)],
    /bad\.csv.*21/,
  ],
  ['a map without a file', () => ['run', '--map', 'V1=VA'], /--map goes with --wave/],
  [
    'a module that is none',
    () => ['run', '--metering', file('bad.wasm', 'not wasm')],
    /metering module: byte 0: not a WASM module$/m,
  ],
  ...(['host', 'wasm --engine v8', 'wasm --engine wasm3'] as const).map(
    (target): (typeof BAD_INPUT)[number] => [
      `a module with an instruction that only V8 knows, on ${target}`,
      () => ['run', '--target', ...target.split(' '), '--metering', file('extended.wasm', SIGN_EXTENSION)],
      /metering module: code section, function 0, byte 25: instruction 0xc0 is not known$/m,
    ],
  ),
  [
    'a module that is not there',
    () => ['run', '--management', `${gone}/m.wasm`],
    new RegExp(`--management ${gone}/m\\.wasm`),
  ],
  ['a folder as a module', () => ['run', '--management', '/'], /--management \/: is not a file/],
  ['a folder as a metering module', () => ['run', '--metering', '/'], /--metering \/: is not a file/],
  ['a folder to calibrate', () => ['calibrate', '--metering', '/'], /--metering \/: is not a file/],
  ['a folder to test', () => ['typetest', '--class', 'B', '--metering', '/'], /--metering \/: is not a file/],
  [
    'calibrating a nominal frequency there is not',
    () => ['calibrate', '--fnom', '55'],
    /--fnom 55: expected one of/,
  ],
  ['a calibration of no class', () => ['calibrate', '--class', 'E'], /--class E: expected one of A, B, C, D/],
  [
    'a legal port alone',
    () => ['calibrate', '--legal-port', '/dev/ttyUSB1'],
    /--legal-port goes with --port/,
  ],
  ['a port given twice', () => ['calibrate', '--port', 'a', '--port', 'b'], /--port: expected one path/],
  ['a port that does not exist', () => ['read', '--port', `${gone}/tty`], new RegExp(`${gone}/tty`)],
  [
    'a protocol nobody speaks',
    () => ['read', '--port', '/dev/null', '--protocol', 'morse'],
    /--protocol morse/,
  ],
  [
    'a rate that the protocol does not have',
    () => ['read', '--port', '/dev/null', '--baud', '115200'],
    /--baud 115200: --protocol iec62056-21 goes up to 19200$/m,
  ],
  [
    'a rate that DL/T 645 has no byte for',
    () => ['read', '--port', '/dev/null', '--protocol', 'dlt645', '--baud', '2401'],
    /--baud 2401 is no rate of --protocol dlt645: 600, 1200, .*115200$/m,
  ],
  [
    'half a pair of an address',
    () => ['read', '--port', '/dev/null', '--protocol', 'dlt645', '--address', 'A12345678901'],
    /--address A12345678901 is not twelve digits/,
  ],
  [
    'a folder as a key',
    () => ['records', 'verify', '/dev/null', '--key', '/'],
    /^twinmeter: \/: illegal operation/,
  ],
];

describe('Bad input', () => {
  for (const [what, args, says] of BAD_INPUT) {
    it(`ends with exit code 2 and one line about ${what}`, async () => {
      const { code, err } = await twinmeter(...args());
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(err).toMatch(says);
      expect(code).toBe(2);
    });
  }
});

const QUICK = [
  'run',
  '--target',
  'wasm',
  '--service',
  '1p2w',
  '--volts',
  '230',
  '--amps',
  '5',
  '--speed',
  'max',
];

describe('twinmeter --help', () => {
  it('lists the commands, and with a command its options; exit code 0', async () => {
    const program = await twinmeter('--help');
    expect(program).toMatchObject({ code: 0, err: '' });
    expect(program.out).toMatch(/^ +run +Start the meter/m);
    const run = await twinmeter('run', '--help');
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toMatch(/--pf <cos> .*-1 to 1/);
    const group = await twinmeter('records', '--help');
    expect(group).toMatchObject({ code: 0, err: '' });
    expect(group.out.match(/^ +records \w+/gm)).toEqual(['  records export', '  records verify']);
  });
});

describe('twinmeter run --json', () => {
  it('takes a negative power factor as a word of its own: a capacitive load', async () => {
    const { code, out } = await twinmeter(...QUICK, '--pf', '-0.5', '--for', '2', '--json');
    expect(code).toBe(0);
    const final = JSON.parse(out.trim().split('\n').at(-1)!);
    // A capacitive load that imports draws its reactive energy in quadrant IV.
    expect(final.registers['1-0:8.8.0.255'].value).toBeGreaterThan(0);
    expect(final.registers['1-0:5.8.0.255'].value).toBe(0);
  });

  it('has its terminal cover off where it is asked to, which is told as it should', async () => {
    const { code, out } = await twinmeter(...QUICK, '--terminal-cover', 'open', '--for', '2', '--json');
    expect(code).toBe(0);
    expect(out.trim().split('\n').at(-1)).toContain('terminal_cover_open');
  });

  it('says which meter it is and when its values were so, in each line', async () => {
    const { code, out } = await twinmeter(...QUICK, '--for', '3', '--serial', 'TWM42', '--json');
    expect(code).toBe(0);
    const final = JSON.parse(out.trim().split('\n').at(-1)!);
    expect(final.meter).toMatchObject({ serial: 'TWM42', class: 'D', year: 2026, Unom_V: 230, Imax_A: 60 });
    // Registers to the last sample; quantities of the last window, which ended less than a window before.
    expect(final.instant.registers).toEqual({ sample: 12_000, time_s: 3 });
    expect(final.instant.instantaneous.time_s).toBeGreaterThan(2.7);
    expect(final.instant.instantaneous.time_s).toBeLessThan(3);
  });

  it('prints one object a line, the last one final, with everything promised in it', async () => {
    const { code, out } = await twinmeter(...QUICK, '--for', '3', '--json');
    expect(code).toBe(0);
    const objects = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects.slice(0, -1).every((o) => o.final === false)).toBe(true);
    const final = objects.at(-1);
    expect(final.final).toBe(true);
    expect(final.samples).toBe(12_000);
    const energy = final.registers['1-0:1.8.0.255'];
    expect(energy.unit).toBe('Wh');
    expect(energy.value / final.reference.registers['1-0:1.8.0.255'].value).toBeCloseTo(1, 3);
    expect(final.instantaneous['1-0:32.7.0.255']).toMatchObject({ unit: 'V', value: expect.closeTo(230, 1) });
    expect(final.power_quality['1-0:32.7.124.255']).toMatchObject({ unit: '%', value: expect.closeTo(0, 1) });
    expect(final.power_quality['1-0:36.7.1.255'].value).toBeCloseTo(1150, 0);
    expect(final.reference.power_quality['1-0:36.7.1.255'].value).toBeCloseTo(1150, 6);
    expect(final.harmonics.V1.amplitude[0]).toBeCloseTo(230, 1);
    expect(final.events).toMatchObject([{ name: 'reset', scope: 0, start: 0, unit: '' }]);
    expect(objects[0].power_quality).toBeDefined();
    expect(final.software.metering.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(final.software.management.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(final.ports.optical).toMatch(/^\/dev\/pts\//);
    expect(final.ports.rs485).toMatch(/^\/dev\/pts\//);
    expect(final.ports.rs485).not.toBe(final.ports.optical);
    for (const slot of ['uplink', 'downlink']) expect(final.ports[slot]).toMatch(/^\/dev\/pts\//);
    expect(final.link.replies).toBeGreaterThan(0);
  });

  it.each([
    ['the built-in day', ['--unom', '120', '--fnom', '60'], 120, 60],
    ['two elements between lines', ['--service', '3p3w'], 400, 50],
    ['a load of one phase', ['--service', '1p2w', '--unom', '120', '--fnom', '60'], 120, 60],
  ])('feeds and seals the nominal values: %s, and tells no event', async (_what, args, volts, hz) => {
    const run = ['run', '--target', 'wasm', '--for', '3', '--speed', 'max', '--json'];
    const { out } = await twinmeter(...run, ...args);
    const { events, instantaneous } = JSON.parse(out.trim().split('\n').at(-1)!);
    expect(events).toMatchObject([{ name: 'reset' }]);
    expect(instantaneous['1-0:32.7.0.255'].value / volts).toBeCloseTo(1, 1);
    expect(instantaneous['1-0:14.7.0.255'].value).toBeCloseTo(hz, 0);
  });

  it('opens no terminal on the RS485 pair when nothing is connected to it', async () => {
    const { code, out } = await twinmeter(...QUICK, '--for', '1', '--rs485', 'none', '--json');
    expect(code).toBe(0);
    const objects = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const { ports } of objects) expect(ports.rs485).toBeNull();
    expect(objects.at(-1).ports.optical).toMatch(/^\/dev\/pts\//);
  });

  it('gives no distortion of an input that had no turn yet', async () => {
    const { out } = await twinmeter(...QUICK, '--for', '2', '--json');
    const { power_quality } = JSON.parse(out.trim().split('\n').at(-1)!);
    expect(power_quality['1-0:31.7.124.255']).toBeUndefined();
    expect(power_quality['1-0:32.7.124.255']).toBeDefined();
  });

  it('gives no frequency and no angle where there is no voltage', async () => {
    const args = QUICK.map((arg) => (arg === '230' ? '0' : arg));
    const { out } = await twinmeter(...args, '--for', '2', '--json');
    const { instantaneous } = JSON.parse(out.trim().split('\n').at(-1)!);
    expect(instantaneous['1-0:32.7.0.255'].value).toBe(0);
    expect(instantaneous['1-0:14.7.0.255']).toBeUndefined();
    expect(Object.keys(instantaneous).filter((obis) => obis.startsWith('1-0:81.7.'))).toEqual([]);
  });

  it('has registers and instantaneous of their own kinds only: the finer quantities have a key of their own', async () => {
    const { out } = await twinmeter(...QUICK, '--for', '1', '--json');
    const final = JSON.parse(out.trim().split('\n').at(-1)!);
    const codes = (key: string) => Object.keys(final[key]);
    expect(codes('registers')).toHaveLength(80);
    // One phase: there are no angles of the other two.
    expect(codes('instantaneous')).toHaveLength(37);
    expect(codes('registers').filter((obis) => !/\.8\.(0|128|129|[357]?[36])\.255$/.test(obis))).toEqual([]);
    expect(codes('instantaneous').filter((obis) => !/\.7\.\d*0\.255$/.test(obis))).toEqual([]);
    expect(codes('power_quality').filter((obis) => obis in final.instantaneous)).toEqual([]);
  });

  it('shows how every kind of reading is marked: an alarm, while a voltage is above its limit', async () => {
    const marked = async (volts: string) => {
      const args = QUICK.map((arg) => (arg === '230' ? volts : arg));
      const { out } = await twinmeter(...args, '--for', '2', '--json');
      return JSON.parse(out.trim().split('\n').at(-1)!).metering;
    };
    const kinds = ['registers', 'instantaneous', 'power_quality', 'network', 'harmonics', 'aggregates'];
    const all = (flags: number) => Object.fromEntries(kinds.map((kind) => [kind, flags]));
    expect(await marked('230')).toMatchObject({ flags: 0, reading_flags: all(0) });
    const high = await marked('270');
    expect(high).toMatchObject({ flags: METERING_FLAG_ALARM, reading_flags: all(METERING_FLAG_ALARM) });
  });

  it('gives the last ten minutes once they are complete, and nothing before', async () => {
    const aggregatesAfter = async (seconds: string) =>
      JSON.parse((await twinmeter(...QUICK, '--for', seconds, '--json')).out.trim().split('\n').at(-1)!)
        .aggregates;
    expect(await aggregatesAfter('10')).toEqual({});
    expect(await aggregatesAfter('601')).toMatchObject({
      '1-0:12.15.139.255': { value: 1 },
      '1-0:32.15.0.255': { unit: 'V', value: expect.closeTo(230, 2) },
      '1-0:36.15.0.255': { unit: 'W', value: expect.closeTo(1150, 1) },
      '1-0:32.15.140.255': { value: 0 },
    });
  });

  it('meters exactly the samples asked for, down to one millisecond', async () => {
    const { out } = await twinmeter(...QUICK, '--for', '0.001', '--json');
    expect(JSON.parse(out.trim().split('\n').at(-1)!).samples).toBe(4);
  });
});
