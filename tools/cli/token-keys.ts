// The file of test keys that `twinmeter token make` takes: what a decoder key is made from, or the key itself.
import {
  BASE_YEARS,
  checkTables,
  decoderKey02,
  decoderKey04,
  meterPan,
  misty1Cipher,
  staCipher,
  type BaseYear,
  type Cipher,
  type KeyPlace,
  type StaTables,
} from '../clients/sts/index.ts';
import { BadInputError } from './errors.ts';
import { inputText } from './input-file.ts';

/** A decoder key of one meter, what it is for, and what ciphers with it. */
export interface TestKey {
  readonly place: KeyPlace;
  readonly pan: string;
  readonly base: BaseYear;
  readonly ken: number;
  readonly ea: 7 | 11;
  readonly key: Uint8Array;
  readonly cipher: Cipher;
  /** Of algorithm 07. */
  readonly tables?: StaTables;
}

/** The key that STS 531, the compliance specification, publishes: no meter in service has it. */
const PUBLISHED = {
  ...{ test_keys: true, dkga: 4, ea: 11, vending_key: 'abababababababab949494949494949401234567' },
  ...{ iin: '600727', drn: '00000000000', sgc: 123457, ti: 1, krn: 1, kt: 2, base: 2014, ken: 255 },
};

type Content = Readonly<Record<string, unknown>>;

/** One file, with complaints that name it. */
class KeyFile {
  readonly #name: string;
  readonly #content: Content;

  constructor(name: string, content: Content) {
    [this.#name, this.#content] = [name, content];
    // A vending key opens every meter of its supply group: it belongs into a security module, never into a file.
    if (content.test_keys !== true)
      this.refuse(`"test_keys": true is missing: this command takes test keys alone`);
  }

  refuse(what: string): never {
    throw new BadInputError(`${this.#name}: ${what}`);
  }

  number(field: string, most: number, otherwise?: number): number {
    const value = this.#content[field] ?? otherwise;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
    return this.refuse(`"${field}": expected a number from 0 to ${most}`);
  }

  text(field: string): string {
    const value = this.#content[field];
    return typeof value === 'string' ? value : this.refuse(`"${field}": expected a text`);
  }

  choice<T extends number>(field: string, choices: readonly T[], otherwise: T): T {
    const value = (this.#content[field] ?? otherwise) as T;
    return choices.includes(value) ? value : this.refuse(`"${field}": expected one of ${choices.join(', ')}`);
  }

  hex(field: string): Uint8Array {
    const text = this.text(field);
    return /^([0-9a-f]{2})+$/i.test(text)
      ? Buffer.from(text, 'hex')
      : this.refuse(`"${field}": expected hex digits`);
  }

  has(field: string): boolean {
    return this.#content[field] !== undefined;
  }

  /** Numbers that permute; what is wrong with them is said. */
  tables(): StaTables {
    const tables = this.#content.sta_tables as Partial<StaTables> | undefined;
    const { first, second, permutation } = tables ?? {};
    if (!Array.isArray(first) || !Array.isArray(second) || !Array.isArray(permutation))
      return this.refuse('"sta_tables" with first, second and permutation is missing: "ea": 7 needs them');
    checkTables({ first, second, permutation });
    return { first, second, permutation };
  }
}

function placeIn(file: KeyFile): KeyPlace {
  return {
    iin: file.text('iin'),
    drn: file.text('drn'),
    sgc: file.number('sgc', 999_999),
    ti: file.number('ti', 99),
    krn: file.number('krn', 9),
    kt: file.number('kt', 3),
  };
}

function keyIn(file: KeyFile, place: KeyPlace, base: BaseYear, ea: 7 | 11): Uint8Array {
  if (file.has('decoder_key')) return file.hex('decoder_key');
  const vendingKey = file.hex('vending_key');
  return file.choice('dkga', [2, 4], 4) === 2
    ? decoderKey02(vendingKey, place)
    : decoderKey04(vendingKey, place, base, ea);
}

function testKey(file: KeyFile): TestKey {
  const [place, ea] = [placeIn(file), file.choice('ea', [7, 11], 11)];
  const base = file.choice('base', BASE_YEARS, 2014);
  const key = keyIn(file, place, base, ea);
  const tables = ea === 11 ? undefined : file.tables();
  const cipher = tables ? staCipher(key, tables) : misty1Cipher(key);
  const ken = file.number('ken', 255, 255);
  return { place, pan: meterPan(place), base, ken, ea, key, cipher, ...(tables && { tables }) };
}

function contentOf(path: string): Content {
  const content: unknown = JSON.parse(inputText(path));
  if (typeof content !== 'object' || content === null) throw new SyntaxError('no object');
  return content as Content;
}

/** Of a file, or the published one without. Throws BadInputError, which names file and field. */
export function loadTestKey(path: string | undefined, base?: BaseYear): TestKey {
  const name = path ?? 'the published test key';
  try {
    const content = path === undefined ? PUBLISHED : contentOf(path);
    return testKey(new KeyFile(name, base === undefined ? content : { ...content, base }));
  } catch (error) {
    if (error instanceof BadInputError || !(error instanceof Error) || 'syscall' in error) throw error;
    throw new BadInputError(`${name}: ${error.message}`);
  }
}
