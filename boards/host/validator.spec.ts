// The host's validator: against vectors, its own bounds, the specification's test suite, and wasm-validate on mutants.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, WASM_VALIDATION } from '../../tools/build/paths.ts';
import { buildHost, probeText, PROGRAMS, Scratch } from '../../tools/cores/testing/probes.ts';

interface Vector {
  readonly what: string;
  readonly wat?: string;
  readonly hex?: string;
  readonly refused?: string;
  readonly reference?: 'accepts';
}
const { modules } = JSON.parse(readFileSync(join(ROOT, 'hal/vectors/modules.json'), 'utf8')) as {
  modules: readonly Vector[];
};

/** What the cores' modules are compiled without (asconfig.json). */
const FEATURES = [
  'multi-value',
  'simd',
  'reference-types',
  'bulk-memory',
  'sign-extension',
  'saturating-float-to-int',
].map((feature) => `--disable-${feature}`);

const scratch = new Scratch();
beforeAll(buildHost, 300_000);
afterAll(() => scratch.remove());

/** Assembles text as it stands, valid or not, with the names of functions. */
function assemble(wat: string): string {
  const module = scratch.path('module.wasm');
  execFileSync('wat2wasm', ['--no-check', '--debug-names', scratch.write('module.wat', wat), '-o', module]);
  return module;
}

const fileOf = ({ wat, hex }: Vector): string =>
  hex === undefined ? assemble(wat!) : scratch.write('module.wasm', Buffer.from(hex, 'hex'));

const reference = (path: string): boolean =>
  spawnSync('wasm-validate', [...FEATURES, path], { stdio: 'ignore' }).status === 0;

interface Verdict {
  readonly verdict: 'valid' | 'invalid' | 'bound';
  readonly text: string;
}

function verdicts(paths: readonly string[]): Verdict[] {
  const answer = execFileSync(PROGRAMS.verdict, paths, { encoding: 'utf8', maxBuffer: 1 << 24 });
  return answer
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([, verdict, text]) => ({ verdict: verdict as Verdict['verdict'], text }));
}
const verdictOf = (path: string): Verdict => verdicts([path])[0];

describe('The validator', () => {
  it.each(modules.map((vector) => [vector.what, vector] as const))(
    'says of %s what the specification says',
    (_, vector) => {
      const path = fileOf(vector);
      const expected = vector.refused === undefined ? ['valid', ''] : ['invalid', vector.refused];
      expect(Object.values(verdictOf(path))).toEqual(expected);
      expect(reference(path)).toBe(vector.refused === undefined || vector.reference === 'accepts');
      if (vector.refused === undefined) expect(WebAssembly.validate(readFileSync(path))).toBe(true);
    },
  );

  it('takes both cores and the probes', () => {
    const built = ['metering-core', 'management-core', 'protocol'].map((name) =>
      join(ROOT, `build/${name}.wasm`),
    );
    const probes = (['metering', 'management'] as const).map((role) => assemble(probeText(role)));
    for (const verdict of verdicts([...built, ...probes]))
      expect(verdict).toEqual({ verdict: 'valid', text: '' });
  });

  it('refuses both cores wherever they are cut', () => {
    for (const core of ['metering-core', 'management-core']) {
      const bytes = readFileSync(join(ROOT, `build/${core}.wasm`));
      const cuts = Array.from({ length: 60 }, (_, i) => Math.floor(((i + 0.5) * bytes.length) / 60));
      // A cut between sections leaves functions without bodies, or what is exported without what it names.
      const refused = verdicts(cuts.map((at) => scratch.write('cut.wasm', bytes.subarray(0, at))));
      expect(refused.filter(({ verdict }) => verdict !== 'invalid')).toEqual([]);
    }
  });
});

const repeat = (count: number, text: string) => Array(count).fill(text).join(' ');
const body = (text: string) => `(module (func ${text}))`;

/** How many are taken of what, and a module that has so many. */
const BOUNDS: readonly (readonly [string, number, (count: number) => string])[] = [
  ['nested blocks', 64, (n) => body(`${repeat(n - 1, '(block')} ${repeat(n - 1, ')')}`)],
  ['nested blocks', 64, (n) => body(`${repeat(n - 1, '(if (i32.const 1) (then')} ${repeat(n - 1, '))')}`)],
  ['locals', 256, (n) => body(`(param i32 i64) (local ${repeat(n - 2, 'i64')})`)],
  ['operands', 256, (n) => body(`${repeat(n, '(i32.const 1)')} ${repeat(n, '(drop)')}`)],
  ['targets of br_table', 256, (n) => body(`(br_table ${repeat(n + 1, '0')} (i32.const 0))`)],
  ['table entries', 1024, (n) => `(module (table ${n} funcref))`],
  ['parameters', 64, (n) => `(module (type (func (param ${repeat(n, 'i32')}))))`],
  ['globals', 1024, (n) => `(module ${repeat(n, '(global i32 (i32.const 0))')})`],
  [
    'exports',
    256,
    (n) => `(module (func) ${Array.from({ length: n }, (_, i) => `(export "${i}" (func 0))`).join(' ')})`,
  ],
  ['types', 256, (n) => `(module ${repeat(n, '(type (func))')})`],
  ['functions', 16384, (n) => `(module (type (func)) ${repeat(n, '(func (type 0))')})`],
];

