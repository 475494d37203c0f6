// The page of a run, where one is asked for.
import type { Meter } from '../meter/meter.ts';
import { WebPortError, WebSite, type Teller } from '../web/site.ts';
import type { HandFedSource } from './hand-fed.ts';
import { BadInputError } from './errors.ts';
import { reachedSinceLast } from './reached.ts';
import type { RunOptions } from './run-options.ts';
import { MeterTeller } from './web-teller.ts';

/** Opens it; undefined where none is asked for. Throws BadInputError, NotBuiltError. */
export async function openSite(meter: Meter, { web, state }: RunOptions): Promise<WebSite | undefined> {
  if (web === undefined) return undefined;
  const reached = reachedSinceLast();
  const speed = () => reached(meter.conductor.now_us);
  const teller = new MeterTeller(meter, meter.source as HandFedSource, speed, state === undefined);
  return opened(teller, web);
}

/** Opens the page of whatever tells. Throws BadInputError, NotBuiltError. */
export async function opened(teller: Teller, web: number): Promise<WebSite> {
  try {
    return await WebSite.open(teller, web);
  } catch (error) {
    if (!(error instanceof WebPortError)) throw error;
    throw new BadInputError(`--web ${web}: ${error.message}`);
  }
}
