// Shows how a reading is put for a person and for a program, and that nothing in it can steer a terminal.
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';
import { parseDataBlock, withBlockCheck, type DataBlock } from '../clients/data-block.ts';
import { toReading } from '../clients/read-iec62056.ts';
import { flagNames } from '../records/flags.ts';
import { printable, printableJson } from './printable.ts';
import { ofReadout, readingText } from './reading.ts';

const CONTROL = /[\x00-\x1f\x7f-\x9f]/;
const WHO = { identification: 'X1', manufacturer: 'XYZ', mode: 'C', baud: 9600, began_ms: 0 } as const;

const readingOf = (block: DataBlock, who: object = {}) =>
  ofReadout(toReading({ ...WHO, ...who, ...block, raw: new Uint8Array() }), '/dev/ttyX');

const blockOf = (text: string) =>
  parseDataBlock(withBlockCheck(Buffer.from(`\x02${text}!\r\n\x03`, 'latin1')));

describe('A reading', () => {
  it('has its serial number by either of the usual codes, the device address where there is no other', () => {
    const serialOf = (text: string) => readingOf(blockOf(text)).json.meter;
    expect(serialOf('C.1.0(4711)\r\n0.0.0(12)\r\n')).toMatchObject({ serial: '4711' });
    expect(serialOf('0-0:96.1.0*255(007)\r\n')).toMatchObject({ serial: '007' });
    expect(serialOf('0.0.0(12)\r\n')).toMatchObject({ serial: '12' });
    expect(serialOf('1.8.0(12*kWh)\r\n')).toMatchObject({ serial: null });
  });

  it('is of the moment its block began, less the age that the meter tells', () => {
    const instantOf = (text: string) => Date.parse(String(readingOf(blockOf(text)).json.instant));
    expect(instantOf('1.8.0(1*kWh)\r\n') - instantOf('0-0:96.128.0*255(1.5*s)\r\n')).toBe(1500);
  });

  it('tells in words what our own meter marks its readings with', () => {
    const marked = blockOf('0-0:97.97.0*255(00000021)\r\n');
    expect(readingOf(marked, { manufacturer: 'TWM' }).notes).toEqual([
      'the meter marks its readings: parameters default (no valid sealed parameters, or those of another module: nominal ones are in use, and ' +
        'every reading is marked); alarm (at least one event is under way)',
    ]);
    expect(readingOf(marked).notes).toEqual([]);
    expect(flagNames(0x8000_0040)).toEqual(['afe', '0x80000000']);
  });

  it('keeps what stands behind a value in its line with it, and gives no second value', () => {
    const reading = readingOf(blockOf('1.6.0(6.5*kW)(28-07-01 02:15)\r\n1.8.0(1*kWh)\r\n'));
    expect(reading.json.objects).toMatchObject([
      { obis: '1-0:1.6.0.255', value: 6.5, unit: 'kW', beside: ['28-07-01 02:15'] },
      { obis: '1-0:1.8.0.255', value: 1, unit: 'kWh' },
    ]);
    expect(readingText(reading, false)).toMatch(/6\.5 +kW \(28-07-01 02:15\)/);
  });

  it('says which lines it left out', () => {
    const text = readingText(readingOf(blockOf('FAST READOUT\r\n1.8.0(000100.5*kWh)\r\n')), false);
    expect(text).toMatch(/^1-0:1\.8\.0\.255 +Active energy import, total +000100\.5 kWh$/m);
    expect(text).toMatch(/^not readable, left out: FAST READOUT$/m);
  });

  it('never carries a control character of the meter to the terminal, as text or as JSON', () => {
    const text = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    const set = fc.record({ id: text, value: text, unit: text });
    fc.assert(
      fc.property(fc.array(set), fc.array(text), text, (sets, unreadable, identification) => {
        const reading = readingOf({ sets, unreadable }, { identification });
        for (const line of readingText(reading, false).split('\n')) expect(line).not.toMatch(CONTROL);
        expect(printableJson(reading.json)).not.toMatch(CONTROL);
        expect(JSON.parse(printableJson(reading.json))).toEqual(JSON.parse(JSON.stringify(reading.json)));
      }),
    );
    expect(printable('\x1b[2J\x9b1A\x7f')).toBe('\\x1b[2J\\x9b1A\\x7f');
  });
});

const CASE = join(ROOT, '../shared/cases/iec62056-21/k18-line-without-brackets.block');

describe.skipIf(!existsSync(CASE))('A block of a real meter', () => {
  it('with a line without brackets gives the rest, with a word about that line', () => {
    const { sets, unreadable } = parseDataBlock(readFileSync(CASE));
    expect(sets).toEqual([{ id: '1.8.0', value: '000100.5', unit: 'kWh' }]);
    expect(unreadable).toEqual(['FAST READOUT']);
  });
});
