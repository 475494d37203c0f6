// `twinmeter dlms check` against the meter itself, in short: each client's own list, and what the meter's own companion profile
// says of it, over the wrapper in virtual time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkMeter } from '../../clients/dlms/check/check.ts';
import { readCompanion } from '../../clients/dlms/companion/profile-file.ts';
import { Asker, CLIENTS, withDlms } from './dlms-bench.ts';

/** Least that a list has to have, or the check has looked at nothing. */
const OBJECTS = 20;
const OWN = join(import.meta.dirname, '../../../shared-protocol/generated/companions/twinmeter.json');

it.each(Object.entries(CLIENTS))(
  'the client %s finds nothing to complain of',
  { timeout: 60_000 },
  (_, client) =>
    withDlms(async (meter) => {
      const progress: { onProgress?: (bytes: number) => void } = {};
      const onProgress = (bytes: number) => progress.onProgress?.(bytes);
      const options = { client, over: 'wrapper', client_options: { onProgress } } as const;
      const asker = await new Asker(meter, options).associate();
      const report = await checkMeter(asker.client, (exchange) => asker.run(exchange), progress, {
        profile: { companion: readCompanion(readFileSync(OWN, 'utf8')), client },
      });
      const found = (outcome: string) => report.verdicts.filter((verdict) => verdict.outcome === outcome);
      expect(found('failed')).toEqual([]);
      expect(report.objects).toBeGreaterThan(OBJECTS);
      expect(found('passed').length).toBeGreaterThan(report.attributes);
    }),
);
