// What a run writes to a terminal, a real one: it never scrolls, follows a change of size, and leaves all as it was.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';
import { makeDisplay } from './display.ts';
import { plainLine } from './panel.ts';
import { PROGRAM } from './testing.ts';
import { EMPTY, FULL } from './testing-progress.ts';

describe('A display without a terminal', () => {
  const written = (isTTY: boolean, terminal: string) => {
    const texts: string[] = [];
    const stream = { isTTY, write: (text: string) => texts.push(text) } as unknown as NodeJS.WriteStream;
    const display = makeDisplay(stream, undefined, terminal);
    display.show(FULL);
    display.show(EMPTY);
    display.done();
    return texts;
  };

  it.each([
    ['is a pipe', false, 'xterm'],
    ['cannot move its cursor', true, 'dumb'],
  ])('writes one line each time where the stream %s', (_, isTTY, terminal) => {
    expect(written(isTTY, terminal)).toEqual([`${plainLine(FULL)}\n`, `${plainLine(EMPTY)}\n`]);
  });
});

/** A pseudo-terminal of `script` (Debian's bsdutils is always there); everything the run writes to it. */
async function onTerminal(size: string, during: (terminal: string) => Promise<void>): Promise<string> {
  const run = `stty ${size}; tty; exec ${process.execPath} ${PROGRAM} run --target wasm --for 3`;
  const child = spawn('script', ['-qfec', run, '/dev/null'], {
    cwd: ROOT,
    env: { ...process.env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.on('data', (piece) => (out += piece));
  const closed = once(child, 'close');
  while (!out.includes('x real time')) await delay(20);
  await during(/\/dev\/pts\/\d+/.exec(out)![0]);
  await closed;
  return out;
}

/** The panels drawn, as lines of a screen. */
const screens = (out: string): string[][] =>
  out
    .slice(out.indexOf('\x1b[?1049h'), out.indexOf('\x1b[?1049l'))
    .split('\x1b[1;1H')
    .slice(1)
    .map((text) => text.replace(/\x1b\[(2?J|\?25h)/g, '').split(/\x1b\[\d+;1H/))
    .map((lines) => lines.map((line) => line.replace('\x1b[2K', '')));

describe('A run on a terminal', () => {
  it('draws a panel that fits, again when the size changes, and gives the terminal back', async () => {
    const out = await onTerminal('rows 24 cols 80', async (terminal) => {
      execFileSync('stty', ['-F', terminal, 'rows', '12', 'cols', '40']);
    });
    const drawn = screens(out);
    const [first, last] = [drawn[0], drawn.at(-1)!];
    expect(first.length).toBeGreaterThan(12);
    expect(first.length).toBeLessThanOrEqual(24);
    expect(last.length).toBeLessThanOrEqual(12);
    for (const lines of drawn) for (const line of lines) expect(line).toMatch(/^[ -~]{0,80}$/);
    for (const line of last) expect(line.length).toBeLessThanOrEqual(40);
    expect(out).toContain('\x1b[?25h\x1b[?1049l');
    expect(out.slice(out.lastIndexOf('\x1b[?1049l'))).toMatch(/12000 samples, 3 s/);
  });
});
