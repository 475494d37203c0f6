// The deepest stack of an image from a root: frames added up along its calls, those through pointers by a list.
import type { CodeFunction } from './disassembly.ts';
import { frameOf, type Call, type Frame } from './frames.ts';

/** What no disassembly tells; boards/rp2350/stack.json. */
export interface StackRules {
  /** What a function may call through its pointers, by the caller's name; names are regular expressions. */
  readonly calls: Readonly<Record<string, readonly string[]>>;
  /** How often a function that calls itself by others may stand on the stack, and why. */
  readonly recursion: Readonly<Record<string, Recursion>>;
  /** Bytes that a function takes in its frame when it runs, at most. */
  readonly dynamic: Readonly<Record<string, { readonly bytes: number; readonly why: string }>>;
  /** Functions that are no part of a stack: they never return to it, or are never reached. */
  readonly never: Readonly<Record<string, string>>;
  /** Operations of an interpreter: each jumps to the next, whatever it is; together they are one function. */
  readonly interpreter?: Interpreter;
  /** What a function of the boot ROM may take. */
  readonly boot_rom_bytes: number;
}

export interface Interpreter {
  readonly operations: string;
  /** Bytes that calls of the module among themselves may take, and why. */
  readonly bytes: number;
  readonly why: string;
  /** The operation that calls the next one without that bound, and how many of them stand on the stack at most. */
  readonly nested: string;
  readonly times: number;
}

export interface Recursion {
  readonly times: number;
  /** It calls itself, and no other way round leads back to it. */
  readonly itself?: boolean;
  readonly why: string;
}

/** A stack whose depth nobody can tell; the text says what is missing. */
export class StackUnknownError extends Error {}

export interface Deepest {
  readonly bytes: number;
  /** Functions on the stack when it is deepest, outermost first. */
  readonly path: readonly string[];
}

const NONE: Deepest = { bytes: 0, path: [] };
const INTERPRETER = 'the module';
const BOOT_ROM = 'the boot ROM';

const deeper = (a: Deepest, b: Deepest): Deepest => (b.bytes > a.bytes ? b : a);
const under = (bytes: number, name: string, inner: Deepest): Deepest => ({
  bytes: bytes + inner.bytes,
  path: [name, ...inner.path],
});

/** Suffixes of the compiler's variants of a function. */
export const plainName = (name: string) => name.replace(/\.(isra|constprop|part|cold)(\.\d+)?/g, '');

interface Node {
  readonly name: string;
  readonly frame: Frame;
}

export class CallGraph {
  private readonly byAddress = new Map<number, Node>();
  private readonly byName = new Map<string, Node[]>();
  private readonly known = new Map<Node, Deepest>();
  private readonly open = new Set<Node>();
  private operations: Deepest | undefined;

  constructor(
    functions: readonly CodeFunction[],
    private readonly rules: StackRules,
  ) {
    for (const code of functions) {
      const node = { name: plainName(code.name), frame: frameOf(code) };
      this.byAddress.set(code.address, node);
      this.byName.set(node.name, [...(this.byName.get(node.name) ?? []), node]);
    }
  }

  /** The deepest stack of the functions whose whole name matches; none matching is a mistake of who asks. */
  deepestOf(name: string): Deepest {
    const nodes = this.named(name);
    if (nodes.length === 0) throw new StackUnknownError(`the image has no function ${name}`);
    return nodes.map((node) => this.deepest(node)).reduce(deeper, NONE);
  }

  /** What matches of a list of handlers; an image need not have all of them. */
  deepestOfSome(names: readonly string[]): Deepest {
    return names
      .flatMap((name) => this.named(name))
      .map((node) => this.deepest(node))
      .reduce(deeper, NONE);
  }

  private named(pattern: string): Node[] {
    const exact = this.byName.get(pattern);
    if (exact) return exact;
    const whole = new RegExp(`^(?:${pattern})$`);
    return [...this.byName].filter(([name]) => whole.test(name)).flatMap(([, nodes]) => nodes);
  }

