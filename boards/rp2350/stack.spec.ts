// Worst-case C stack and SRAM of each image against the budget of its board, and what makes that analysis fail.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { disassemble, parseDisassembly, type CodeFunction } from '../../tools/firmware/stack/disassembly.ts';
import { frameOf } from '../../tools/firmware/stack/frames.ts';
import { stacksOf, type ImageRules } from '../../tools/firmware/stack/image-stack.ts';
import { boardFor } from '../../tools/firmware/boards.ts';
import { imageFile } from '../../tools/firmware/firmware-image.ts';
import { memoryOf, readSections } from '../../tools/firmware/sections.ts';
import { ROOT } from '../../tools/build/paths.ts';
import { highWater } from '../../tools/figures/sizes/high-water.ts';
import { built, CYCLES_PER_MS, managementBoard, meteringBoard, read } from './image-boards.ts';

const SCRATCH_BYTES = 8192;
const STRIPED_SRAM_BYTES = 512 * 1024;

const rules = JSON.parse(readFileSync(join(ROOT, 'boards/rp2350/stack.json'), 'utf8')) as ImageRules;
/** The stack of slow work as resources.h sets it aside. */
const workBudget = Number(
  /#define WORK_STACK_BYTES (\d+)/.exec(readFileSync(join(ROOT, 'boards/rp2350/resources.h'), 'utf8'))![1],
);

