// A core in this process whose event never ends: it is gone, as one on a board whose watchdog bit, and nobody else is.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FRAM_BYTES } from '../../shared-protocol/generated/ts/protocol.ts';
import { CoreGoneError, HANG, type CoreRunner } from './core-runner.ts';
import { withFuel } from './fuel.ts';
import { boot, buildsProbes, probe } from './testing/c-host-forms.ts';
import { answers, command, METERING_COMMANDS as C, probeText, Scratch } from './testing/probes.ts';
import { V8Core } from './v8-core.ts';
import { Wasm3Library } from './wasm3-library.ts';

buildsProbes();

type Make = (module: Uint8Array) => CoreRunner;
const fram = () => new Uint8Array(FRAM_BYTES).fill(0xff);
const V8: Make = (module) => new V8Core({ role: 'metering', module, fram: fram() });
const IN_PROCESS: [string, Make][] = [
  ['V8', V8],
  ['wasm3', (module) => new Wasm3Library({ role: 'metering', module })],
];

const scratch = new Scratch();

/** The probe with another body of a function. */
function changed(search: string, replacement: string): Uint8Array {
  const text = probeText('metering');
  expect(text).toContain(search);
  return readFileSync(scratch.assemble(text.replace(search, () => replacement)));
}

/** Sixty levels of two calls each: no loop, no deep stack, and no end. */
const EXPONENTIAL = [
  '(func $e0)',
  ...Array.from({ length: 60 }, (_, n) => `(func $e${n + 1} (call $e${n}) (call $e${n}))`),
  '(func $without_stack (call $e60))',
].join('\n');

describe.each(IN_PROCESS)('A core under %s', (_, make) => {
  it.each([
    ['in a loop', () => probe('metering'), C.hang],
    [
      'in calls without a loop',
      () => changed('(func $without_stack (call $without_stack))', EXPONENTIAL),
      C.recursionWithoutStack,
    ],
  ])('that hangs %s is gone', async (_where, module, code) => {
    const core = make(module());
    expect(await core.slice([])).toHaveLength(1);
    expect(() => core.slice([command(code)])).toThrow(new CoreGoneError('metering', HANG));
  });

  it('that hangs leaves another alone, and one made anew starts', async () => {
    const [one, other] = [make(probe('metering')), make(probe('metering'))];
    await other.slice([]);
    expect(() => one.slice([command(C.hang)])).toThrow(CoreGoneError);
    expect(() => make(probe('metering')).slice([command(C.hang)])).toThrow(CoreGoneError);
    expect(answers(await other.slice([command(C.count)]))).toEqual([1]);
  });

  it('that does not come back from its start is refused', () => {
    const hangs = changed(
      '(func (export "abi_version") (result i32)',
      '(func (export "abi_version") (result i32) (loop $x (br $x))',
    );
    expect(() => make(hangs)).toThrow(/did not come back|does not come back/);
  });
});

describe('Fuel', () => {
  it('lets a core do what it did without', async () => {
    const slice = await boot(() => V8(probe('metering')), 'metering');
    expect(answers(await slice([command(C.count), command(C.divide, 7, 2), command(C.count)]))).toEqual([
      1, 3, 2,
    ]);
  });

  it('is full again for each event', async () => {
    const turns = 1_000_000;
    const loop = `(loop $turn (br_if $turn (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))`;
    const long = changed(
      '(func $without_stack (call $without_stack))',
      `(func $without_stack (local $n i32) (local.set $n (i32.const ${turns})) ${loop})`,
    );
    const core = V8(long);
    for (let event = 0; event < 40; event++)
      expect(answers(await core.slice([command(C.recursionWithoutStack)]))).toEqual([0]);
  });

  it('is not given to a module with instructions that no board runs', () => {
    const simd = changed(
      '(func $without_stack (call $without_stack))',
      '(func $without_stack (drop (v128.const i32x4 1 2 3 4)))',
    );
    expect(() => withFuel('metering', simd, 1)).toThrow(
      /metering module: has an instruction \(0xfd\) that no board runs/,
    );
  });

  it('is given to a module without globals of its own', () => {
    const text = probeText('metering')
      .replace(/\(global \$calls[^\n]*\n/, '')
      .replace('(global.set $calls (i32.add (global.get $calls) (i32.const 1)))', '')
      .replace('(global.get $calls)', '(i32.const 5)');
    const module = readFileSync(scratch.assemble(text));
    expect(() => new WebAssembly.Module(withFuel('metering', module, 1) as BufferSource)).not.toThrow();
  });
});
