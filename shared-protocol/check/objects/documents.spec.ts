// The codes that docs/quantities.md names are objects, and every quantity of its table names one, or a message.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../generate/model.ts';
import { codesOf } from '../../generate/objects/codes.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../../docs/quantities.md'), 'utf8');
/** In place of a code: the message that alone gives a quantity. */
const MESSAGE = /\| message `(\w+)` \|$/;
const CODE = /\d+-\d+:\d+\.\d+\.\d+\.\d+/g;

/** Lines of the table of quantities, without its head. */
function quantities(): string[] {
  const lines = TEXT.split('\n');
  const head = lines.findIndex((line) => line.startsWith('| quantity |'));
  const rest = lines.slice(head + 2);
  return rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('|')),
  );
}

describe('What the meter measures, as its document says it', () => {
  it('names no code that is not an object', () => {
    const known = new Set(loadModel().objects.rows.flatMap(({ raw }) => codesOf(raw)));
    const named = TEXT.match(CODE) ?? [];
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((code) => !known.has(code))).toEqual([]);
  });

  it('names an object for each quantity, or the message that alone gives it', () => {
    const messages = new Set(loadModel().messages.map(({ name }) => name));
    const isSaid = (line: string) => line.match(CODE) !== null || messages.has(MESSAGE.exec(line)?.[1] ?? '');
    expect(quantities().length).toBeGreaterThan(0);
    expect(quantities().filter((line) => !isSaid(line))).toEqual([]);
  });
});
