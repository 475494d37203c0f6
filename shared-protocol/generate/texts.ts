// Texts that a core writes (texts.json): each as bytes, with a number below the blank in the place of what is filled in.
import type { Model } from './model.ts';
import { table } from './objects/tables.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';
import { banner } from './text.ts';

export interface TemplateText {
  name: string;
  doc: string;
  /** What is filled in; a text may have the same more than once. */
  places: string[];
  template: string;
}

/** Below the blank, and none of those that mean something to a terminal. */
const MOST_PLACES = 7;

/** The template with each place as its number from 1. Throws SpecError. */
function encoded({ name, places, template }: TemplateText): number[] {
  const fail = (reason: string): never => {
    throw new SpecError('texts.json', name, reason);
  };
  if (places.length > MOST_PLACES) fail(`has ${places.length} places, at most ${MOST_PLACES}`);
  const used = new Set<string>();
  const text = template.replaceAll(/<(\w+)>/g, (_, place: string) => {
    used.add(place);
    const at = places.indexOf(place);
    return at < 0 ? fail(`has no place '${place}'`) : String.fromCharCode(at + 1);
  });
  const idle = places.find((place) => !used.has(place));
  if (idle !== undefined) fail(`never uses its place '${idle}'`);
  if (!/^[\x01-\x07 -~]+$/.test(text)) fail('is not printable ASCII');
  return [...text].map((character) => character.charCodeAt(0));
}

/** Checks texts.json. Throws SpecError. */
export function checkTexts(texts: readonly TemplateText[]): void {
  refuseDuplicates(
    'texts.json',
    'texts',
    'text',
    texts.map(({ name }) => name),
  );
  for (const text of texts) encoded(text);
}

function assemblyText(text: TemplateText): string {
  const bytes = encoded(text);
  const name = `TEXT_${text.name}`;
  const places = text.places.map(
    (place, at) => `/** Place of ${name}. */\nexport const ${name}_${place}: u32 = ${at + 1};`,
  );
  return [
    table(name, text.doc, [bytes]),
    `export const ${name}_BYTES: i32 = ${bytes.length};`,
    ...places,
  ].join('\n');
}

/** The file of the texts by path from the project root. */
export const textFiles = ({ texts }: Model): Record<string, string> => ({
  'shared-protocol/generated/assembly/texts.ts': [
    banner('//'),
    '// Texts with places that are filled in: a byte below the blank is the number of a place.\n',
    ...texts.map(assemblyText),
    '',
  ].join('\n'),
});
