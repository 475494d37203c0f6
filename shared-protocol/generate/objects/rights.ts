// Rights by class and association, as access bytes.
import { refuseDuplicates, SpecError } from '../spec-error.ts';
import type { RightsSpec } from './spec.ts';

const FILE = 'rights.json';
/** Rows say by a mask of 16 bits which associations see them; the last one, that they are in no object list. */
const ASSOCIATIONS_MAX = 15;
export const UNLISTED = 1 << ASSOCIATIONS_MAX;

const numbersOf = ({ associations }: RightsSpec, kind: 'client' | 'level') =>
  associations.flatMap((association) => association[kind] ?? []);

/** The checked table. Throws SpecError. */
export class RightsTable {
  readonly associations: string[];
  /** Access byte by class and association. */
  readonly bytes: number[][];
  readonly classes: string[];
  /** Client of COSEM by association, 0 for none. */
  readonly clients: number[];
  readonly #spec: RightsSpec;

  constructor(spec: RightsSpec) {
    this.#spec = spec;
    this.associations = spec.associations.map(({ name }) => name);
    this.classes = Object.keys(spec.classes);
    this.clients = spec.associations.map(({ client }) => client ?? 0);
    refuseDuplicates(FILE, 'associations', 'name', this.associations);
    refuseDuplicates(FILE, 'associations', 'client', numbersOf(spec, 'client'));
    refuseDuplicates(FILE, 'associations', 'level', numbersOf(spec, 'level'));
    if (this.associations.length > ASSOCIATIONS_MAX)
      throw new SpecError(FILE, 'associations', `more than ${ASSOCIATIONS_MAX}`);
    this.bytes = Object.entries(spec.classes).map(([name, rights]) => this.#row(spec, name, rights));
  }

  /** Number of a class. */
  index(name: string, refuse: (reason: string) => never): number {
    const index = this.classes.indexOf(name);
    return index >= 0 ? index : refuse(`unknown rights '${name}'`);
  }

  /**
   * Number of a class for a method. Read and access are one bit: where hands at a port ask too, a class that lets somebody
   * read would let him execute, so a method has a class of its own there.
   */
  indexForMethod(name: string, refuse: (reason: string) => never): number {
    const index = this.index(name, refuse);
    const reader = Object.entries(this.#spec.classes[name]).find(
      ([, words]) => words.includes('read') && !words.includes('access'),
    );
    const hasLevels = numbersOf(this.#spec, 'level').length > 0;
    if (hasLevels && reader)
      refuse(`rights '${name}' of a method let '${reader[0]}' read, which is access to it`);
    return index;
  }

  /** Number of an association. */
  association(name: string, refuse: (reason: string) => never): number {
    const index = this.associations.indexOf(name);
    return index >= 0 ? index : refuse(`unknown association '${name}'`);
  }

  #row(spec: RightsSpec, name: string, rights: Record<string, string[]>): number[] {
    const unknown = Object.keys(rights).find((association) => !this.associations.includes(association));
    if (unknown !== undefined)
      throw new SpecError(FILE, `classes: ${name}`, `unknown association '${unknown}'`);
    return this.associations.map((association) =>
      (rights[association] ?? []).reduce((byte, word) => {
        if (!(word in spec.access)) throw new SpecError(FILE, `classes: ${name}`, `unknown access '${word}'`);
        return byte | spec.access[word];
      }, 0),
    );
  }
}
