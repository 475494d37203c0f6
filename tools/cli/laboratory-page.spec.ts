// docs/laboratory.md answers with commands: each of them exists, with its options, and its links lead somewhere.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';
import { COMMANDS, loaded } from './commands.ts';

const PATH = join(ROOT, 'docs/laboratory.md');
const page = readFileSync(PATH, 'utf8');
/** What is written as a command: its words up to the end of the code. */
const written = [...page.matchAll(/`npx twinmeter ([^`]+)`/g)].map(([, words]) => words.split(' '));

describe('docs/laboratory.md', () => {
  it('has a command for nearly each question', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| question'));
    expect(rows.length).toBeGreaterThanOrEqual(13);
    expect(rows.filter((row) => row.includes('npx twinmeter')).length).toBeGreaterThanOrEqual(
      rows.length - 3,
    );
  });

  it.each(written.map((words) => [words.join(' '), words] as const))(
    'names what there is: %s',
    async (_, words) => {
      const entry =
        COMMANDS.find(({ name }) => name === words.slice(0, 2).join(' ')) ??
        COMMANDS.find(({ name }) => name === words[0]);
      expect(entry).toBeDefined();
      const { options } = await loaded(entry!);
      for (const word of words.filter((each) => each.startsWith('--')))
        expect(Object.keys(options)).toContain(word.slice(2));
    },
  );

  it('leads to pages and scripts that are there', () => {
    for (const [, link] of page.matchAll(/\]\(([^)#]+)\)/g))
      expect(existsSync(join(dirname(PATH), link)), link).toBe(true);
    for (const [, script] of page.matchAll(/npx tsx ([^`\s]+)/g))
      expect(existsSync(join(ROOT, script)), script).toBe(true);
  });
});
