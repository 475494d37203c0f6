// How deep a function's own code lets the stack grow, and how deep it stands at each call: its instructions, followed.
import type { CodeFunction, Instruction } from './disassembly.ts';

export interface Call {
  /** Bytes of the caller's stack in use; 0 for a jump that leaves the function behind. */
  readonly depth: number;
  /** Undefined: through a pointer. */
  readonly target: number | undefined;
}

export interface Frame {
  /** Most bytes of the function's own. */
  readonly depth: number;
  readonly calls: readonly Call[];
  /** Instructions that move the stack pointer by what is only known when they run. */
  readonly dynamic: readonly Instruction[];
}

const CONDITION = '(?:eq|ne|cs|cc|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)';
const BRANCH_IF = new RegExp(`^b${CONDITION}$`);
const CALL = new RegExp(`^bl${CONDITION}?$`);
const POINTER_CALL = new RegExp(`^blx(ns)?${CONDITION}?$`);
const CONDITIONAL = new RegExp(`^(?:pop|ldmia|ldr|bx|b|vpop|ldrd|add|sub|push|str|mov)${CONDITION}$`);

/** Registers of a list such as {r4, r5-r7, lr}: how many. */
function countOf(list: string): number {
  let count = 0;
  for (const part of /\{([^}]*)\}/.exec(list)![1].split(',')) {
    const range = /([a-z]+)(\d+)-\1(\d+)/.exec(part);
    count += range ? Number(range[3]) - Number(range[2]) + 1 : 1;
  }
  return count;
}

const wordsOf = (operands: string) => countOf(operands) * (/\{\s*d\d/.test(operands) ? 8 : 4);
const immediate = (operands: string) => Number(/#(-?\d+)/.exec(operands)?.[1] ?? NaN);

/** Bytes by which an instruction moves the stack down; NaN when nobody can say. */
function growth({ name, operands }: Instruction): number {
  const base = name.replace(new RegExp(`${CONDITION}$`), '');
  if (name === 'push' || name === 'vpush') return wordsOf(operands);
  if (base === 'pop' || base === 'vpop') return -wordsOf(operands);
  if (/^(stmdb|vstmdb)$/.test(base) && operands.startsWith('sp!')) return wordsOf(operands);
  if (/^(ldmia|vldmia)$/.test(base) && operands.startsWith('sp!')) return -wordsOf(operands);
  if (/\[sp, #-?\d+\]!$/.test(operands)) return -immediate(operands);
  if (/\[sp\], #\d+$/.test(operands)) return -immediate(operands);
  if (!/^(sub|add|subw|addw|mov)s?$/.test(name) || !/^sp\b/.test(operands)) return 0;
  if (/^sp, (sp, )?#/.test(operands))
    return name.startsWith('sub') ? immediate(operands) : -immediate(operands);
  // From the frame pointer: back up to where the frame began, which is not counted.
  return /^sp, r7\b/.test(operands) || name.startsWith('add') ? 0 : NaN;
}

const returns = ({ name, operands }: Instruction) =>
  (/^(pop|ldmia)/.test(name) && /\bpc\b/.test(operands)) ||
  (/^bx/.test(name) && operands === 'lr') ||
  (/^ldr/.test(name) && /^pc, \[sp\], /.test(operands));

/** A jump through a register or to an address read from memory. */
const jumpsAway = ({ name, operands }: Instruction) =>
  /^bx/.test(name) || (/^(ldr|mov)/.test(name) && /^pc\b/.test(operands));

class Walk {
  readonly depthAt = new Map<number, number>();
  readonly calls: Call[] = [];
  readonly dynamic: Instruction[] = [];
  depth = 0;
  private readonly work: [number, number][] = [];
  private readonly places: Map<number, number>;

  constructor(private readonly code: CodeFunction) {
    this.places = new Map(code.instructions.map(({ address }, i) => [address, i]));
    this.visit(0, 0);
    while (this.work.length > 0) this.step(...this.work.pop()!);
  }

  private visit(index: number, depth: number): void {
    const at = this.code.instructions[index]?.address;
    if (at === undefined || (this.depthAt.get(at) ?? -1) >= depth) return;
    this.depthAt.set(at, depth);
    this.work.push([index, depth]);
  }

  private step(index: number, before: number): void {
    const instruction = this.code.instructions[index];
    const { name, target } = instruction;
    if (BRANCH_IF.test(name) || name.startsWith('cb')) {
      this.go(target!, before);
      return this.visit(index + 1, before);
    }
    if (name === 'b') return this.go(target!, before);
    if (CALL.test(name) || POINTER_CALL.test(name)) {
      this.calls.push({ depth: before, target });
      return this.visit(index + 1, before);
    }
    this.straightOn(instruction, index, before);
  }

  private straightOn(instruction: Instruction, index: number, before: number): void {
    const conditional = CONDITIONAL.test(instruction.name);
    if (returns(instruction)) return conditional ? this.visit(index + 1, before) : undefined;
    const cases = this.switchTable(instruction);
    if (cases.length > 0) return cases.forEach((target) => this.go(target, before));
    if (jumpsAway(instruction)) {
      this.calls.push(this.jump(instruction, before));
      return conditional ? this.visit(index + 1, before) : undefined;
    }
    const grown = growth(instruction);
    if (Number.isNaN(grown)) this.dynamic.push(instruction);
    // What may not have been executed is taken for the deeper of both.
    const after = Math.max(0, before + (Number.isNaN(grown) || (conditional && grown < 0) ? 0 : grown));
    this.depth = Math.max(this.depth, after);
    this.visit(index + 1, after);
  }

  /** Where a switch goes on: the compiler puts the table of its cases at the next whole word behind the jump. */
  private switchTable({ address, operands }: Instruction): number[] {
    const cases: number[] = [];
    if (!/^pc, \[r\d+, r\d+, lsl #2\]/.test(operands)) return cases;
    for (let at = (address + 4 + 3) & ~3; ; at += 4) {
      const target = (this.code.words.get(at) ?? 0) & ~1;
      if (!this.places.has(target)) return cases;
      cases.push(target);
    }
  }

  /** A veneer's jump has its target in the word behind it. */
  private jump({ name, operands }: Instruction, depth: number): Call {
    const [word] = this.code.words.values();
    const isVeneer = name === 'ldr' && operands.startsWith('pc, [pc') && this.code.words.size === 1;
    return { depth, target: isVeneer ? word & ~1 : undefined };
  }

  private go(target: number, depth: number): void {
    const index = this.places.get(target);
    if (index === undefined) this.calls.push({ depth, target });
    else this.visit(index, depth);
  }
}

export function frameOf(code: CodeFunction): Frame {
  const { depth, calls, dynamic } = new Walk(code);
  return { depth, calls, dynamic };
}
