// Event logs against the codes, sizes and bits of their companion specification, the page of them, and buffers as a meter gives them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CODE_LOG_CLEARED,
  EVENT_BITS,
  EVENT_CODES,
  EVENT_LOGS,
} from '../../shared-protocol/generated/ts/event-logs.ts';
import { array, encodeData, NULL, numberOf, octets, structure } from '../clients/dlms/axdr.ts';
import { loggedEvents } from './event-logs.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
interface Vectors {
  sizes: Record<string, number>;
  codes: Record<string, Record<string, string>>;
  log_cleared: number;
  bits: Record<string, string>;
  none: number[];
}
const VECTORS = JSON.parse(textOf('shared-protocol/vectors/event-codes.json')) as Vectors;

describe('The event logs', () => {
  it.each(Object.entries(VECTORS.codes))(
    '%s has the codes of the specification, and no other log has them',
    (log, codes) => {
      for (const [code, name] of Object.entries(codes))
        expect(EVENT_CODES.get(Number(code))).toEqual({ name, log });
    },
  );

  it('know no code that nobody gave', () => {
    for (const code of VECTORS.none) expect(EVENT_CODES.has(code)).toBe(false);
    expect(CODE_LOG_CLEARED).toBe(VECTORS.log_cleared);
    expect(EVENT_CODES.has(CODE_LOG_CLEARED)).toBe(false);
  });

  it('have the sizes and bits of the specification', () => {
    for (const [log, size] of Object.entries(VECTORS.sizes)) expect(EVENT_LOGS[log].size).toBe(size);
    expect(Object.fromEntries([...EVENT_BITS].map(([bit, name]) => [String(bit), name]))).toEqual(
      VECTORS.bits,
    );
  });

  it('are on their page with code and size', () => {
    const page = textOf('docs/events.md');
    for (const [log, { obis, size }] of Object.entries(EVENT_LOGS))
      expect(page).toContain(`| ${log.replaceAll('_', ' ')} | \`${obis}\` | ${size} |`);
    for (const bit of EVENT_BITS.keys()) expect(page).toMatch(new RegExp(`\\| ${bit} \\|`));
  });
});

/** 2026-11-28 10:30:00 with a deviation and a clock status. */
const timeOf = (deviation: number, status: number) =>
  octets(Buffer.from([0x07, 0xea, 11, 28, 6, 10, 30, 0, 0, (deviation >> 8) & 255, deviation & 255, status]));
const entryOf = (
  time: ReturnType<typeof octets>,
  code: number,
  value: number,
  object: number[],
  sequence: number,
) =>
  structure(
    time,
    numberOf('unsigned', code),
    numberOf('unsigned', 1),
    numberOf('double-long', value),
    octets(Buffer.from(object)),
    numberOf('double-long-unsigned', sequence),
  );

describe('A buffer', () => {
  it('becomes entries with names, zone and object', () => {
    const bytes = encodeData(
      array(
        entryOf(timeOf(-60, 0), 42, -7, [], 1),
        entryOf(timeOf(-120, 130), 210, -2, [0, 0, 96, 135, 0, 255, 2], 2),
        entryOf(octets(Buffer.from('ffffffffffffffffff8000ff', 'hex')), 249, 0, [], 3),
      ),
    );
    expect(loggedEvents(bytes)).toEqual([
      {
        time: '2026-11-28T10:30:00+01:00',
        doubtful: false,
        code: 42,
        name: 'magnet',
        scope: 1,
        value: -7,
        sequence: 1,
      },
      {
        ...{
          time: '2026-11-28T10:30:00+02:00',
          doubtful: true,
          code: 210,
          name: 'written',
          scope: 1,
          value: 'fffffffe',
        },
        ...{ object: '0-0:96.135.0.255#2', sequence: 2 },
      },
      { doubtful: false, code: 249, name: 'code_249', scope: 1, value: 0, sequence: 3 },
    ]);
  });

  it('leaves out what is damaged in the meter, and refuses what is no value', () => {
    expect(loggedEvents(encodeData(array(structure(NULL, NULL, NULL, NULL, NULL, NULL))))).toEqual([]);
    expect(loggedEvents(encodeData(array()))).toEqual([]);
    expect(() => loggedEvents(Buffer.from('010102060906', 'hex'))).toThrow();
  });
});
