// A module that does not match the ABI never runs: one clear line, exit code 2.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PROGRAMS, Scratch, buildHost, probeText } from './testing/probes.ts';
import { CASES } from '../build/paths.ts';
import { goneFolder } from '../build/testing/gone-folder.ts';
import { CoreRefusedError, Wasm3Library } from './wasm3-library.ts';

const scratch = new Scratch();
const gone = goneFolder();
let good: Buffer;

beforeAll(() => {
  buildHost();
  good = readFileSync(scratch.assemble(probeText('metering')));
});

afterAll(() => scratch.remove());

function refusal(module: Uint8Array): string {
  try {
    new Wasm3Library({ role: 'metering', module }).close();
  } catch (error) {
    expect(error).toBeInstanceOf(CoreRefusedError);
    return (error as Error).message;
  }
  return '';
}

/** The reason a changed probe is refused for. */
function refusalOf(search: string, replacement: string): string {
  const text = probeText('metering');
  expect(text).toContain(search);
  return refusal(readFileSync(scratch.assemble(text.replace(search, () => replacement))));
}

const VERSION = '(func (export "abi_version") (result i32) (i32.const 1))';
const PULSE = '(import "host" "pulse" (func $pulse (param i32 i64 i32)))';
const MEMORY = '(memory (export "memory") 2 2)';

describe('a module that does not match the ABI', () => {
  it.each([
    [
      'another ABI version',
      '(result i32) (i32.const 1))',
      '(result i32) (i32.const 2))',
      /ABI version 2.*version 1/,
    ],
    ['a missing export', VERSION, '', /does not export 'abi_version'/],
    [
      'an export nobody knows',
      VERSION,
      `${VERSION} (func (export "backdoor"))`,
      /exports 'backdoor', which the metering ABI does not have/,
    ],
    [
      'an exported global',
      MEMORY,
      `${MEMORY} (global (export "samples_max") i32 (i32.const 64))`,
      /exports 'samples_max', which the metering ABI does not have/,
    ],
    [
      'an export of the wrong type',
      VERSION,
      '(func (export "abi_version") (param i32) (result i32) (i32.const 1))',
      /exports 'abi_version' as i\(i\), the ABI has i\(\)/,
    ],
    [
      'an import nobody knows',
      PULSE,
      `${PULSE} (import "host" "erase" (func))`,
      /imports 'host.erase', which the metering ABI does not have/,
    ],
    [
      'an import of the other core',
      PULSE,
      `${PULSE} (import "host" "load_switch" (func (param i32) (result i32)))`,
      /imports 'host.load_switch', which the metering ABI does not have/,
    ],
    [
      'an import from another module',
      PULSE,
      `${PULSE} (import "env" "abort" (func (param i32 i32 i32 i32)))`,
      /imports 'env.abort'/,
    ],
    [
      'an import of the wrong type',
      PULSE,
      `${PULSE} (import "host" "pulse" (func (param i32 i64 i64)))`,
      /imports 'pulse' as v\(iII\), the ABI has v\(iIi\)/,
    ],
    [
      'an imported memory',
      MEMORY,
      '(import "host" "memory" (memory 1 1))',
      /imports 'host.memory'.*no function/,
    ],
    ['memory that may grow', MEMORY, '(memory (export "memory") 2 3)', /2 to 3 pages/],
    ['memory without a limit', MEMORY, '(memory (export "memory") 2)', /pages/],
    ['a start function', MEMORY, `${MEMORY} (start $initialise) (func $initialise)`, /has a start function/],
    [
      'floating point',
      MEMORY,
      `${MEMORY} (func (drop (f32.const 1)))`,
      /^bad module: has floating point at byte \d+$/,
    ],
    [
      'a type with floating point',
      MEMORY,
      `${MEMORY} (type (func (param f64)))`,
      /floating point at byte \d+$/,
    ],
    [
      'data beyond the end of the memory',
      MEMORY,
      `${MEMORY} (data (i32.const 0) "a") (data (i32.const 131071) "ab")`,
      /data segment 1 ends beyond its memory/,
    ],
    [
      'data at a negative address',
      MEMORY,
      `${MEMORY} (data (i32.const -1) "a")`,
      /data segment 0 ends beyond its memory/,
    ],
    [
      'elements beyond the end of the table',
      '(elem (i32.const 0) $send_word)',
      '(elem (i32.const 3) $send_word $send_word)',
      /element segment 0 ends beyond its table/,
    ],
    [
      'a buffer outside memory',
      '(i32.const 4608))\n',
      '(i32.const 131000))\n',
      /'link_buffer' gives address 131000/,
    ],
    [
      'a buffer that is not aligned',
      '(i32.const 1024))\n',
      '(i32.const 1025))\n',
      /'samples_buffer' gives address/,
    ],
    [
      'a buffer function that traps',
      '(i32.const 4608))\n',
      '(unreachable))\n',
      /'link_buffer' failed.*unreachable/,
    ],
  ])('is refused for %s', (_name, search, replacement, reason) => {
    expect(refusalOf(search, replacement)).toMatch(reason);
  });

  it('is refused when it is the other core', () => {
    const management = readFileSync(scratch.assemble(probeText('management')));
    expect(refusal(management)).toMatch(/which the metering ABI does not have/);
  });
});