describe('The bound on', () => {
  it.each(BOUNDS)('%s takes %i and refuses one more, saying so', (what, most, module) => {
    const [taken, refused] = [most, most + 1].map((count) => assemble(module(count)));
    expect([taken, refused].map(reference)).toEqual([true, true]);
    expect(verdictOf(taken)).toEqual({ verdict: 'valid', text: '' });
    const { verdict, text } = verdictOf(refused);
    expect(verdict).toBe('bound');
    expect(text).toMatch(new RegExp(` section, .*byte \\d+: more than ${most} ${what}$`));
  });
});

const SUITE = join(ROOT, 'build/test/wasm-validation');
const haveSuite = existsSync(join(WASM_VALIDATION, 'expected.tsv'));

/** Modules of the suite with what is expected of them; unpacked once. */
function suite(): { path: string; expected: string }[] {
  mkdirSync(SUITE, { recursive: true });
  execFileSync('tar', ['xzf', join(WASM_VALIDATION, 'modules.tar.gz'), '-C', SUITE]);
  const lines = readFileSync(join(WASM_VALIDATION, 'expected.tsv'), 'utf8').trimEnd().split('\n');
  return lines
    .map((line) => line.split('\t'))
    .map(([name, expected]) => ({ path: join(SUITE, name), expected }));
}

describe("The test suite of WebAssembly's specification", () => {
  it.skipIf(haveSuite)(`is not in ${WASM_VALIDATION}: set TWINMETER_WASM_VALIDATION`, (context) =>
    context.skip(),
  );

  it.skipIf(!haveSuite)('is accepted and refused as it says, but for what is beyond a bound', () => {
    const cases = suite();
    expect(cases.length).toBeGreaterThan(2700);
    const found = verdicts(cases.map(({ path }) => path));
    const differing = cases.flatMap(({ path, expected }, i) =>
      expected === 'either' || expected === found[i].verdict
        ? []
        : [`${path.slice(SUITE.length + 1)}, ${expected}: ${found[i].text.replace(/^.*?byte \d+: /, '')}`],
    );
    expect(differing).toEqual([
      'binary.47.wasm, invalid: more than 256 locals',
      'br_table.0.wasm, valid: more than 256 targets of br_table',
      'names.2.wasm, valid: more than 256 exports',
      'skip-stack-guard-page.0.wasm, valid: more than 256 locals',
    ]);
  });
});

describe('Mutated modules', () => {
  const MUTANTS = Number(process.env.TWINMETER_MUTANTS ?? 300);
  const fuzz = (count: number, seed: number, paths: readonly string[]) =>
    spawnSync(PROGRAMS.moduleFuzz, [String(count), String(seed), scratch.folder, ...paths], {
      encoding: 'utf8',
    });

  /** Small valid modules, where a change is likely to matter, one real core, and the suite's where it is there. */
  const seeds = () => [
    ...modules.filter(({ refused }) => refused === undefined).map(fileOf),
    ...(['metering', 'management'] as const).map((role) => assemble(probeText(role))),
    join(ROOT, 'build/management-core.wasm'),
    ...(haveSuite ? suite() : []).filter(({ expected }) => expected === 'valid').map(({ path }) => path),
  ];

  it('are judged as wasm-validate judges them', { timeout: 60_000 + 200 * MUTANTS }, () => {
    const { status, stdout, stderr } = fuzz(MUTANTS, 1, seeds());
    expect([status, stderr]).toEqual([0, '']);
    const [, accepted, refused] = /both accept (\d+), both refuse (\d+)/.exec(stdout)!.map(Number);
    expect(accepted).toBeGreaterThan(MUTANTS / 20);
    expect(refused).toBeGreaterThan(MUTANTS / 4);
  });

  it('are the same for the same seed', () => {
    const first = fuzz(20, 7, seeds()).stdout;
    expect(fuzz(20, 7, seeds()).stdout).toBe(first);
    expect(readdirSync(scratch.folder)).toContain('mutant.wasm');
  });
});
