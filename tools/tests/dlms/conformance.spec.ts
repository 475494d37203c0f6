// `twinmeter dlms check` against the meter itself, in short: each client's own list, over the wrapper in virtual time.
import { expect, it } from 'vitest';
import { checkMeter } from '../../clients/dlms/check/check.ts';
import { Asker, CLIENTS, withDlms } from './dlms-bench.ts';

/** Least that a list has to have, or the check has looked at nothing. */
const OBJECTS = 20;

it.each(Object.entries(CLIENTS))(
  'the client %s finds nothing to complain of',
  { timeout: 60_000 },
  (_, client) =>
    withDlms(async (meter) => {
      const progress: { onProgress?: (bytes: number) => void } = {};
      const onProgress = (bytes: number) => progress.onProgress?.(bytes);
      const options = { client, over: 'wrapper', client_options: { onProgress } } as const;
      const asker = await new Asker(meter, options).associate();
      const report = await checkMeter(asker.client, (exchange) => asker.run(exchange), progress);
      const found = (outcome: string) => report.verdicts.filter((verdict) => verdict.outcome === outcome);
      expect(found('failed')).toEqual([]);
      expect(report.objects).toBeGreaterThan(OBJECTS);
      expect(found('passed').length).toBeGreaterThan(report.attributes);
    }),
);
