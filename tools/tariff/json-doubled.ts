// Names that stand twice in an object of JSON: JSON.parse takes the last of them and says nothing.

/** Strings, and what opens, closes or parts; numbers and words say nothing of names. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}:,]/gs;

interface Level {
  /** Names seen in an object; undefined for a list. */
  readonly names?: Set<string>;
  /** Name or index of the value that is read, with what it stands in. */
  readonly place: string;
  name: string;
  index: number;
}

const placeOf = ({ names, place, name, index }: Level): string =>
  names ? `${place}${place && '.'}${name}` : `${place}[${index}]`;

/** Notes a name; the place of one that stands there already. */
function noted(level: Level, token: string): string | undefined {
  level.name = JSON.parse(token) as string;
  if (level.names!.has(level.name)) return placeOf(level);
  level.names!.add(level.name);
  return undefined;
}

/** Place of the first name that stands twice in one object, such as `periods[0].ended`. The text is sound JSON. */
export function doubledIn(text: string): string | undefined {
  const levels: Level[] = [];
  let awaitsName = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      const names = token === '{' ? new Set<string>() : undefined;
      levels.push({ names, place: level ? placeOf(level) : '', name: '', index: 0 });
      awaitsName = token === '{';
    } else if (token === '}' || token === ']') {
      levels.pop();
      awaitsName = false;
    } else if (token === ',' && level) {
      level.index++;
      awaitsName = level.names !== undefined;
    } else if (awaitsName && token.startsWith('"')) {
      const doubled = noted(level!, token);
      if (doubled !== undefined) return doubled;
      awaitsName = false;
    }
  }
  return undefined;
}
