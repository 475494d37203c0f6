// A setting of several numbers as people write it, numbers with commas between them, to A-XDR and back.
import { STRUCTURES } from '../../shared-protocol/generated/ts/structures.ts';
import {
  decodeData,
  encodeData,
  numberOf,
  NUMBERS,
  structure,
  type NumberType,
} from '../clients/dlms/axdr.ts';
import { normaliseObis } from '../clients/obis.ts';
import { BadInputError } from './errors.ts';

const LIST = /^-?\d+(\s*,\s*-?\d+)*$/;

/** Types of the fields of an object (`0-0:96.142.10`, with #n an attribute of it); undefined where it is no such setting. */
function typesOf(id: string): readonly NumberType[] | undefined {
  const [code, attribute = '2'] = id.split('#');
  return STRUCTURES[`${normaliseObis(code)}#${attribute}`] as readonly NumberType[] | undefined;
}

function fieldOf(id: string, type: NumberType, word: string) {
  const value = BigInt(word);
  const [, bytes, isSigned] = NUMBERS[type];
  const span = 1n << BigInt(8 * bytes);
  const least = isSigned ? -span / 2n : 0n;
  if (value >= least && value < least + span) return numberOf(type, value);
  throw new BadInputError(`${id} ${word}: expected a number from ${least} to ${least + span - 1n}`);
}

/** A-XDR in hexadecimal digits of a list of numbers; undefined where the object or the value is something else. Throws BadInputError. */
export function structureDigits(id: string, value: string): string | undefined {
  const types = typesOf(id);
  if (!types || !LIST.test(value)) return undefined;
  const words = value.split(',').map((word) => word.trim());
  if (words.length !== types.length)
    throw new BadInputError(`${id} ${value}: expected ${types.length} numbers with commas between them`);
  const fields = types.map((type, i) => fieldOf(id, type, words[i]));
  return encodeData(structure(...fields))
    .toString('hex')
    .toUpperCase();
}

/** The numbers of a reading in hexadecimal digits; undefined where the object or the reading is something else. */
export function structureNumbers(id: string, digits: string): bigint[] | undefined {
  if (!typesOf(id) || !/^([\dA-F]{2})+$/.test(digits)) return undefined;
  const data = decodeData(Buffer.from(digits, 'hex'));
  return 'of' in data
    ? data.of.flatMap((field) => ('value' in field ? [BigInt(field.value)] : []))
    : undefined;
}
