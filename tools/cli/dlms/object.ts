// Objects as they are named on the command line: 8/0-0:1.0.0.255#2, or shorter where the meter's own list tells the class.
import type { ListedObject, Target } from '../../clients/dlms/index.ts';
import { ClientError } from '../../clients/errors.ts';
import { normaliseObis } from '../../clients/obis.ts';
import { BadInputError } from '../errors.ts';
import { printable } from '../printable.ts';

export interface Named {
  readonly class?: number;
  readonly obis: string;
  readonly id: number;
}

const FORM = /^(?:(\d{1,5})\/)?([^#/]+?)(?:#(\d{1,3}))?$/;
/** Attributes and methods are numbered by a signed byte. */
const MOST_ID = 127;
const MOST_CLASS = 0xffff;

/** `preset`: the attribute or method where none is named. Throws BadInputError. */
export function namedObject(option: string, text: string, preset = 2): Named {
  const [, of, code = '', id = String(preset)] = FORM.exec(text) ?? [];
  const obis = normaliseObis(code);
  const isGood = obis && Number(id) >= 1 && Number(id) <= MOST_ID && Number(of ?? 0) <= MOST_CLASS;
  if (!isGood)
    throw new BadInputError(
      `${option} ${printable(text)}: expected a code such as 1.8.0, 1-0:1.8.0#3 or 8/0-0:1.0.0.255#2`,
    );
  return { class: of === undefined ? undefined : Number(of), obis, id: Number(id) };
}

/** With its class, from the list where it is not named. Throws ClientError where the list has no such object. */
export async function targetOf(named: Named, list: () => Promise<readonly ListedObject[]>): Promise<Target> {
  if (named.class !== undefined) return { ...named, class: named.class };
  const found = (await list()).find(({ obis }) => obis === named.obis);
  if (!found) throw new ClientError(`${named.obis} is not in the object list of this client`);
  return { ...named, class: found.class };
}
