// The matrix of requirements and tests: read, held against the tests that are there, and written as a page.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Requirement {
  readonly clause: string;
  readonly says: string;
  /** "file: title", the title as it stands in the test's call. */
  readonly tests: readonly string[];
}

export interface Matrix {
  readonly groups: readonly { readonly name: string; readonly requirements: readonly Requirement[] }[];
  /** What no test shows, and why. */
  readonly open: readonly string[];
}

/** A call of it, test or a table of them, up to its title. */
const TITLE =
  /\b(?:it|test|describeEmulated|describe)(?:\.\w+)*\s*(?:\([\s\S]{0,4000}?\)\s*)??\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g;

/** The titles in the text of a test file. */
export function titlesIn(text: string): Set<string> {
  const titles = new Set([...text.matchAll(TITLE)].map(([, , title]) => title.replaceAll(/\\(.)/g, '$1')));
  // A title behind a table of cases, on a line of its own.
  for (const [, title] of text.matchAll(/^\s+'((?:\\.|[^'\\])*)',$/gm))
    titles.add(title.replaceAll(/\\(.)/g, '$1'));
  return titles;
}

function parted(test: string): [file: string, title: string] {
  const at = test.indexOf(': ');
  return [test.slice(0, at), test.slice(at + 2)];
}

/** What is wrong with a matrix: a requirement without a test, a test that is not there. */
export function faultsOf({ groups }: Matrix, root: string): string[] {
  const known = new Map<string, Set<string>>();
  const titles = (file: string) => {
    const path = join(root, file);
    const found = known.get(file) ?? titlesIn(existsSync(path) ? readFileSync(path, 'utf8') : '');
    known.set(file, found);
    return found;
  };
  return groups.flatMap(({ name, requirements }) =>
    requirements.flatMap(({ clause, tests }) => {
      const missing = tests.filter((test) => !titles(parted(test)[0]).has(parted(test)[1]));
      const none = tests.length === 0 ? ['has no test'] : [];
      return [...none, ...missing.map((test) => `no such test: ${test}`)].map(
        (what) => `${name} ${clause}: ${what}`,
      );
    }),
  );
}

const row = ({ clause, says, tests }: Requirement): string => {
  const links = tests.map(parted).map(([file, title]) => `[${title.replaceAll('|', '\\|')}](../${file})`);
  return `| ${clause} | ${says} | ${links.join('<br>')} |`;
};

/** The page. */
export function pageOf({ groups, open }: Matrix): string {
  const parts = groups.map(({ name, requirements }) =>
    [
      `## ${name}`,
      '',
      '| topic or clause | what it asks for | shown by |',
      '|---|---|---|',
      ...requirements.map(row),
    ].join('\n'),
  );
  return [
    '# Requirements, and the tests that show them',
    'Written by `make requirements` from [requirements.json](requirements.json); `make check` refuses a test that is not there.',
    ...parts,
    '## Open',
    open.map((each) => `- ${each}`).join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}
