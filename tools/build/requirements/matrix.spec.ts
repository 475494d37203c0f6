// The matrix of requirements: a test that is not there, and a requirement without one, are found.
import { describe, expect, it } from 'vitest';
import { ROOT } from '../paths.ts';
import { faultsOf, pageOf, titlesIn, type Matrix } from './matrix.ts';

const HERE = 'tools/build/requirements/matrix.spec.ts';
const matrix = (...tests: string[]): Matrix => ({
  groups: [{ name: 'Guide', requirements: [{ clause: 'P1', says: 'something', tests }] }],
  open: ['nothing'],
});

describe('The matrix of requirements', () => {
  it('has no fault where each test is there', () => {
    expect(faultsOf(matrix(`${HERE}: has no fault where each test is there`), ROOT)).toEqual([]);
  });

  it.each([
    ['no test', [], /P1: has no test/],
    ['a test of another name', [`${HERE}: has no fault where a test is not there`], /P1: no such test/],
    ['a test of a file that is gone', ['tools/gone.spec.ts: something'], /P1: no such test: tools\/gone/],
  ])('is refused with %s', (_, tests, fault) => {
    expect(faultsOf(matrix(...tests), ROOT).join()).toMatch(fault);
  });

  it('finds titles of tests alone, of tables and with quotes in them', () => {
    const text = `it('is plain', () => {});\nit.each(CASES)('is of %s', f);\ntest("it's quoted", f);\nconst x = call('no title');`;
    expect([...titlesIn(text)]).toEqual(['is plain', 'is of %s', "it's quoted"]);
  });

  it('becomes a page with a link to each test', () => {
    const page = pageOf(matrix(`${HERE}: becomes a page with a link to each test`));
    expect(page).toContain(`[becomes a page with a link to each test](../${HERE})`);
  });
});
