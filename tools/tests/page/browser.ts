// Debian's Chromium, and the address of a page that a run tells first.
import { chromium, type Browser } from 'playwright-core';
import type { StartedRun } from '../../cli/testing.ts';

export const CHROMIUM = '/usr/bin/chromium';

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });

/** Once the run has said so, with its token. */
export async function addressOf(run: StartedRun): Promise<string> {
  await run.says('"web"');
  return (JSON.parse(run.out.split('\n')[0]) as { web: string }).web;
}
