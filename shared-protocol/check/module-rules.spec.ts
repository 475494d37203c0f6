// What a module may not contain: each rule broken once, in a module that is sound otherwise.
import binaryen from 'binaryen';
import { describe, expect, it } from 'vitest';
import type { Core } from '../generate/model.ts';
import { moduleComplaints } from './module-rules.ts';

const CORE: Core = {
  pages: 1,
  imports: [{ name: 'panic', params: [{ name: 'code', type: 'i32' }], result: 'void', doc: '' }],
  exports: [{ name: 'start', params: [{ name: 'cause', type: 'i32' }], result: 'i32', doc: '' }],
};

const PANIC = '(import "host" "panic" (func $panic (param i32)))';
const MEMORY = '(memory (export "memory") 1 1)';
const START =
  '(func $start (export "start") (param i32) (result i32) (call $panic (local.get 0)) (i32.const 0))';
const SOUND = `(module ${PANIC} ${MEMORY} ${START})`;

function complaints(text: string): string[] {
  const module = binaryen.parseText(text);
  try {
    module.setFeatures(binaryen.Features.All);
    return moduleComplaints(module.emitBinary(), CORE, 'host');
  } finally {
    module.dispose();
  }
}

const changed = (search: string, replacement: string) => {
  expect(SOUND).toContain(search);
  return complaints(SOUND.replace(search, () => replacement));
};

const before = (search: string, added: string) => changed(search, `${added} ${search}`);
const inStart = (code: string) => changed('(i32.const 0))', `${code} (i32.const 0))`);

describe('A module that keeps the rules', () => {
  it('meets no complaint', () => {
    expect(complaints(SOUND)).toEqual([]);
  });

  it('need not import all it may', () => {
    expect(
      complaints(`(module ${MEMORY} (func (export "start") (param i32) (result i32) (i32.const 0)))`),
    ).toEqual([]);
  });
});

describe('A module is refused by name', () => {
  it('for an import from env', () => {
    const env = '(import "env" "abort" (func $abort (param i32 i32 i32 i32)))';
    expect(before(MEMORY, env)).toEqual(['imports env.abort, which is not in the ABI']);
  });

  it('for an import the host does not give', () => {
    const clock = '(import "host" "clock" (func $clock (result i64)))';
    expect(before(MEMORY, clock)).toEqual(['imports host.clock, which is not in the ABI']);
  });

  it('for an import with another signature', () => {
    const module = `(module (import "host" "panic" (func $panic (param i64))) ${MEMORY}
      (func (export "start") (param i32) (result i32) (call $panic (i64.const 1)) (i32.const 0)))`;
    expect(complaints(module)).toEqual(['imports host.panic as (i64) -> void, the ABI says (i32) -> void']);
  });

  it('for an imported memory', () => {
    const module = `(module ${PANIC} (import "env" "memory" (memory $m 1 1)) (export "memory" (memory $m)) ${START})`;
    expect(complaints(module)).toEqual([
      'imports env.memory, which is not in the ABI',
      'has no memory of its own, the ABI says exactly 1 pages',
    ]);
  });

  it('for an imported global', () => {
    const module = SOUND.replace(MEMORY, `(import "env" "base" (global $base i32)) ${MEMORY}`).replace(
      '(local.get 0))',
      '(global.get $base))',
    );
    expect(complaints(module)).toEqual(['imports env.base, which is not in the ABI']);
  });

  it('for memory.grow', () => {
    expect(inStart('(drop (memory.grow (i32.const 1)))')).toEqual(['contains memory.grow']);
  });

  it('for a start function', () => {
    expect(changed(START, `${START} (func $boot (call $panic (i32.const 1))) (start $boot)`)).toEqual([
      'has a start function',
    ]);
  });

  it.each([
    ['(memory (export "memory") 2 2)', 'has 2 to 2 memory pages, the ABI says exactly 1'],
    ['(memory (export "memory") 1 2)', 'has 1 to 2 memory pages, the ABI says exactly 1'],
    ['(memory (export "memory") 1)', 'has 1 to any number of memory pages, the ABI says exactly 1'],
  ])('for its pages: %s', (memory, complaint) => {
    expect(changed(MEMORY, memory)).toEqual([complaint]);
  });

  it('for having no memory', () => {
    expect(changed(MEMORY, '')).toEqual([
      'does not export memory',
      'has no memory of its own, the ABI says exactly 1 pages',
    ]);
  });

  it('for exporting something else under the name memory', () => {
    const module = `(module ${PANIC} (memory 1 1) (global (export "memory") i32 (i32.const 0)) ${START})`;
    expect(complaints(module)).toEqual(['exports memory as global, the ABI says memory']);
  });

  it.each([
    '(drop (f64.add (f64.const 1) (f64.const 2)))',
    '(drop (f32.convert_i32_s (local.get 0)))',
    '(drop (i32.trunc_f64_s (f64.const 2)))',
    '(drop (i64.reinterpret_f64 (f64.const 2)))',
  ])('for floating-point arithmetic: %s', (code) => {
    expect(inStart(code)).toEqual(['contains floating-point arithmetic']);
  });

  it('for a function table', () => {
    expect(before(START, '(table 1 1 funcref) (elem (i32.const 0) $start)')).toEqual([
      'has a function table',
    ]);
  });

  it('for blocks nested deeper than 128, with the function', () => {
    // A block nobody branches to is none to binaryen: each is left from inside.
    const block = (inside: string) => `(block $b (br_if $b (local.get 0)) ${inside})`;
    const nested = (depth: number) =>
      inStart(Array.from({ length: depth }).reduce(block, '(call $panic (local.get 0))') as string);
    expect(nested(128)).toEqual([]);
    expect(nested(129)).toEqual([
      expect.stringMatching(/^nests 129 blocks in \$\w+, at most 128 are allowed$/),
    ]);
  });

  it('for a missing export', () => {
    expect(changed('(export "start")', '')).toEqual(['does not export start']);
  });

  it('for an export too many', () => {
    expect(changed(START, `${START} (func (export "backdoor"))`)).toEqual([
      'exports backdoor, which is not in the ABI',
    ]);
  });

  it('for an export with another signature', () => {
    expect(changed('(export "start") (param i32)', '(export "start") (param i32 i32)')).toEqual([
      'exports start as (i32, i32) -> i32, the ABI says (i32) -> i32',
    ]);
  });
});

describe('A damaged module', () => {
  it('is refused in one line, not with the stack of the reader', () => {
    expect(moduleComplaints(Uint8Array.of(0, 1, 2, 3), CORE, 'host')).toEqual([
      expect.stringMatching(/^is no valid module/),
    ]);
  });
});
