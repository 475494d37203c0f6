// Lists of rows: what stands in them, in which order, and what is refused, by file and entry.
import { describe, expect, it } from 'vitest';
import { modelOf, type Specs } from '../model.ts';
import { SpecError } from '../spec-error.ts';
import { specs } from '../testing.ts';

const power = (s: Specs) => s.templates.templates.power;
const codes = (change: (s: Specs) => void, name: string) => {
  const { rows, lists } = modelOf(specs(change)).objects;
  const { entries } = lists.find((list) => list.name === name)!;
  return entries.map(({ row, entry }) => `${rows[row].raw.obis} ${entry}`);
};

describe('A list', () => {
  it('has the rows that join it behind those it names', () => {
    const named = ['1-0:16.7.0.255 0', '1-0:31.7.1.255 3'];
    expect(codes(() => {}, 'block')).toEqual(named);
    const joined = codes((s) => (s.objects.others.rows[2].lists = ['block']), 'block');
    expect(joined).toEqual([...named, '0-0:96.128.0.255 0']);
  });

  it('gets whole pages from a range that joins it', () => {
    const joined = codes((s) => {
      s.lists.lists.pages.pages = [['1-0:16.7.0.255', '0-0:96.128.0.255']];
      s.objects.others.rows[0].lists = ['pages'];
    }, 'pages');
    expect(joined.slice(2)).toEqual([0, 1, 2, 3].map((entry) => `1-0:32.7.1.255 ${entry}`));
  });
});

type Wrong = [what: string, change: (specs: Specs) => void, says: RegExp];

const WRONG_LISTS: Wrong[] = [
  [
    'a row that is not there',
    (s) => s.lists.lists.block.codes!.push('1-0:17.7.0.255'),
    /lists\.json: block: no row has the code '1-0:17\.7\.0\.255'/,
  ],
  [
    'a code twice',
    (s) => s.lists.lists.block.codes!.push('1-0:16.7.0.255'),
    /block: code '1-0:16\.7\.0\.255' stands twice/,
  ],
  [
    'pages of several lengths',
    (s) => s.lists.lists.pages.pages!.push([]),
    /pages: its pages are not of one length/,
  ],
  [
    'an object its association may not read',
    (s) => (power(s).rights = 'closed'),
    /block: '1-0:16\.7\.0\.255' may not be read by 'public'/,
  ],
  [
    'an unknown association',
    (s) => (s.lists.lists.block.association = 'press'),
    /block: unknown association 'press'/,
  ],
  [
    'a panel row that is not there',
    (s) => (s.lists.panel.sequence = '1-0:9.9.9.255'),
    /lists\.json: panel: no row has the code '1-0:9\.9\.9\.255'/,
  ],
  [
    'rights of an unknown association',
    (s) => (s.rights.classes.measured.press = ['read']),
    /rights\.json: classes: measured: unknown association 'press'/,
  ],
  [
    'an unknown access',
    (s) => (s.rights.classes.measured.public = ['look']),
    /rights\.json: classes: measured: unknown access 'look'/,
  ],
  [
    'a row in a list that is not there',
    (s) => (s.objects.legal.rows[0].lists = ['blok']),
    /objects\/legal\.json: 1-0:16\.7\.0\.255: no list 'blok'/,
  ],
  [
    'a row that joins a list which has it',
    (s) => (s.objects.legal.rows[0].lists = ['block']),
    /block: code '1-0:16\.7\.0\.255' stands twice/,
  ],
  [
    'rows that join pages and leave one half empty',
    (s) => (s.objects.others.rows[2].lists = ['pages']),
    /pages: rows that join it do not fill a page of 2/,
  ],
];

describe('A list with an error', () => {
  it.each(WRONG_LISTS)('is refused by file and entry: %s', (_, change, says) => {
    expect(() => modelOf(specs(change))).toThrow(SpecError);
    expect(() => modelOf(specs(change))).toThrow(says);
  });
});
