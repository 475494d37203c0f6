// A meter with its page, as a process, while the specs of a file run.
import { afterAll, beforeAll } from 'vitest';
import { StartedRun } from '../../cli/testing.ts';
import { addressOf } from './browser.ts';
import type { State } from '../../web/told.ts';

const LIMIT_ms = 60_000;

export interface RunningPage {
  /** Without the token. */
  origin: string;
  token: string;
  /** With it. */
  url: string;
  run: StartedRun;
}

/** Starts it before all, with these options of `twinmeter run` besides. */
export function runningPage(...words: string[]): RunningPage {
  const page = { origin: '', token: '', url: '' } as RunningPage;
  beforeAll(async () => {
    page.run = new StartedRun(['--target', 'wasm', '--web', '0', '--json', ...words]);
    const web = await addressOf(page.run);
    const { origin, searchParams } = new URL(web);
    Object.assign(page, { origin, token: searchParams.get('token'), url: web });
    await page.run.says('1-0:81.7.40.255');
  }, LIMIT_ms);
  afterAll(async () => {
    process.kill(page.run.pid, 'SIGINT');
    await page.run.ended();
  }, LIMIT_ms);
  return page;
}

/** What the meter tells. */
export async function stateOf({ origin, token }: RunningPage): Promise<State> {
  const response = await fetch(`${origin}/api/state?token=${token}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as State;
}

/** Sends a command as it is; the status of the answer. */
export async function send({ origin, token }: RunningPage, body: string, headers = {}): Promise<number> {
  const response = await fetch(`${origin}/api/command`, {
    method: 'POST',
    headers: { 'x-twinmeter-token': token, ...headers },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}
