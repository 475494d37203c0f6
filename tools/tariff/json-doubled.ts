// Names that stand twice in an object of JSON: JSON.parse takes the last of them and says nothing.
import { jsonPlaces, type JsonPath } from '../clients/json-places.ts';

const placeOf = (path: JsonPath): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${key}`)).join('');

/** Place of the first name that stands twice in one object, such as `periods[0].ended`. The text is sound JSON. */
export function doubledIn(text: string): string | undefined {
  const seen = new Set<string>();
  for (const { kind, path } of jsonPlaces(text)) {
    if (kind === 'value') continue;
    const name = JSON.stringify(path);
    if (seen.has(name)) return placeOf(path);
    seen.add(name);
  }
  return undefined;
}