function hasTools(): boolean {
  try {
    execFileSync('arm-none-eabi-objdump', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const IMAGES = [
  ['metering', 'wasm3'],
  ['metering', 'aot'],
  ['management', 'wasm3'],
] as const;

describe.skipIf(!built || !hasTools())('The image for', () => {
  it.each(IMAGES)('%s (%s) never takes more stack than its board sets aside', (role, engine) => {
    const stacks = stacksOf(disassemble(imageFile(role, engine)), rules);
    const { stack_reserved_bytes } = boardFor(role, engine).memory;
    console.log(
      `${role} ${engine}: main stack ${stacks.main_bytes} of ${stack_reserved_bytes + SCRATCH_BYTES}, ` +
        `slow work ${stacks.work_bytes} of ${workBudget}`,
    );
    expect(stacks.main_bytes).toBeLessThanOrEqual(stack_reserved_bytes + SCRATCH_BYTES);
    expect(stacks.work_bytes).toBeLessThanOrEqual(workBudget);
    // Each level has handlers, and the loop reaches the module.
    for (const { bytes } of stacks.levels) expect(bytes).toBeGreaterThan(0);
    expect(stacks.loop.path.join(' ')).toMatch(/engine_call/);
  });

  it.each(['metering', 'management'] as const)(
    '%s was never seen deeper than the analysis says, boot and a second of work included',
    (role) => {
      const elf = read(role);
      const { board } = role === 'metering' ? meteringBoard(elf) : managementBoard(elf);
      board.runUntil(1500 * CYCLES_PER_MS);
      const { stackBytes } = highWater(elf, (address) => board.chip.memory.word(address)!);
      board.close();
      const { main_bytes } = stacksOf(disassemble(imageFile(role, 'wasm3')), rules);
      console.log(`${role} wasm3: ${stackBytes} bytes of main stack seen`);
      expect(stackBytes).toBeGreaterThan(1000);
      expect(stackBytes).toBeLessThanOrEqual(main_bytes);
    },
  );

  it.each(IMAGES)('%s (%s) has SRAM for all its data beside its stack', (role, engine) => {
    const sections = readSections(new Uint8Array(readFileSync(imageFile(role, engine))));
    const inSram = sections.filter(({ address }) => memoryOf(address) === 'sram');
    const bytes = inSram.reduce((sum, section) => sum + section.bytes, 0);
    expect(bytes + boardFor(role, engine).memory.stack_reserved_bytes).toBeLessThanOrEqual(
      STRIPED_SRAM_BYTES,
    );
  });

  it.each(['metering', 'management'] as const)(
    '%s that gives an identity (provisioning) stays below the same bound, public keys made in its loop',
    (role) => {
      const elf = imageFile(role, 'wasm3').replace(/\.elf$/, '-provision.elf');
      if (!existsSync(elf)) return;
      const functions = disassemble(elf);
      const { main_bytes, loop } = stacksOf(functions, rules);
      console.log(`${role} provisioning: main stack ${main_bytes}`);
      expect(loop.path.join(' ')).toMatch(/ceremony_\w+ .*crypto_/);
      expect(main_bytes).toBeLessThanOrEqual(
        boardFor(role, 'wasm3').memory.stack_reserved_bytes + SCRATCH_BYTES,
      );
      // No engine, no module: neither meters by mistake.
      expect(functions.filter(({ name }) => /^(op_|m3_|host_boot|engine_)/.test(name))).toEqual([]);
    },
  );

  it('metering is over its budget once a function on its way to the module has a frame of 8 KB', () => {
    const functions = disassemble(imageFile('metering', 'wasm3'));
    const grown = functions.map((code) => (code.name === 'host_call' ? withFrame(code, 8192) : code));
    const budget = boardFor('metering', 'wasm3').memory.stack_reserved_bytes + SCRATCH_BYTES;
    expect(stacksOf(grown, rules).main_bytes).toBeGreaterThan(budget);
  });
});

/** The function with `sub sp` as its first instruction. */
function withFrame(code: CodeFunction, bytes: number): CodeFunction {
  const { address } = code.instructions[0];
  const sub = { address: address - 1, name: 'sub', operands: `sp, #${bytes}`, target: undefined };
  return { ...code, instructions: [sub, ...code.instructions] };
}

const ROOTS = {
  roots: { boot: 'main', below_loop: ['main'], loop: 'loop', work: 'work', levels: [] },
  exception_frame_bytes: 100,
};
const NO_RULES: ImageRules = {
  ...ROOTS,
  ...{ calls: {}, recursion: {}, dynamic: {}, never: {}, boot_rom_bytes: 0 },
};
const MAIN = ['00000000 <main>:', '   0:\tpush\t{r4, lr}', '   2:\tpop\t{r4, pc}', ''];
const LOOP = [
  '00000010 <loop>:',
  '  10:\tpush\t{r4, r5, lr}',
  '  12:\tbl\t20 <leaf>',
  '  16:\tpop\t{r4, r5, pc}',
  '',
];
const WORK = ['00000018 <work>:', '  18:\twfe', '  1a:\tb.n\t18 <work>', ''];
const leaf = (...lines: string[]) => [
  '00000020 <leaf>:',
  ...lines.map((line, i) => `  ${(0x20 + 2 * i).toString(16)}:\t${line}`),
];
const stacks = (lines: string[], more: Partial<ImageRules> = {}) =>
  stacksOf(parseDisassembly([...MAIN, ...LOOP, ...WORK, ...lines].join('\n')), { ...NO_RULES, ...more });

describe('The analysis of stacks', () => {
  it('adds frames along calls, pushes of exceptions, and what stands below the loop', () => {
    const found = stacks(leaf('sub\tsp, #40\t@ 0x28', 'add\tsp, #40', 'bx\tlr'));
    expect(found.loop).toEqual({ bytes: 12 + 40, path: ['loop', 'leaf'] });
    expect(found.main_bytes).toBe(8 + 100 + 52);
    expect(found.work_bytes).toBe(100);
  });

  it('follows both ways of a branch, and counts the deeper one', () => {
    const code = leaf(
      'cbz\tr0, 28 <leaf+0x8>',
      'push\t{r0, r1, r2, r3}',
      'pop\t{r0, r1, r2, r3}',
      'bx\tlr',
      'vpush\t{d8-d9}',
      'bx\tlr',
    );
    expect(frameOf(parseDisassembly(code.join('\n'))[0]).depth).toBe(16);
  });

  it('follows a switch to the cases of the table behind its jump, which is no call', () => {
    const code = [
      '00000020 <leaf>:',
      '  20:\tldr.w\tpc, [r2, r3, lsl #2]',
      '  24:\t.word\t0x0000002d',
      '  28:\t.word\t0x0000002f',
      '  2c:\tbx\tlr',
      '  2e:\tpush\t{r0, r1}',
      '  30:\tbx\tlr',
    ];
    const { depth, calls } = frameOf(parseDisassembly(code.join('\n'))[0]);
    expect({ depth, calls }).toEqual({ depth: 8, calls: [] });
  });

  it('finds the table of a switch behind the halfword that brings it to a whole word', () => {
    const code = [
      '00000020 <leaf>:',
      '  20:\tnop',
      '  22:\tldr.w\tpc, [r3, r5, lsl #2]',
      '  26:\tnop',
      '  28:\t.word\t0x0000002d',
      '  2c:\tpush\t{r0}',
      '  2e:\tbx\tlr',
    ];
    const { depth, calls } = frameOf(parseDisassembly(code.join('\n'))[0]);
    expect({ depth, calls }).toEqual({ depth: 4, calls: [] });
  });

  it('takes a jump that leaves the function for a call from its depth there', () => {
    const code = leaf('push\t{r4, lr}', 'ldmia.w\tsp!, {r4, lr}', 'b.w\t10 <loop>');
    expect(frameOf(parseDisassembly(code.join('\n'))[0]).calls).toEqual([{ depth: 0, target: 0x10 }]);
  });

  it('refuses a pointer that nothing explains, recursion, and a frame whose size is not known', () => {
    expect(() => stacks(leaf('blx\tr3', 'bx\tlr'))).toThrow(
      'leaf calls through a pointer, and nothing says what',
    );
    expect(() => stacks(leaf('bl\t10 <loop>', 'bx\tlr'))).toThrow('loop > leaf > loop again');
    expect(() => stacks(leaf('sub.w\tsp, sp, r2', 'bx\tlr'))).toThrow(
      'leaf moves the stack pointer by what is not known',
    );
  });

  it('counts what recurs as often as it may', () => {
    const recursion = { loop: { times: 10, why: '' } };
    const found = stacks(leaf('push\t{r4, lr}', 'bl\t10 <loop>', 'pop\t{r4, pc}'), { recursion });
    expect(found.loop.bytes).toBe(9 * (12 + 8) + 12 + 8);
  });

  it('counts an interpreter as its bound, its nested loops and its deepest operation', () => {
    const op = [
      '00000040 <op_deep>:',
      '  40:\tpush\t{r0, r1}',
      '  42:\tbx\tr3',
      '',
      '00000050 <op_loop>:',
      '  50:\tpush\t{r0}',
      '  52:\tblx\tr3',
    ];
    const interpreter = { operations: 'op_.*', bytes: 1000, why: '', nested: 'op_loop', times: 3 };
    const found = stacks([...leaf('blx\tr3', 'bx\tlr'), '', ...op], {
      interpreter,
      calls: { leaf: ['the module'] },
    });
    expect(found.loop.bytes).toBe(12 + 1000 + 3 * 4 + 8);
  });
});
