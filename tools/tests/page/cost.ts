// What a page that is open costs the run: processor time of its process, with and without a browser, in turns within one run; npx tsx tools/tests/page/cost.ts.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StartedRun } from '../../cli/testing.ts';
import { addressOf, openBrowser } from './browser.ts';

const WINDOW_ms = 10_000;
const TURNS = 3;
const TICKS_PER_s = 100;

/** Of all threads of a process, s (proc(5), stat, fields 14 and 15). */
function processorTime_s(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_s;
}

/** Share of a core in a window. */
async function share(pid: number): Promise<number> {
  const [before_s, began_ms] = [processorTime_s(pid), performance.now()];
  await delay(WINDOW_ms);
  return (1000 * (processorTime_s(pid) - before_s)) / (performance.now() - began_ms);
}

const run = new StartedRun(['--target', 'wasm', '--web', '0', '--json']);
const browser = await openBrowser();
try {
  await run.says('1-0:81.7.60.255');
  const web = await addressOf(run);
  const shares = { alone: 0, seen: 0 };
  let [updates, seen_ms] = [0, 0];
  for (let turn = 0; turn < TURNS; turn++) {
    shares.alone += (await share(run.pid)) / TURNS;
    const page = await browser.newPage();
    await page.goto(web);
    await page.evaluate(() => {
      location.hash = '#/waves';
      const counted = globalThis as unknown as { updates: number };
      counted.updates = 0;
      new MutationObserver(() => counted.updates++).observe(document.querySelector('main')!, {
        subtree: true,
        childList: true,
      });
    });
    const began_ms = performance.now();
    shares.seen += (await share(run.pid)) / TURNS;
    updates += await page.evaluate(() => (globalThis as unknown as { updates: number }).updates);
    seen_ms += performance.now() - began_ms;
    await page.close();
  }
  console.log(
    `a meter at real time, V8: ${(100 * shares.alone).toFixed(1)} % of a core without a browser, ${(100 * shares.seen).toFixed(1)} % with one` +
      ` (${TURNS} windows of ${WINDOW_ms / 1000} s each, in turns); its waveforms changed ${((1000 * updates) / seen_ms).toFixed(1)} times a second`,
  );
} finally {
  await browser.close();
  process.kill(run.pid, 'SIGINT');
  await run.ended();
}
