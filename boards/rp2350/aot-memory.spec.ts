// Every load and store of an AOT image, translated and compiled as for a board, against the same module in V8.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../tools/build/paths.ts';
import { pureC } from '../pure-c.ts';

const FOLDER = join(ROOT, 'build/test/aot-memory');
const ENGINE = join(import.meta.dirname, 'engine');
const PAGE = 65536;

const LOADS = [
  ...['i32.load', 'i32.load8_s', 'i32.load8_u', 'i32.load16_s', 'i32.load16_u'],
  ...[
    'i64.load',
    'i64.load8_s',
    'i64.load8_u',
    'i64.load16_s',
    'i64.load16_u',
    'i64.load32_s',
    'i64.load32_u',
  ],
];
const STORES = [
  ...['i32.store', 'i32.store8', 'i32.store16', 'i64.store', 'i64.store8', 'i64.store16', 'i64.store32'],
];
const OFFSETS = [
  0,
  1,
  8,
  320,
  PAGE - 8,
  PAGE - 4,
  PAGE - 2,
  PAGE - 1,
  PAGE,
  PAGE + 1,
  0x7fff_ffff,
  0xffff_fff8,
];
const BASES = [
  ...[0, 1, 7, 8, 321, 0x8000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fff8, 0xffff_0000],
  ...Array.from({ length: 18 }, (_, i) => PAGE - 9 + i),
  ...Array.from({ length: 18 }, (_, i) => PAGE - 320 - 9 + i),
];
const ACCESSES = [...LOADS, ...STORES].flatMap((name) => OFFSETS.map((offset) => ({ name, offset })));

/** The access as a value of 64 bits: what was loaded, or what stands there after the store. */
function instructions({ name, offset }: { name: string; offset: number }): string {
  const narrow = name.startsWith('i32');
  if (LOADS.includes(name)) {
    const load = `(${name} offset=${offset} (local.get $base))`;
    return `(return ${narrow ? `(i64.extend_i32_u ${load})` : load})`;
  }
  const value = narrow ? '(i32.wrap_i64 (local.get $value))' : '(local.get $value)';
  const stored = `${name.slice(0, 4)}load${/store(.*)/.exec(name)![1]}${/\d$/.test(name.slice(9)) ? '_u' : ''}`;
  const load = `(${stored} offset=${offset} (local.get $base))`;
  return `(${name} offset=${offset} (local.get $base) ${value}) (return ${narrow ? `(i64.extend_i32_u ${load})` : load})`;
}

const moduleText = (): string => `(module (memory 1 1)
  (data (i32.const 0) "\\80\\91\\a2\\b3\\c4\\d5\\e6\\f7") (data (i32.const 65528) "\\88\\99\\aa\\bb\\cc\\dd\\ee\\ff")
  (func (export "access") (param $access i32) (param $base i32) (param $value i64) (result i64)
    ${ACCESSES.map(() => '(block').join(' ')}
    (br_table ${ACCESSES.map((_, i) => i).join(' ')} (local.get $access))
    ${ACCESSES.map((access) => `) ${instructions(access)}`).join('\n')}
    (unreachable)))`;

function run(program: string, ...options: string[]): void {
  execFileSync(program, options, { cwd: FOLDER, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Translates and compiles as boards/rp2350/engine/engine_aot.cmake does; gives the function of aot_probe.c. */
function translate() {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'module.wat'), moduleText());
  run('wat2wasm', 'module.wat', '-o', 'module.wasm');
  run('wasm2c', 'module.wasm', '--module-name', 'core', '-o', 'core.c');
  run('cmake', '-DSOURCE=core.c', '-P', join(ENGINE, 'aot_memory.cmake'));
  const include = [FOLDER, join(ROOT, 'hal/aot'), join(ROOT, 'hal/include')].map((path) => `-I${path}`);
  const sources = ['rp2350/engine/testing/aot_probe.c', join(FOLDER, 'core.c')];
  return pureC('aot-memory-probe', sources, ['-O2', '-w', ...include]).func(
    'bool probe(uint32_t, uint32_t, uint64_t, _Out_ uint64_t *)',
  );
}

describe('an access of the AOT image', () => {
  let probe: ReturnType<typeof translate>;
  let reference: (access: number, base: number, value: bigint) => bigint;

  beforeAll(() => {
    probe = translate();
    const module = new WebAssembly.Module(new Uint8Array(readFileSync(join(FOLDER, 'module.wasm'))));
    reference = new WebAssembly.Instance(module).exports.access as typeof reference;
  }, 60_000);

  const outOf = (call: () => bigint | undefined): string => {
    try {
      return String(call());
    } catch {
      return 'trap';
    }
  };

  const translated = (access: number, base: number, value: bigint): string => {
    const result = [0n];
    const made = probe(access, base, value, result) as boolean;
    return made ? String(BigInt.asIntN(64, BigInt(result[0]))) : 'trap';
  };

  it.each([...LOADS, ...STORES])(
    '%s traps exactly where the specification does, and else is the same',
    (name) => {
      const seen = new Set<boolean>();
      ACCESSES.forEach((access, i) => {
        if (access.name !== name) return;
        for (const base of BASES) {
          const value = 0xfedc_ba98_7654_3210n ^ BigInt(base * 7 + i);
          const expected = outOf(() => reference(i, base | 0, value));
          expect(translated(i, base, value), `${name} at ${base} + ${access.offset}`).toBe(expected);
          seen.add(expected === 'trap');
        }
      });
      expect(seen.size, 'both outcomes are met').toBe(2);
    },
  );
});
