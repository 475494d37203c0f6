// A reader of P1 that is not ours takes telegrams from a running meter's house port: dsmr-parser, over the terminal, all three forms.
import { createRequire } from 'node:module';
import { SerialPort } from 'serialport';
import { describe, expect, it } from 'vitest';
import { StartedRun } from './testing.ts';

interface Parsed {
  crc: string;
  objects: Record<string, unknown>;
}

/** It has no types. */
const parser = createRequire(import.meta.url)('dsmr-parser') as { parse(telegram: string): Parsed };

const LIMIT_ms = 60_000;
/** The first minute is recorded soon: before it there is no telegram. */
const START = '2026-11-28T10:29:55Z';
const TELEGRAMS = 3;

/** Whole telegrams as they come from a terminal. */
async function telegramsFrom(path: string, count: number): Promise<string[]> {
  const port = new SerialPort({ path, baudRate: 115_200 });
  try {
    return await new Promise((resolve, reject) => {
      let text = '';
      port.on('error', reject);
      port.on('data', (bytes: Buffer) => {
        text += bytes.toString('latin1');
        const whole = text.match(/\/[^!]*![0-9A-F]{4}\r\n/g) ?? [];
        if (whole.length >= count) resolve(whole);
      });
    });
  } finally {
    await new Promise<void>((closed) => port.close(() => closed()));
  }
}

/** What the parser makes of telegrams of a running meter, and how far apart in time they came. */
async function read(module: string): Promise<{ texts: string[]; parsed: Parsed[] }> {
  const words = ['--target', 'wasm', '--downlink', module, '--start', START];
  const started = new StartedRun([...words, '--volts', '230', '--amps', '5', '--json']);
  try {
    await started.says('"downlink"');
    const { downlink } = (started.lastObject() as unknown as { ports: { downlink: string } }).ports;
    const texts = await telegramsFrom(downlink, TELEGRAMS);
    return { texts, parsed: texts.map((text) => parser.parse(text)) };
  } finally {
    process.kill(started.pid, 'SIGINT');
    await started.ended();
  }
}

const valueOf = ({ objects }: Parsed, name: string): unknown => objects[name];

describe('The house port of a running meter', { timeout: LIMIT_ms }, () => {
  it('is read as DSMR 5 by a parser that knows P1 alone', async () => {
    const { parsed } = await read('p1');
    for (const one of parsed) {
      expect(valueOf(one, 'dsmr version')).toBe('5.0');
      expect(valueOf(one, 'equipment identifier')).toBe('10000001');
      expect(valueOf(one, 'actual electricity power delivered')).toBeCloseTo(3.45, 2);
      expect(valueOf(one, 'actual electricity power received')).toBe(0);
      expect(valueOf(one, 'instantaneous voltage L3')).toBeCloseTo(230, 0);
      expect(valueOf(one, 'instantaneous current L2')).toBe(5);
      expect(valueOf(one, 'number of long power failures in any phase')).toBe(0);
      expect(valueOf(one, 'electricity delivered tariff 1')).toBeGreaterThan(0);
    }
    const stamps = parsed.map((one) => Number(valueOf(one, 'timestamp')));
    stamps.slice(1).forEach((stamp, i) => expect(stamp - stamps[i]).toBe(1000));
  });

  it('is read as Belgium has it', async () => {
    const { texts, parsed } = await read('p1-be');
    expect(valueOf(parsed[0], 'tariff indicator electricity')).toBe(1);
    expect(valueOf(parsed[0], 'instantaneous current L1')).toBeCloseTo(5, 1);
    expect(texts[0]).toMatch(/\r\n0-0:96\.1\.4\(50217\)\r\n/);
    expect(texts[0]).toMatch(/\r\n1-0:1\.4\.0\(\d\d\.\d{3}\*kW\)\r\n/);
  });

  it('is read as Sweden has it', async () => {
    const { parsed } = await read('p1-se');
    expect(valueOf(parsed[0], 'electricity delivered tariff 0')).toBeGreaterThan(0);
    expect(valueOf(parsed[0], 'electricity received tariff 0')).toBe(0);
    expect(valueOf(parsed[0], 'total imported energy register (Q+)')).toBe(0);
    expect(valueOf(parsed[0], 'instantaneous active power L2 delivered')).toBeCloseTo(1.15, 2);
  });
});
