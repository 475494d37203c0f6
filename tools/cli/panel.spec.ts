// What people see of a run.
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';
import { panelLines, plainLine } from './panel.ts';
import { readCommand, readCommands } from './read-command.ts';
import { EMPTY, FULL } from './testing-progress.ts';

const panelText = (p: typeof FULL, columns = 100, rows = 60) => panelLines(p, { columns, rows }).join('\n');

describe('The panel', () => {
  it('has the display in a frame of its own width', () => {
    const lines = panelText(FULL).split('\n');
    const border = `+${'-'.repeat(22)}+`;
    expect(lines.slice(2, 8).map((line) => line.slice(0, 24))).toEqual([
      border,
      '| Twinmeter relayed 1s |',
      `| row${' '.repeat(17)} |`,
      ...Array<string>(2).fill(`| ${' '.repeat(20)} |`),
      border,
    ]);
  });

  it('has quantities in the columns of their phases', () => {
    const row = (title: string) =>
      panelText(FULL)
        .split('\n')
        .find((line) => line.startsWith(title))!;
    expect(row('U V').slice(18, 30)).toBe('     230.100');
    expect(row('P W').slice(6, 18)).toBe('   -1150.500');
  });

  it('shows reactive power with its sign: import minus export', () => {
    expect(panelText(FULL)).toMatch(/^Q var +-400\.000/m);
  });

  it('shows distortion in the columns of the phases, unbalance and sequence beside each other', () => {
    expect(panelText(FULL)).toMatch(/^THDu % {12} {12} {7}3\.413 {12}$/m);
    expect(panelText(FULL)).toMatch(/^unbalance U % 1\.500 {3}I % - {3}phases L1 L3 L2$/m);
    expect(panelText(FULL)).toMatch(/^P1 W - {3}S vector VA -$/m);
    expect(panelText(EMPTY)).toMatch(/phases -$/m);
  });

  it('shows energies, link health and where the ports are', () => {
    expect(panelText(FULL)).toMatch(/1-0:1\.8\.0\.255 +1\.250000 Wh {2}Active energy import, total/);
    expect(panelText(FULL)).toContain('20 requests, 19 replies, 1 repeats, 1 damaged, 0 timeouts');
    expect(panelText(FULL)).toContain('optical     /dev/pts/7');
    expect(panelText(FULL)).toContain('rs485       nothing connected');
  });

  it('is whole before the first record came', () => {
    expect(panelText(EMPTY).split('\n').length).toBeGreaterThan(12);
    expect(panelText(EMPTY)).not.toMatch(/undefined|NaN/);
  });
});

describe('The health of the meter on the panel', () => {
  const shown = (p: Partial<typeof FULL>) => panelText({ ...FULL, ...p });

  it('names each bit of the error register with what it says', () => {
    expect(shown({})).toContain('error register 00000000: no bit is set');
    const alarm = shown({ metering: { ...FULL.metering, flags: 0x30 } });
    expect(alarm).toMatch(/error register 00000030$/m);
    expect(alarm).toContain('unsealed (the calibration jumper is closed)');
    expect(alarm).toContain('alarm (at least one event is under way)');
  });

  it('counts restarts, faults and lost samples, and tells the last fault', () => {
    const fault = { role: 'management', at_us: 2_500_000, code: 1, detail: 0, text: 'panic 1' } as const;
    const text = shown({
      faults: [fault],
      metering: { ...FULL.metering, restarts: 2, missed_samples: 3, invalid_samples: 1 },
      management: { restarts: 1, alive: false, silent_s: 0 },
    });
    expect(text).toContain('metering    runs, 2 restarts, 0 faults, 4 samples lost');
    expect(text).toContain('management  is down, 1 restart, 1 fault');
    expect(text).toContain('last fault  2.5 s management: panic 1');
  });

  it('says for how long the management core has not answered', () => {
    expect(shown({ management: { restarts: 0, alive: true, silent_s: 3.25 } })).toContain(
      'management  has not answered for 3.3 s',
    );
  });

  it('tells the events under way before those that are over, the latest first', () => {
    const names = panelText(FULL)
      .split('\n')
      .filter((line) => line.startsWith('event'))
      .map((line) => line.split('  ')[1]);
    expect(names).toEqual(['over_current L2', 'dip L1', 'reset']);
  });

  it('shows what the source says is going on, and the speed reached', () => {
    expect(panelText(FULL).split('\n').slice(0, 2)).toEqual([
      'Twinmeter   12.3 s   49360 samples   1.00 x real time',
      '15:30:02  kettle',
    ]);
    expect(shown({ speed: 731.6 })).toMatch(/ 732 x real time/);
  });
});