  private deepest(node: Node): Deepest {
    const known = this.known.get(node);
    if (known) return known;
    if (node.name in this.rules.never) return NONE;
    const recursion = this.recursionOf(node);
    if (this.open.has(node)) {
      if (recursion && (!recursion.itself || [...this.open].at(-1) === node)) return NONE;
      throw new StackUnknownError(
        `${[...this.open].map(({ name }) => name).join(' > ')} > ${node.name} again`,
      );
    }
    this.open.add(node);
    const once = this.onceThrough(node);
    this.open.delete(node);
    const found = recursion ? this.repeated(node, once, recursion.times) : once;
    // Below a function that recurs depths are cut off where it comes again: they hold for its sake alone.
    if (![...this.open].some((one) => this.recursionOf(one))) this.known.set(node, found);
    return found;
  }

  private recursionOf({ name }: Node): Recursion | undefined {
    const { recursion } = this.rules;
    return recursion[
      Object.keys(recursion).find((pattern) => new RegExp(`^(?:${pattern})$`).test(name)) ?? ''
    ];
  }

  private onceThrough(node: Node): Deepest {
    let found: Deepest = { bytes: this.ownBytes(node), path: [node.name] };
    for (const call of node.frame.calls)
      for (const callee of this.callees(node, call))
        found = deeper(found, under(call.depth + this.extra(node), node.name, callee));
    return found;
  }

  private ownBytes({ name, frame }: Node): number {
    if (frame.dynamic.length > 0 && !(name in this.rules.dynamic) && !(name in this.rules.never))
      throw new StackUnknownError(
        `${name} moves the stack pointer by what is not known (${frame.dynamic[0].operands})`,
      );
    return frame.depth + (this.rules.dynamic[name]?.bytes ?? 0);
  }

  private extra = ({ name }: Node) => this.rules.dynamic[name]?.bytes ?? 0;

  /** One round through the function and back to it, as often as it may stand there, and the deepest end. */
  private repeated(node: Node, once: Deepest, times: number): Deepest {
    const round = this.longestTo(node, node, new Set());
    return round < 0 ? once : under((times - 1) * round, `${times} x`, once);
  }

  /** Bytes from a function's start to a call of `goal` below it; negative where there is none. */
  private longestTo(goal: Node, node: Node, seen: Set<Node>): number {
    let longest = -1;
    for (const { depth, target } of node.frame.calls) {
      const callee = target === undefined ? undefined : this.byAddress.get(target);
      const next = callee ? [callee] : this.pointees(node);
      for (const one of next) longest = Math.max(longest, this.through(goal, one, depth, seen));
    }
    return longest < 0 ? longest : longest + this.extra(node);
  }

  private through(goal: Node, callee: Node, depth: number, seen: Set<Node>): number {
    if (callee === goal) return depth;
    if (seen.has(callee) || callee.name in this.rules.never) return -1;
    seen.add(callee);
    const rest = this.longestTo(goal, callee, seen);
    seen.delete(callee);
    return rest < 0 ? -1 : depth + rest;
  }

  private isOperation = (name: string) =>
    this.rules.interpreter !== undefined &&
    new RegExp(`^(?:${this.rules.interpreter.operations})$`).test(name);

  private pointees(node: Node): Node[] {
    return (this.rules.calls[node.name] ?? [])
      .filter((name) => name !== INTERPRETER && name !== BOOT_ROM)
      .flatMap((name) => this.named(name));
  }

  private callees(node: Node, { target }: Call): Deepest[] {
    if (target !== undefined) return this.direct(target);
    const list = this.rules.calls[node.name];
    if (!list && this.isOperation(node.name)) return [];
    if (!list) throw new StackUnknownError(`${node.name} calls through a pointer, and nothing says what`);
    return list.map((name) => this.pointee(name));
  }

  private pointee(name: string): Deepest {
    if (name === INTERPRETER) return this.module();
    if (name === BOOT_ROM) return { bytes: this.rules.boot_rom_bytes, path: [BOOT_ROM] };
    return this.deepestOfSome([name]);
  }

  /** A target inside a function, as a loop of the start-up code has it, is that function's own. */
  private direct(target: number): Deepest[] {
    const callee = this.byAddress.get(target);
    return callee ? [this.deepest(callee)] : [];
  }

  /** Calls among the module's functions up to their bound, nested loops, and the deepest operation. */
  private module(): Deepest {
    if (this.operations) return this.operations;
    const { operations, bytes, nested, times } = this.rules.interpreter!;
    // An operation that comes back to the module does so inside this very bound.
    this.operations = NONE;
    const loop = Math.max(...this.named(nested).map(({ frame }) => frame.depth));
    this.operations = under(bytes + times * loop, INTERPRETER, this.deepestOfSome([operations]));
    return this.operations;
  }
}
