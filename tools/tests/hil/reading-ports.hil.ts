// The management board's ports, read as IEC 62056-21 mode C, its display and the link behind them.
import { expect } from 'vitest';
import { LCD_COLUMNS, LCD_ROWS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { onBench, SECONDS } from './behaviour.ts';
import type { Bench, PortReading, ReadingPort } from './bench.ts';
import { heavy } from './loads.ts';
import { energyOf, kWh } from './registers.ts';

/** The mirror is a second old at most, and filled within two of a start. */
const MIRROR_s = 2.5;
const DIGIT_kWh = 0.001;
const AGE_CODE = '0-0:96.128.0.255';

const PORTS: readonly [string, ReadingPort][] = [
  ['optical head', 'optical'],
  ['RS485 pair', 'rs485'],
];
const ROW = /^1\.8\.0 +(\d+\.\d+) ?kWh/;
/** What a reading begins with may be as old as a round's second, and as that round took to come over the link. */
const OLDEST_s = 1.3;
/** Of all pages in turn. */
const ROUND_s = 60;

onBench('The management board', heavy, (behaviour) => {
  /** The optical head at 9,600 Bd, read once for all that look at it. */
  let atOptical: PortReading | undefined;
  const readOptical = async (bench: Bench) => (atOptical ??= await bench.read('optical', 9600));

  // First of all: it is the page that a display begins with.
  behaviour("shows on its display the metering core's register", ['lcd', 'legal'], async (bench) => {
    const before = await energyOf(bench);
    await bench.wait(MIRROR_s);
    let row = bench.lcd().find((text) => ROW.test(text));
    for (let waited_s = 0; !row && waited_s < ROUND_s; waited_s++) {
      await bench.wait(1);
      row = bench.lcd().find((text) => ROW.test(text));
    }
    expect(row).toMatch(ROW);
    const shown = ROW.exec(row!)![1];
    const shown_kWh = Number(shown);
    const digit_kWh = 10 ** -shown.split('.')[1].length;
    expect(shown_kWh).toBeGreaterThan(kWh(before.import_Ws) - digit_kWh);
    expect(shown_kWh).toBeLessThanOrEqual(kWh((await energyOf(bench)).import_Ws));
  });

  behaviour('says on its display that it is a copy, and how old', ['lcd'], async (bench) => {
    await bench.wait(MIRROR_s);
    const rows = bench.lcd();
    expect(rows).toHaveLength(LCD_ROWS);
    for (const row of rows) expect(row.length).toBe(LCD_COLUMNS);
    expect(rows[0]).toMatch(/^Twinmeter relayed [01]s/);
  });

  for (const [name, port] of PORTS) {
    behaviour(`gives the metering core's register at the ${name}`, [port, 'legal'], async (bench) => {
      const before = await energyOf(bench);
      await bench.wait(MIRROR_s);
      const { values } = port === 'optical' ? await readOptical(bench) : await bench.read(port);
      const after = await energyOf(bench);
      const read_kWh = Number(values.get('1-0:1.8.0.255'));
      expect(read_kWh).toBeGreaterThan(kWh(before.import_Ws) - DIGIT_kWh);
      expect(read_kWh).toBeLessThanOrEqual(kWh(after.import_Ws));
      expect(Number(values.get(AGE_CODE))).toBeLessThanOrEqual(OLDEST_s);
    });
  }

  behaviour('goes from 300 Bd to the rate a reader asks for, for each anew', ['optical'], async (bench) => {
    const slower = await bench.read('optical', 4800);
    const readings = [await readOptical(bench), slower];
    expect(readings.map(({ baud }) => baud)).toEqual([9600, 4800]);
    for (const { values } of readings) expect(values.size).toBeGreaterThan(20);
  });

  behaviour('sends its block at the rate agreed', ['optical', 'rate'], async (bench) => {
    const { measured_Bd } = await readOptical(bench);
    // A tick of 10 ms at either end of three seconds.
    expect(Math.abs(measured_Bd! / 9600 - 1)).toBeLessThan(0.02);
  });

  behaviour('asks the metering core over the link, and gets each answer whole', ['link'], async (bench) => {
    const watched_s = Math.max(3, SECONDS / 12);
    await bench.wait(MIRROR_s);
    const before = bench.link();
    await bench.wait(watched_s);
    const after = bench.link();
    for (const fault of ['damaged', 'refused', 'repeats', 'timeouts'] as const)
      expect(after[fault], fault).toBe(before[fault]);
    const replies = after.replies - before.replies;
    // A round of a second has four scopes of registers and of quantities at least; one may be under way.
    expect(replies).toBeGreaterThan(8 * (watched_s - 1));
    expect(Math.abs(after.requests - before.requests - replies)).toBeLessThanOrEqual(1);
  });
});
