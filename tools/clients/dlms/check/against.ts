// What a meter's own list and values have otherwise than a companion profile wants; without asking anybody.
import type { Data } from '../axdr.ts';
import { READ, WRITE, type Companion, type CompanionItem, type CompanionObject } from '../companion/profile-file.ts';
import { mayCall, rightsOf, type AttributeRight, type ListedObject, type MethodRight } from '../object-list.ts';
import type { Verdict } from './judge.ts';

const OBJECT = 'objects are those of the profile';
const RIGHT = 'rights are those of the profile';
const TYPE = 'types are those of the profile';

const nameOf = ({ class: of, obis }: { readonly class: number; readonly obis: string }) => `${of}/${obis}`;
const wordsOf = (mode: number) =>
  [mode & READ ? 'read' : '', mode & WRITE ? 'write' : ''].filter(Boolean).join(' and ') || 'nothing';

/** By IEC 62056-6-1: B 128 to 199, C 128 to 199 or 240, D, E or F from 128 on are the manufacturer's. */
function isManufacturers(obis: string): boolean {
  const [, b, c, d, e, f] = obis.split(/[-:.]/u).map(Number);
  const isOwn = (field: number) => field >= 128 && field <= 254;
  return (b >= 128 && b <= 199) || (c >= 128 && c <= 199) || c === 240 || isOwn(d) || isOwn(e) || isOwn(f);
}

/** Read and write of an attribute, in the bits of a profile. */
function modeOf({ mode }: AttributeRight, version: number): number {
  const { read, write } = rightsOf(mode, version);
  return (read ? READ : 0) | (write ? WRITE : 0);
}

/** How the object of a list differs from the one that is wanted, in one client's sight. */
export class CompanionJudge {
  readonly #companion: Companion;
  readonly #client: number;
  /** Version of the association, which says what a mode means. */
  readonly #version: number;

  constructor(companion: Companion, client: number, version: number) {
    this.#companion = companion;
    this.#client = client;
    this.#version = version;
  }

