// `twinmeter read --object CODE`: one object of a meter, through a session in programming mode.
import { ClientError, PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { normaliseObis } from '../clients/obis.ts';
import { MeterError } from '../clients/programming/index.ts';
import { objectName } from '../meter/objects.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { printable, printableJson } from './printable.ts';
import { failureLine, proofOf, withProgramming, type SessionValues } from './programming-session.ts';
import { structureNumbers } from './structure-value.ts';

export interface ObjectOptions extends SessionValues {
  readonly object: string;
  readonly json: boolean;
}

interface Outlets {
  readonly print: (text: string) => void;
  readonly complain: (line: string) => void;
}

/** The code with all six fields, and the attribute behind `#`. Throws BadInputError. */
export function addressedOf(object: string): { obis: string; attribute: number } {
  const [code, attribute = '2', ...more] = object.split('#');
  const obis = normaliseObis(code);
  if (!obis || more.length > 0 || !/^\d{1,3}$/.test(attribute))
    throw new BadInputError(`--object ${printable(object)}: expected a code such as 1-0:1.8.0 or 1.8.0#3`);
  return { obis, attribute: Number(attribute) };
}

/** A value as the meter writes it: with a unit behind an asterisk, A-XDR in hexadecimal digits (of several numbers these), or nothing. */
function valueOf(object: string, text: string) {
  const numbers = structureNumbers(object, text)?.map(Number);
  if (numbers) return { value: numbers, text: numbers.join(','), unit: '' };
  const [written, unit = ''] = text.split('*');
  const isNumber = /^-?\d+(\.\d+)?$/.test(written) && (unit !== '' || written.includes('.'));
  return { value: isNumber ? Number(written) : written || null, text: written, unit };
}

/** Reads; returns the exit code: 0 read, 1 the meter refused or did not answer, 2 bad port. Throws BadInputError. */
export async function readObject(options: ObjectOptions, { print, complain }: Outlets): Promise<number> {
  const { object, port, json } = options;
  const { obis, attribute } = addressedOf(object);
  proofOf(options);
  try {
    const answer = await withProgramming(options, (run, talk) => run(talk.read('R6', object)), complain);
    const read = valueOf(object, answer);
    const name = objectName(obis);
    const shown = [
      obis,
      `${read.text || '(no value)'}${read.unit && ` ${read.unit}`}`,
      ...(name === obis ? [] : [name]),
    ];
    print(
      json
        ? printableJson({ port, object: { obis, attribute, name, ...read } })
        : printable(shown.join('  ')),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const refusal = error instanceof MeterError ? error.code : undefined;
    if (json)
      print(printableJson({ port, object: { obis, attribute }, error: refusal, reason: error.message }));
    complain(failureLine('read', error));
    return [PortMissingError, PortUnusableError].some((cause) => error instanceof cause)
      ? EXIT_BAD_INPUT
      : EXIT_FAILURE;
  }
}
