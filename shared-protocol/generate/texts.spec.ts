// Texts of a core: places become numbers, what is not used or not known is refused by name.
import { describe, expect, it } from 'vitest';
import { loadModel } from './model.ts';
import { checkTexts, textFiles } from './texts.ts';

const text = (template: string, places: string[] = []) => ({ name: 'T', doc: 'A text.', places, template });
const file = (template: string, places: string[] = []) =>
  Object.values(textFiles({ ...loadModel(), texts: [text(template, places)] }))[0];

describe('Texts with places', () => {
  it('become bytes with the number of each place, the same place more than once', () => {
    const written = file('a<x>b<y><x>', ['x', 'y']);
    expect(written).toContain('97, 1, 98, 2, 1');
    expect(written).toContain('export const TEXT_T_BYTES: i32 = 5;');
    expect(written).toContain('export const TEXT_T_y: u32 = 2;');
  });

  it.each([
    ['a place nobody named', [text('<x>')], "has no place 'x'"],
    ['a place that is never used', [text('a', ['x'])], "never uses its place 'x'"],
    ['characters that a terminal would take for its own', [text('a\nb')], 'is not printable ASCII'],
    ['too many places', [text('<a>', [...'abcdefgh'])], 'has 8 places, at most 7'],
    ['a name given twice', [text('a'), text('b')], 'T'],
  ])('are refused with %s', (_, texts, why) => {
    expect(() => checkTexts(texts)).toThrow(why);
  });
});
