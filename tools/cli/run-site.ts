// The page of a run, where one is asked for.
import type { Meter } from '../meter/meter.ts';
import type { SampleSource } from '../signals/waves/source.ts';
import { TappedSource } from '../signals/waves/tapped.ts';
import { WebPortError, WebSite } from '../web/site.ts';
import { BadInputError } from './errors.ts';
import type { RunOptions } from './run-options.ts';
import { MeterTeller } from './web-teller.ts';

/** Two cycles at 50 Hz are seen as a scope shows them. */
const SEEN_ms = 40;

/** A source of which the page sees the latest samples. */
export const tapped = (source: SampleSource): TappedSource =>
  new TappedSource(source, Math.ceil((source.rate_mHz * SEEN_ms) / 1e6));

/** Multiple of real time that virtual time went at since this was asked last. */
function speedOf(meter: Meter): () => number {
  let last = { virtual_us: meter.conductor.now_us, wall_ms: performance.now() };
  return () => {
    const now = { virtual_us: meter.conductor.now_us, wall_ms: performance.now() };
    const speed = (now.virtual_us - last.virtual_us) / 1000 / Math.max(1, now.wall_ms - last.wall_ms);
    last = now;
    return speed;
  };
}

/** Opens it; undefined where none is asked for. Throws BadInputError, NotBuiltError. */
export async function openSite(meter: Meter, { web }: RunOptions): Promise<WebSite | undefined> {
  if (web === undefined) return undefined;
  const teller = new MeterTeller(meter, meter.source as TappedSource, speedOf(meter));
  try {
    return await WebSite.open(teller, web);
  } catch (error) {
    if (!(error instanceof WebPortError)) throw error;
    throw new BadInputError(`--web ${web}: ${error.message}`);
  }
}
