// Looks into data that a client was given: parts of a list, a number, bytes; what is another thing fails the test.
import type { Data } from '../../clients/dlms/axdr.ts';

/** Data of another type than was awaited. */
export class WrongDataError extends Error {}

function fail(data: Data, awaited: string): never {
  throw new WrongDataError(`${data.type} is no ${awaited}`);
}

/** Parts of a list or structure. */
export const partsOf = (data: Data): Data[] =>
  data.type === 'array' || data.type === 'structure' ? data.of : fail(data, 'list');
export const numberOf = (data: Data): number => ('value' in data ? Number(data.value) : fail(data, 'number'));
export const bytesOf = (data: Data): Buffer =>
  'bytes' in data ? Buffer.from(data.bytes) : fail(data, 'string');
