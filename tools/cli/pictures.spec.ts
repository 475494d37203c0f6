// The pictures of docs/ show what the program prints today.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';
import { PICTURES } from './pictures.ts';

const LIMIT_ms = 240_000;

/** What a picture says, line by line: a difference is then one of text. */
const textOf = (svg: string): string[] =>
  svg
    .replace(/<\/text>|<\/tspan>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .split('\n');

describe('A picture of docs/', () => {
  it.each(Object.keys(PICTURES))('is what `make pictures` draws: %s', { timeout: LIMIT_ms }, async (file) => {
    const shown = readFileSync(join(ROOT, file), 'utf8');
    const drawn = await PICTURES[file]();
    expect(textOf(drawn)).toEqual(textOf(shown));
    expect(drawn === shown).toBe(true);
  });
});