  #wanted({ rights }: CompanionItem): number {
    return this.#companion.rights.get(rights)!.get(this.#client) ?? 0;
  }

  /** Objects that this client can do something with. */
  get #mine(): CompanionObject[] {
    return this.#companion.objects.filter(({ kind }) =>
      [...kind.attributes, ...kind.methods].some((item) => this.#wanted(item) !== 0),
    );
  }

  find(listed: ListedObject): CompanionObject | undefined {
    return this.#companion.objects.find(
      ({ obis, kind }) => obis === listed.obis && kind.class === listed.class,
    );
  }

  #attributeFaults({ kind }: CompanionObject, { attributes }: ListedObject): [number, string][] {
    const have = new Map(attributes.map((each) => [each.id, modeOf(each, this.#version)]));
    const ids = new Set([...kind.attributes.map(({ id }) => id), ...have.keys()]);
    return [...ids].flatMap((id): [number, string][] => {
      const item = kind.attributes.find((each) => each.id === id);
      const [wanted, found] = [item ? this.#wanted(item) : 0, have.get(id) ?? 0];
      return wanted === found ? [] : [[id, `allows ${wordsOf(found)}, the profile ${wordsOf(wanted)}`]];
    });
  }

  #methodFaults({ kind }: CompanionObject, { methods }: ListedObject): string[] {
    const isOpen = ({ mode }: MethodRight) => mayCall(mode, this.#version);
    const open = new Set(methods.filter(isOpen).map(({ id }) => id));
    const wanted = new Set(kind.methods.filter((item) => this.#wanted(item) !== 0).map(({ id }) => id));
    return [
      ...[...wanted].filter((id) => !open.has(id)).map((id) => `method ${id} may not be called, the profile wants it`),
      ...[...open].filter((id) => !wanted.has(id)).map((id) => `method ${id} may be called, in the profile it may not`),
    ];
  }

  #objectFaults(wanted: CompanionObject, list: readonly ListedObject[]): Verdict[] {
    const object = nameOf({ class: wanted.kind.class, obis: wanted.obis });
    const failed = (check: string, reason: string, attribute?: number): Verdict => ({
      ...{ check, object, ...(attribute === undefined ? {} : { attribute }) },
      ...{ outcome: 'failed', reason },
    });
    const listed = list.find((each) => each.obis === wanted.obis && each.class === wanted.kind.class);
    if (!listed) return [failed(OBJECT, `is not in the list (${wanted.name})`)];
    const { version } = wanted.kind;
    const isOther = version !== undefined && version !== listed.version;
    const faults = [
      ...(isOther ? [failed(OBJECT, `has version ${listed.version}, the profile wants ${version}`)] : []),
      ...this.#attributeFaults(wanted, listed).map(([id, reason]) => failed(RIGHT, reason, id)),
      ...this.#methodFaults(wanted, listed).map((reason) => failed(RIGHT, reason)),
    ];
    return faults.length > 0 ? faults : [{ check: OBJECT, object, outcome: 'passed' }];
  }

  #others(list: readonly ListedObject[]): Verdict[] {
    if (this.#companion.allowsOthers) return [];
    const others = list.filter((each) => !this.find(each) && !isManufacturers(each.obis));
    return others.map((each) => ({
      ...{ check: OBJECT, object: nameOf(each), outcome: 'failed' },
      reason: 'is not in the profile',
    }));
  }

  /** What differs in a list; one verdict that is skipped where the profile does not know the client. */
  list(list: readonly ListedObject[]): Verdict[] {
    const { name, clients } = this.#companion;
    if (![...clients.values()].includes(this.#client)) {
      const reason = `${name} says nothing of client ${this.#client}`;
      return [{ check: OBJECT, outcome: 'skipped', reason }];
    }
    return [...this.#mine.flatMap((each) => this.#objectFaults(each, list)), ...this.#others(list)];
  }

  /** Why a value that was read is not of the profile's type; undefined where it is, where there is none, or where the profile does not say. */
  type(listed: ListedObject, attribute: number, data: Data): Verdict | undefined {
    const item = this.find(listed)?.kind.attributes.find(({ id }) => id === attribute);
    if (!item || item.type === 'any' || data.type === 'null' || item.type.split('|').includes(data.type)) return undefined;
    const reason = `is ${data.type}, the profile wants ${item.type}`;
    return { check: TYPE, object: nameOf(listed), attribute, outcome: 'failed', reason };
  }

  /** Codes in the rows of a log that the profile does not have for it. */
  events(log: ListedObject, columns: Data, buffer: Data): Verdict[] {
    const known = this.#companion.events.filter((event) => event.log === log.obis).map(({ code }) => code);
    if (known.length === 0 || log.class !== 7) return [];
    const check = 'events are those of the profile';
    const strange = [...new Set(codesIn(columns, buffer))].filter((code) => !known.includes(code));
    const outcome = strange.length === 0 ? 'passed' : 'failed';
    const reason = strange.length === 0 ? {} : { reason: `code ${strange.join(', ')} is not in the profile` };
    return [{ check, object: nameOf(log), attribute: 2, outcome, ...reason }];
  }
}

/** Codes of a log's entries: of the column that captures 0-0:96.11.e. */
function codesIn(columns: Data, buffer: Data): number[] {
  const isCode = (column: Data) => {
    const [, name] = 'of' in column ? column.of : [];
    if (name?.type !== 'octet-string') return false;
    const [a, b, c, d] = name.bytes;
    return a === 0 && b === 0 && c === 96 && d === 11;
  };
  const at = 'of' in columns ? columns.of.findIndex(isCode) : -1;
  const rows = 'of' in buffer ? buffer.of : [];
  return rows.flatMap((row) => {
    const code = 'of' in row ? row.of[at] : undefined;
    return code && 'value' in code ? [Number(code.value)] : [];
  });
}
