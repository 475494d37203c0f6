// `twinmeter contract` as a person with a flashed board meets it: boards behind a terminal, good ones and others.
import { execFile } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/paths.ts';
import { PROGRAM } from '../../cli/testing.ts';
import { withSerialPort } from '../../clients/serial-transport.ts';
import type { Role } from '../../cores/core-runner.ts';
import { CONTRACT_BAUD, runContract } from '../../firmware/contract-client.ts';
import { openPty, type Pty } from '../../lines/pty.ts';
import { HostStand } from './host-stand.ts';
import type { Rig } from './rig.ts';

const LIMIT_ms = 120_000;

const open = new Set<() => unknown>();
afterEach(async () => {
  for (const close of open) await close();
  open.clear();
});

function terminal(): Pty {
  const pty = openPty();
  open.add(() => pty.close());
  return pty;
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const contract = (...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, 'contract', ...args], { cwd: ROOT }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

/** Gives the board time, as fast as it goes, and carries bytes both ways. */
async function pump(rig: Rig, pty: Pty, goesOn: () => boolean): Promise<void> {
  pty.onData((bytes) => rig.say(Buffer.from(bytes).toString('latin1')));
  while (goesOn()) {
    await rig.advance();
    for (const line of rig.lines.splice(0)) pty.write(Buffer.from(`${line}\r\n`));
    pty.poll();
    await setImmediate();
  }
}

async function onHostBoard(role: Role, ...args: string[]): Promise<Outcome> {
  const stand = new HostStand(role);
  open.add(() => stand.remove());
  const rig = await stand.start();
  const pty = terminal();
  let running = true;
  const pumping = pump(rig, pty, () => running);
  const outcome = await contract('--port', pty.path, ...args);
  running = false;
  await pumping;
  await rig.close();
  return outcome;
}

/** A board that answers anything with this. */
function answering(text: string): string {
  const pty = terminal();
  pty.onData(() => pty.write(Buffer.from(text)));
  return pty.path;
}

describe('twinmeter contract', { timeout: LIMIT_ms }, () => {
  it.each(['metering', 'management'] as const)(
    'tells every check of a %s board that passes',
    async (role) => {
      const { code, out, err } = await onHostBoard(role);
      const lines = out.trimEnd().split('\n');
      expect(err).toBe('');
      expect(lines.slice(0, -1).filter((line) => !/^ {2}ok {2}.+: \d+$/.test(line))).toEqual([]);
      expect(lines.at(-1)).toBe(`${lines.length - 1} passed, 0 failed, 0 samples missed`);
      expect(lines.length).toBeGreaterThan(10);
      expect(code).toBe(0);
    },
  );

  it('gives the same as one JSON object', async () => {
    const { code, out } = await onHostBoard('management', '--json');
    const { checks, missed_samples } = JSON.parse(out) as { checks: object[]; missed_samples: number };
    expect(checks[0]).toEqual({ name: expect.any(String), passed: true, figure: expect.any(Number) });
    expect(missed_samples).toBe(0);
    expect(code).toBe(0);
  });

  it.each([
    ['a check that fails', 'FAIL NOR is as it was: 3\r\nok FRAM keeps: 0\r\ndone missed samples: 0\r\n'],
    ['a sample that was missed', 'ok FRAM keeps: 0\r\ndone missed samples: 1\r\n'],
  ])('ends with exit code 1 after %s', async (_what, text) => {
    const { code, out, err } = await contract('--port', answering(text));
    expect(out).toContain(/FAIL/.test(text) ? 'FAIL  NOR is as it was: 3\n' : '1 samples missed');
    expect(err).toBe('');
    expect(code).toBe(1);
  });

  it.each([
    ['another image', 'OUT OF SERVICE: x\r\n', /: "OUT OF SERVICE: x" is no line of the contract image\n$/],
    ['noise without an end', '\x1b[2J'.repeat(40), /is no line of the contract image\n$/],
  ])('says in one line, exit code 2, that %s answers', async (_what, text, says) => {
    const { code, out, err } = await contract('--port', answering(text));
    expect(out).toBe('');
    expect(err).toMatch(says);
    expect(err.replace(/\n$/, '')).not.toMatch(/[^ -~]/);
    expect(code).toBe(2);
  });

  it('says which port is not there', async () => {
    const { code, err } = await contract('--port', '/dev/no-such-port');
    expect(err).toMatch(/port \/dev\/no-such-port does not exist\n$/);
    expect(code).toBe(2);
  });

  it.each([
    ['nobody answers', '', /no contract image answers$/],
    ['the board falls silent', 'ok FRAM keeps: 0\r\n', /the board fell silent after 'FRAM keeps'$/],
  ])('gives up when %s', async (_what, text, says) => {
    const asked = withSerialPort(
      answering(text),
      (transport) => runContract(transport, undefined, 300),
      CONTRACT_BAUD,
    );
    await expect(asked).rejects.toThrow(says);
  });
});
