// The fused operations of hal/wasm3 against V8: random functions around load, multiply and add, and every edge of memory.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../tools/build/paths.ts';
import { pureC } from '../pure-c.ts';

const FOLDER = join(ROOT, 'build/test/fused');
const WASM3 = join(ROOT, 'build/deps/wasm3');
const OBJECTS = join(ROOT, 'build/host/obj');
const PAGE = 65536;
/** Locals of the function: two addresses, three factors and sums. */
const I32 = [0, 1];
const I64 = [2, 3, 4];
type Arguments = readonly [number, number, bigint, bigint, bigint];

/** The engine as a library: with the fused operations, or with wasm3's own m3_compile.c in their place. */
function probeLibrary(fused: boolean) {
  const objects = readdirSync(OBJECTS).filter((file) => /\.wasm3\.o$|^engine_(wasm3|heap)\.o$/.test(file));
  const used = objects
    .filter((file) => fused || file !== 'compile.wasm3.o')
    .map((file) => join(OBJECTS, file));
  if (!fused) used.push(join(WASM3, 'm3_compile.c'));
  const flags = ['-O2', '-w', `-I${join(ROOT, 'hal/include')}`, `-I${WASM3}`, '-D_GNU_SOURCE'];
  const loaded = pureC(
    fused ? 'engine-fused' : 'engine-plain',
    ['host/testing/engine_probe.c', ...used],
    [...flags, '-Dd_m3CodePageAlignSize=4096'],
  );
  return {
    load: loaded.func('int probe_load(const uint8_t *, uint32_t)'),
    call: loaded.func('bool probe_call(const int64_t *, _Out_ int64_t *)'),
    text: loaded.func('const char *probe_text()'),
  };
}

type Probe = ReturnType<typeof probeLibrary>;
let fused: Probe;
let plain: Probe;
beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  fused = probeLibrary(true);
  plain = probeLibrary(false);
}, 60_000);

/** A module of one page, its bytes all different in their words, with the function `f` of these statements. */
function assemble(body: string): Uint8Array {
  const data = Array.from(
    { length: 64 },
    (_, i) => `\\${((i * 37 + 129) & 0xff).toString(16).padStart(2, '0')}`,
  );
  const segments = [0, 64, PAGE - 64].map((at) => `(data (i32.const ${at}) "${data.join('')}")`).join('\n');
  const text = `(module (memory (export "memory") 1 1) ${segments}
    (func (export "f") (param i32 i32 i64 i64 i64) (result i64) ${body}))`;
  writeFileSync(join(FOLDER, 'module.wat'), text);
  execFileSync('wat2wasm', ['module.wat', '-o', 'module.wasm'], { cwd: FOLDER });
  return new Uint8Array(readFileSync(join(FOLDER, 'module.wasm')));
}

function inV8(bytes: Uint8Array): (values: Arguments) => string {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource));
  const f = instance.exports.f as (...values: unknown[]) => bigint;
  return (values) => {
    try {
      return String(f(...values));
    } catch {
      return 'trap';
    }
  };
}

function inWasm3(probe: Probe, bytes: Uint8Array): (values: Arguments) => string {
  expect(probe.load(bytes, bytes.length), probe.text() as string).toBe(0);
  return (values) => {
    const result = [0n];
    const returned = probe.call(BigInt64Array.from(values.map((value) => BigInt(value))), result) as boolean;
    return returned ? String(BigInt(result[0])) : 'trap';
  };
}

/** Outcomes of each case in V8, where they are wasm3's own too: it has mistakes around nested blocks. */
function expectSame(body: string, cases: readonly Arguments[]): string[] {
  const bytes = assemble(body);
  const expected = cases.map(inV8(bytes));
  if (cases.map(inWasm3(plain, bytes)).join() !== expected.join()) return [];
  expect(cases.map(inWasm3(fused, bytes)), `${body}\nof ${cases.join(' | ')}`).toEqual(expected);
  return expected;
}

const get = (local: number) => `(local.get ${local})`;
const load = (offset: number, address: string) => `(i64.load32_s offset=${offset} ${address})`;

/** Addresses where each word of `offset` is inside, at the end, and beyond it, by a byte and by a wrap. */
const edges = (offset: number) =>
  [0, 1, 4, PAGE - 8, PAGE - 4, PAGE - 3, PAGE, -1, -4, -PAGE].map((at) => (at - offset) | 0);

