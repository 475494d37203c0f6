// The page of a bench while it is at work, and for as long as somebody at the terminal wants to look at it.
import { once } from 'node:events';
import { pointsOfEach, testsOfEach } from '../metrology/positions/run.ts';
import type { BenchFacts } from '../metrology/positions/report.ts';
import { WebSite } from '../web/site.ts';
import type { BenchRun } from './bench-run-options.ts';
import { BenchTeller } from './bench-teller.ts';
import { opened } from './run-site.ts';

const TURN_ms = 50;

export class BenchSite {
  readonly teller: BenchTeller;
  readonly url: string;
  readonly #site: WebSite;
  readonly #timer: NodeJS.Timeout;

  private constructor(site: WebSite, teller: BenchTeller) {
    this.#site = site;
    this.teller = teller;
    this.url = site.url;
    this.#timer = setInterval(() => void site.turn(), TURN_ms);
  }

  /** Opens it; undefined where none is asked for. Throws BadInputError, NotBuiltError. */
  static async open({ web, batch, seats }: BenchRun, facts: BenchFacts): Promise<BenchSite | undefined> {
    if (web === undefined) return undefined;
    const tests = testsOfEach(batch);
    const teller = new BenchTeller(facts, seats, tests.length, pointsOfEach(tests));
    return new BenchSite(await opened(teller, web), teller);
  }

  /** Until Ctrl-C: who has seen the end of a bench on its page goes on reading it. */
  async stay(): Promise<void> {
    await once(process, 'SIGINT');
  }

  /** What was told last is told before. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#site.tellNow();
    await this.#site.close();
  }
}
