// `twinmeter records verify` and a verifier in another language: every forgery, and every file that is none of an export.
import { appendFileSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordLine } from '../records/exports/export-file.ts';
import { publicKeyIn } from '../records/exports/public-key.ts';
import { CHAIN_START, chained } from '../records/exports/statement.ts';
import { verifyExport } from '../records/exports/verify.ts';
import {
  codeOf,
  EXPORT,
  judged,
  KEY,
  LIMIT_ms,
  others,
  path,
  run,
  verify,
  withExport,
} from './testing-records.ts';

withExport();

describe('twinmeter records verify', () => {
  it('judges nothing that is written in another way than its page says, nor what stands behind its end', () => {
    const text = readFileSync(EXPORT, 'latin1');
    const lines = text.split('\n');
    const changed = [
      lines.with(4, `${lines[4]} evil`).join('\n'),
      lines.with(4, `${lines[4]} `).join('\n'),
      lines.with(4, `${lines[4]}0102`).join('\n'),
      lines
        .with(
          4,
          lines[4].replace(/[0-9a-f]{20,}/, (hex) => hex.toUpperCase()),
        )
        .join('\n'),
      `${text}more`,
      `${text}more\n`,
      `${text}\0`,
    ];
    const file = path('written-otherwise.txt');
    for (const each of changed) {
      writeFileSync(file, each, 'latin1');
      expect(judged(file)).toEqual([2, 2]);
    }
  });

  it('names the first record that is not the one that was signed, or the part where the checks were forged along', () => {
    const lines = readFileSync(EXPORT, 'latin1').split('\n');
    const altered = (line: string, at: number) =>
      `${line.slice(0, at)}${line[at] === '0' ? '1' : '0'}${line.slice(at + 1)}`;
    const reasonOf = (changed: string[]) => {
      const file = path('altered.txt');
      writeFileSync(file, changed.join('\n'), 'latin1');
      expect(judged(file)).toEqual([1, 1]);
      return verifyExport(file, publicKeyIn(KEY)).reason;
    };
    const [first] = reasonOf(lines.with(6, altered(lines[6], 60)).with(7, altered(lines[7], 60)))!.split(
      ' is not',
    );
    expect(first).toBe('record 3 (line 7)');
    const body = (line: string) => Buffer.from(line.split(' ')[1], 'hex');
    let chain: Buffer = CHAIN_START;
    const forged = lines.map((line, at) => {
      if (!line.startsWith('record')) return line;
      const bytes = body(at === 6 ? altered(line, 60) : line);
      chain = chained(chain, bytes);
      return recordLine(bytes, false, chain).trimEnd();
    });
    expect(reasonOf(forged)).toBe(
      'records 1 to 5 are not those that were signed, though each fits the check beside it',
    );
  });

  it(
    'finds every forgery, as the other verifier does',
    async () => {
      const lines = readFileSync(EXPORT, 'latin1').split('\n');
      const flip = (line: number, digit: number) =>
        lines.with(
          line,
          `${lines[line].slice(0, digit)}${lines[line][digit] === '0' ? '1' : '0'}${lines[line].slice(digit + 1)}`,
        );
      const signed = lines.findIndex((line) => line.startsWith('statement'));
      const cases = [
        flip(4, 40),
        flip(5, lines[5].length - 3),
        flip(signed, 30),
        flip(signed + 1, 40),
        lines.toSpliced(4, 1),
        lines.toSpliced(signed - 1, 1),
        lines.toSpliced(5, 2),
        lines.with(5, lines[6]).with(6, lines[5]),
        lines.toSpliced(5, 0, lines[5]),
        lines.with(1, 'meter 54574d0000000001'),
        lines.with(5, lines[5].replace('record', 'damaged')),
        lines.toSpliced(4, signed - 2),
      ];
      const files = cases.map((changed, at) => {
        writeFileSync(path(`forged-${at}`), changed.join('\n'));
        return path(`forged-${at}`);
      });
      expect(files.map((file) => codeOf(file, KEY))).toEqual(files.map(() => 1));
      expect(others(files, KEY)).toEqual(files.map(() => 1));
    },
    LIMIT_ms,
  );

  it(
    'says of a file that cannot be judged whether it is no export, truncated, or of another key',
    { timeout: LIMIT_ms },
    async () => {
      writeFileSync(path('text'), 'nothing\n');
      expect(await verify(path('text'))).toMatchObject({
        code: 2,
        err: `twinmeter: ${path('text')}: is no export of a Twinmeter\n`,
      });
      copyFileSync(EXPORT, path('short'));
      truncateSync(path('short'), readFileSync(EXPORT).length - 4);
      expect((await verify(path('short'))).err).toContain("is truncated: it ends without 'end'");
      const other = path('other');
      await run(other, '--for', '1', '--speed', 'max');
      const another = await verify(EXPORT, join(other, 'public-key.pem'));
      expect(another.code).toBe(2);
      expect(another.out).toContain('signed with another key');
      expect(judged(EXPORT, join(other, 'public-key.pem'))).toEqual([2, 2]);
      appendFileSync(path('short'), 'end\nmore\n');
      expect(judged(path('short'))).toEqual([2, 2]);
    },
  );
});