describe('a damaged module', () => {
  it('is refused wherever it is cut', () => {
    for (let length = 0; length < good.length; length += 7) {
      expect(refusal(good.subarray(0, length)), `${length} bytes`).toMatch(/^bad module: ./);
    }
  });

  it('is refused when bytes follow it', () => {
    expect(refusal(Buffer.concat([good, Buffer.of(0xff)]))).toMatch(/section 255 is not known/);
  });

  it('is refused, or loads, but never takes the process down, whatever its bytes are', () => {
    const flip = fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(flip, { minLength: 1, maxLength: 3 }), (flips) => {
        const changed = Buffer.from(good);
        for (const [at, value] of flips) changed[at] = value;
        refusal(changed);
      }),
      { numRuns: Number(process.env.TWINMETER_FUZZ_RUNS ?? 300) },
    );
  });
});

describe('Modules that wasm3 alone would take', () => {
  const folder = join(CASES, 'wasm');
  const there = existsSync(folder);
  it.skipIf(there)(`are not in ${folder}: set TWINMETER_CASES`, (context) => context.skip());

  it.skipIf(!there).each([
    ['m01-br-table-fffffffe', 'code section, function 7, byte 199: more than 256 targets of br_table'],
    ['m05-memory-fill', 'code section, function 7, byte 203: instruction 0xfc is not known'],
    ['m09-nested-1000', 'code section, function 7, byte 321: more than 64 nested blocks'],
    ['m13c-global-self', 'global section, byte 54: there is no imported global 0'],
    ['m14b-name-index', 'custom section, byte 204: there is no function 4294967295'],
  ])('%s is refused with one line and exit code 2', (name, reason) => {
    const path = join(folder, `${name}.wasm`);
    const options = ['--role', 'management', '--module', path];
    const { status, stderr } = spawnSync(PROGRAMS.sanitized, options, { input: '', encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, `twinmeter-core: ${path}: bad module: ${reason}\n`]);
  });
});

describe('twinmeter-core', () => {
  function run(...options: string[]): { status: number | null; lines: string[]; stdout: string } {
    const { status, stderr, stdout } = spawnSync(PROGRAMS.plain, options, { input: '', encoding: 'utf8' });
    return { status, lines: stderr.trim().split('\n'), stdout };
  }

  function role(...options: string[]): ReturnType<typeof run> {
    return run('--role', 'metering', ...options);
  }

  it.each<[string, () => ReturnType<typeof run>, RegExp]>([
    [
      'a missing module',
      () => role('--module', `${gone}/m.wasm`),
      new RegExp(`${gone}/m\\.wasm: No such file`),
    ],
    ['a folder for a module', () => role('--module', scratch.folder), /not a regular file/],
    ['an empty module', () => role('--module', scratch.write('empty', '')), /is empty/],
    [
      'a text for a module',
      () => role('--module', scratch.write('text', 'hello, meter')),
      /not a WASM module/,
    ],
    ['an unknown option', () => role('--modul', 'x'), /--modul: unknown option/],
    ['an option without value', () => role('--module'), /--module: needs a value/],
    ['an unknown role', () => run('--role', 'both', '--module', 'x'), /both: no such role/],
    ['a watchdog without time', () => role('--module', 'x', '--watchdog-ms', '0'), /0: no watchdog limit/],
    ['no options at all', () => run(), /usage/],
    [
      'an FRAM file of the wrong size',
      () => role('--module', scratch.write('m', good), '--fram', scratch.write('f', 'short')),
      /FRAM file .*-f: has 5 bytes, not 262144/,
    ],
    [
      'an FRAM file in a folder that does not exist',
      () => role('--module', scratch.write('m', good), '--fram', `${gone}/fram`),
      new RegExp(`FRAM file ${gone}/fram: No such file`),
    ],
  ])('answers %s with one line and exit code 2', (_name, attempt, line) => {
    const { status, lines, stdout } = attempt();
    expect({ status, lines: lines.length, stdout }).toEqual({ status: 2, lines: 1, stdout: '' });
    expect(lines[0]).toMatch(line);
  });

  it('ends with exit code 0 at the end of its input', () => {
    expect(role('--module', scratch.write('m', good)).status).toBe(0);
  });

  it.each([
    ['breaks off', Buffer.of(8, 0, 0, 0, 3, 0), /broke off/],
    ['is impossibly long', Buffer.of(255, 255, 255, 127), /longer than 4 MB/],
    [
      'holds a record for the other core',
      Buffer.of(16, 0, 0, 0, 6, 0, 0, 0, 8, 0, 0, 0, ...Array(8).fill(0)),
      /-4/,
    ],
    ['holds a record longer than itself', Buffer.of(8, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0), /-1/],
    ['names a port that does not exist', Buffer.of(8, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0), /-5/],
  ])('answers a slice that %s with one line and exit code 2', (_name, slice, line) => {
    const options = ['--role', 'metering', '--module', scratch.write('m', good)];
    const { status, stderr } = spawnSync(PROGRAMS.sanitized, options, { input: slice, encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr.trim()).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
