// Shapes of attributes: tags in pre-order, parsed and checked, each shape kept once.
import type { CosemSpec, RawShape } from './spec.ts';

/** A node: its tag, and of an array the nodes of an entry, of a structure its fields, of fixed bytes their number. */
export interface ShapeNode {
  tag: number;
  argument: number;
}

/** Tag of what the value itself tells; no A-XDR tag has this number. */
export const TAG_CHOICE = 254;
/** Throws Error with the reason. */
export class ShapeReader {
  readonly #types: Record<string, number>;
  readonly #words: string[];
  #at = 0;

  constructor(cosem: CosemSpec, shape: RawShape) {
    const named = typeof shape === 'string' ? cosem.shapes[shape] : shape;
    this.#types = cosem.types;
    this.#words = named ?? [shape as string];
  }

  nodes(): ShapeNode[] {
    const nodes = this.#node(false);
    if (this.#at < this.#words.length) throw new Error(`has more tags than one shape: '${this.#word()}'`);
    return nodes;
  }

  #word = () => this.#words[this.#at];

  #node(within: boolean): ShapeNode[] {
    if (this.#at >= this.#words.length) throw new Error('ends before its last tag');
    const [name, text] = this.#words[this.#at++].split(' ');
    const number = Number(text ?? 0);
    if (!Number.isInteger(number) || number < 0 || number > 255) throw new Error(`'${text}' is not 0..255`);
    if (name === 'choice') return [{ tag: TAG_CHOICE, argument: 0 }];
    if (!(name in this.#types)) throw new Error(`unknown type '${name}'`);
    const tag = this.#types[name];
    if (name === 'array') return this.#array(tag, within);
    if (name !== 'structure') return [{ tag, argument: number }];
    if (number === 0) throw new Error('a structure says how many fields it has');
    const fields = Array.from({ length: number }, () => this.#node(within));
    return [{ tag, argument: number }, ...fields.flat()];
  }

  /** A cursor counts the entries of an array at the head and of one array within at a time. */
  #array(tag: number, within: boolean): ShapeNode[] {
    if (within) throw new Error('an array stands in an entry of an array that is not at the head');
    const entry = this.#node(this.#at > 1);
    return [{ tag, argument: entry.length }, ...entry];
  }
}

/** Shapes by what they are made of, in the order of their first use. */
export class ShapeTable {
  readonly shapes: ShapeNode[][] = [];
  readonly #cosem: CosemSpec;
  readonly #found = new Map<string, number>();

  constructor(cosem: CosemSpec) {
    this.#cosem = cosem;
  }

  /** Number of a shape. Throws Error with the reason. */
  index(shape: RawShape): number {
    const nodes = new ShapeReader(this.#cosem, shape).nodes();
    const key = JSON.stringify(nodes);
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    this.#found.set(key, this.shapes.length);
    this.shapes.push(nodes);
    return this.shapes.length - 1;
  }
}