describe('The panel on a terminal of any size', () => {
  const events = Array.from({ length: 12 }, (_, n) => ({ ...FULL.events[0], sequence: n + 1 }));
  const lines = (columns: number, rows: number) =>
    panelLines({ ...FULL, events }, { columns, rows }, ['/a/b/twinmeter.mjs read --port /dev/pts/7']);

  it.each([
    [80, 24],
    [40, 12],
    [132, 50],
    [20, 5],
    [10, 1],
  ])('fits %i columns and %i rows and keeps its head', (columns, rows) => {
    const shown = lines(columns, rows);
    expect(shown.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    expect(shown[0].slice(0, 9)).toBe('Twinmeter');
  });

  it('has at 80 x 24 display, health, quantities, energies, events and the line to copy', () => {
    const text = lines(80, 24).join('\n');
    for (const part of [
      'Twinmeter relayed',
      'error register',
      'U V',
      'f Hz',
      '1.8.0.255',
      'event',
      'read it with',
    ])
      expect(text).toContain(part);
  });

  const LONG = `/home/somebody/${'projects/'.repeat(7)}twinmeter/tools/bin/twinmeter.mjs read --port /dev/pts/17`;
  const SHORT = 'npx twinmeter read --port /dev/pts/17';
  /** What a shell makes of the rows from the command on. */
  const typed = (columns: number, commands: string[]) => {
    const text = panelLines({ ...FULL, events }, { columns, rows: 24 }, commands).join('\n');
    return text.slice(text.indexOf('read it with:') + 14).replaceAll('\\\n', '');
  };

  it.each([60, 80, 100])('has at %i columns the line to copy whole, over several rows', (columns) => {
    for (const command of [LONG, LONG.slice(0, 15) + LONG.slice(60)])
      expect(typed(columns, [command])).toBe(command);
    expect(typed(columns, ['/a/b/twinmeter.mjs read --port /dev/pts/7'])).toBe(
      '/a/b/twinmeter.mjs read --port /dev/pts/7',
    );
  });

  it.each([60, 80])(
    'has at %i columns the short form of the line where the long one does not fit',
    (columns) => {
      const shown = panelLines(FULL, { columns, rows: 24 }, [LONG, SHORT]);
      expect(shown).toContain(`read it with: ${SHORT}`);
      expect(shown.join('\n')).not.toContain('twinmeter.mjs');
    },
  );

  it('has the long form where it fits, and the short one only in the folder of the project', () => {
    const shown = panelLines(FULL, { columns: 200, rows: 24 }, [LONG, SHORT]);
    expect(shown).toContain(`read it with: ${LONG}`);
    expect(readCommands('/dev/pts/7', ROOT)[1]).toBe('npx twinmeter read --port /dev/pts/7');
    expect(readCommands('/dev/pts/7', '/')).toEqual([readCommand('/dev/pts/7')]);
  });

  it('has at 40 x 12 health, quantities and what happens, with fewer decimals', () => {
    const text = lines(40, 12).join('\n');
    for (const part of ['metering ', 'management ', 'error register', 'event']) expect(text).toContain(part);
    expect(text).toMatch(/^P W +-1150\.5 *$/m);
  });
});

describe('A plain line', () => {
  it('has power, frequency, energies and link', () => {
    expect(plainLine(FULL)).toBe(
      '12.3 s  P -1150.500 W  f 49.987 Hz  import 1.250 Wh  export 0.500 Wh  link 19/20',
    );
  });

  it('has a dash for what is not known yet', () => {
    expect(plainLine(EMPTY)).toBe('0.0 s  P - W  f - Hz  import - Wh  export - Wh  link 19/20');
  });
});
