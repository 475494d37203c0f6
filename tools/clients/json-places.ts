// Where the names and values of a JSON text stand: what JSON.parse does not tell.

/** Names and indices that lead to a value. */
export type JsonPath = readonly (string | number)[];

export interface JsonPlace {
  /** The name of a value, or its beginning. */
  readonly kind: 'name' | 'value';
  readonly path: JsonPath;
  /** Offset in the text. */
  readonly at: number;
}

/** Strings, what opens, closes or parts, numbers and words. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gsu;

/** All names and values of a text in their order. The text is sound JSON. */
export function* jsonPlaces(text: string): Generator<JsonPlace> {
  const path: (string | number)[] = [];
  let awaitsName = false;
  for (const { 0: token, index: at } of text.matchAll(TOKENS)) {
    const key = path.at(-1);
    if (token === '}' || token === ']') path.pop();
    else if (token === ',') {
      if (typeof key === 'number') path[path.length - 1] = key + 1;
      else awaitsName = true;
    } else if (token === ':') awaitsName = false;
    else if (awaitsName) {
      path[path.length - 1] = JSON.parse(token) as string;
      yield { kind: 'name', path: [...path], at };
    } else yield { kind: 'value', path: [...path], at };
    if (token !== '{' && token !== '[') continue;
    path.push(token === '[' ? 0 : '');
    awaitsName = token === '{';
  }
}
