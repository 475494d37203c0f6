// Which reader a file goes to, and the one line for a file that is missing or of a kind that is not read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WaveFileMissingError, WaveFileTypeError } from './errors.ts';
import { readRecording } from './read.ts';

describe('readRecording', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waves-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content, 'latin1');
    return join(folder, name);
  };

  it('says which file is missing, and which types are known', () => {
    expect(() => readRecording(join(folder, 'no.csv'))).toThrow(WaveFileMissingError);
    expect(() => readRecording(join(folder, 'no.cfg'))).toThrow(WaveFileMissingError);
    expect(() => readRecording(folder)).toThrow(/is not a file/);
    expect(() => readRecording(file('x.mp3', 'x'))).toThrow(WaveFileTypeError);
    file('alone.cfg', 'x');
    expect(() => readRecording(join(folder, 'alone'))).toThrow(/alone\.dat: no such file/);
  });

  it.each([
    ['FLAC', 'a.wav', 'fLaC\0\0\0"'],
    ['Ogg', 'b.wav', 'OggS\0\x02'],
    ['AIFF', 'c.wav', 'FORM\0\0\x10\0AIFF'],
    ['spreadsheet', 'd.csv', 'PK\x03\x04\x14\0'],
    ['gzip', 'e.csv', '\x1f\x8b\x08\0'],
    ['TDMS', 'f.csv', 'TDSm\x0e\0\0\0'],
  ])('names what is not read as what it is: %s', (kind, name, content) => {
    expect(() => readRecording(file(name, content.repeat(9)))).toThrow(WaveFileTypeError);
    expect(() => readRecording(file(name, content.repeat(9)))).toThrow(kind);
  });

  it('takes a table whose first name looks like the mark of another kind for a table', () => {
    const rows = Array.from({ length: 40 }, (_, n) => `${Math.sin(n)},${n % 7}`).join('\n');
    const { channels } = readRecording(file('id.csv', `ID3 V,FORM I\n${rows}`), { rate_Hz: 1000 });
    expect(channels.map((c) => c.name)).toEqual(['ID3 V', 'FORM I']);
  });

  it('shows no control character of a file to the terminal', () => {
    const rows = `${'1,2\n'.repeat(20)}3,\u001b[31mfrog\u0007\n${'1,2\n'.repeat(20)}`;
    const read = (): unknown => readRecording(file('bad.csv', rows));
    expect(read).toThrow('line 21: column 2: "\\x1b[31mfrog\\x07" is not a number');
  });
});