describe('a fused sequence', () => {
  const product = `(i64.mul ${load(12, get(0))} ${get(2)})`;
  const turned = `(i64.mul ${get(2)} ${load(12, get(0))})`;
  const taps = [8, 4, 0, 12].reduce(
    (sum, offset, i) => `(i64.add ${sum} (i64.mul ${get(2 + (i % 3))} ${load(offset, get(0))}))`,
    get(4),
  );

  it.each([
    ['sum + load x factor', `(i64.add ${get(3)} ${product})`],
    ['sum + factor x load', `(i64.add ${get(3)} ${turned})`],
    ['sum - load x factor', `(i64.sub ${get(3)} ${product})`],
    ['sum - factor x load', `(i64.sub ${get(3)} ${turned})`],
    ['load x factor + sum', `(i64.add ${product} ${get(3)})`],
    ['load x factor - sum', `(i64.sub ${product} ${get(3)})`],
    ['a sum in the register', `(i64.add (i64.xor ${get(3)} ${get(4)}) ${turned})`],
    ['a difference from the register', `(i64.sub (i64.xor ${get(3)} ${get(4)}) ${turned})`],
    [
      'a factor in the register',
      `(i64.add (i64.mul (i64.xor ${get(3)} ${get(4)}) ${load(12, get(0))}) ${get(2)})`,
    ],
    ['a register below both', `(i64.xor (i64.xor ${get(3)} ${get(4)}) (i64.add ${product} ${get(3)}))`],
    ['load x load', `(i64.add (i64.mul ${load(12, get(0))} ${load(12, get(1))}) ${get(2)})`],
    ['factor x factor + sum', `(i64.add (i64.mul ${get(2)} ${get(3)}) ${get(4)})`],
    ['register x factor + sum', `(i64.add (i64.mul (i64.xor ${get(3)} ${get(4)}) ${get(2)}) ${get(4)})`],
    ['factor x register + sum', `(i64.add (i64.mul ${get(2)} (i64.xor ${get(3)} ${get(4)})) ${get(4)})`],
    ['sum + factor x factor', `(i64.add ${get(4)} (i64.mul ${get(2)} ${get(2)}))`],
    ['four taps', taps],
    ['taps of two bases', `(i64.add ${taps} (i64.mul ${get(3)} ${load(12, get(1))}))`],
    ['taps and a difference', `(i64.sub ${taps} (i64.mul ${get(3)} ${load(12, get(0))}))`],
    ['a local set between', `(local.set 2 (i64.add ${product} ${get(2)})) (i64.add ${turned} ${get(2)})`],
    [
      'a local teed in it',
      `(i64.add (local.tee 3 (i64.add ${get(3)} ${turned})) (i64.mul ${get(3)} ${get(3)}))`,
    ],
  ])('%s is what V8 makes of it, at every edge of the memory', (_, body) => {
    const values = [-1n, 0x7fff_ffff_ffff_ffffn, 0x1_0000_0001n] as const;
    const cases = edges(12).flatMap((a) => edges(12).map((b): Arguments => [a, b, ...values]));
    const outcomes = expectSame(body, cases);
    if (/load/.test(body)) expect(outcomes).toContain('trap');
    expect(new Set(outcomes).size).toBeGreaterThan(body.includes('load') ? 2 : 0);
  });

  it('is not made of what follows unreachable code', () => {
    expectSame(`(block (result i64) (br 0 ${get(2)}) (i64.add (i64.mul ${get(2)}) ${get(3)}))`, [
      [0, 0, 5n, 6n, 7n],
    ]);
  });
});

describe('a random function', () => {
  const offset = fc.constantFrom(0, 4, 8, 64, 1000, PAGE - 16, 0xffff_fff0);
  const { value } = fc.letrec<{ value: string; address: string }>((tie) => ({
    address: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(...I32.map(get)),
      fc.constantFrom('(i32.const 8)'),
    ),
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom(...I64.map(get)),
      fc.constantFrom('(i64.const -3)', '(i64.const 4294967297)'),
      fc.tuple(offset, tie('address')).map(([at, address]) => load(at, address)),
      fc.tuple(tie('value'), tie('value')).map(([a, b]) => `(i64.mul ${a} ${b})`),
      fc.tuple(tie('value'), tie('value')).map(([a, b]) => `(i64.add ${a} ${b})`),
      fc.tuple(tie('value'), tie('value')).map(([a, b]) => `(i64.sub ${a} ${b})`),
      fc.tuple(fc.constantFrom(...I64), tie('value')).map(([local, a]) => `(local.tee ${local} ${a})`),
      fc
        .tuple(fc.constantFrom(...I32), tie('value'), tie('value'))
        .map(([local, a, b]) => `(if (result i64) ${get(local)} (then ${a}) (else ${b}))`),
      fc.tuple(tie('value'), tie('value')).map(([a, b]) => `(block (result i64) (drop ${a}) ${b})`),
    ),
  }));
  const statement = fc.tuple(fc.constantFrom(...I64), value).map(([local, a]) => `(local.set ${local} ${a})`);
  const body = fc
    .tuple(fc.array(statement, { maxLength: 4 }), value)
    .map(([set, a]) => [...set, a].join('\n'));
  const address = fc.oneof(
    fc.integer({ min: 0, max: 64 }),
    fc.constantFrom(PAGE - 4, PAGE - 20, PAGE, -8, -1),
  );
  const word = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const cases = fc.array(fc.tuple(address, address, word, word, word), { minLength: 4, maxLength: 4 });

  it('is what V8 makes of it', () => {
    const numRuns = Number(process.env.TWINMETER_FUZZ_RUNS ?? 80);
    fc.assert(
      fc.property(body, cases, (text, values) => void expectSame(text, values)),
      { numRuns },
    );
  });
});
