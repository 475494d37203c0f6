// A file of the specifications that cannot be read is named, with the place where its JSON ends or breaks.
import { describe, expect, it } from 'vitest';
import { parsed } from './read-specs.ts';
import { isSpecFault } from './schema/faults.ts';

/** The line with which a file of this text is refused. */
function refusal(text: string | undefined): string {
  try {
    parsed('abi.json', () => {
      if (text === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
      return text;
    });
  } catch (error) {
    if (!isSpecFault(error)) throw error;
    return error.message;
  }
  return '';
}

describe('A file of the specifications', () => {
  it('is what its JSON says', () => {
    expect(parsed('abi.json', () => '{"version": 4}')).toEqual({ version: 4 });
  });
  it.each([
    ['that is empty', '', /^abi\.json: not JSON: .*end of JSON input$/],
    ['that is cut short', '{"imports": [', /^abi\.json: not JSON: .+$/],
    ['that begins with a byte order mark', '\ufeff{}', /^abi\.json: not JSON: .+$/],
    ['that is not there', undefined, /^abi\.json: no such file$/],
  ])('%s is refused in one line that names it', (_, text, line) => {
    expect(refusal(text)).toMatch(line);
  });
});
