// A recording on the unmodified firmware images: the same registers as everywhere. The built-in day is metered by the HIL suite.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RECORDINGS } from '../../build/paths.ts';
import { fileSource } from '../../signals/waves/file-source.ts';
import {
  EMULATED,
  feed,
  registersNow,
  unmarked,
  withMeter,
  type Place,
} from '../../meter/targets/with-meter.ts';
import { describeEmulated } from './emulated-images.ts';

const kettle = join(RECORDINGS, 'household/kettle_1.csv');
/** Eight virtual seconds, and an open window at the end. */
const SETS = 32_123;
const LIMIT_ms = 240_000;

const metered = (place: Place) =>
  withMeter(
    place,
    { source: fileSource(kettle, { service: '1p2w', volts: 220, amps: 10 }) },
    async (meter) => {
      await feed(meter, SETS);
      return unmarked(await registersNow(meter));
    },
  );

describeEmulated('The emulated boards', () => {
  it.skipIf(!existsSync(kettle)).each(EMULATED)(
    'meter a recorded kettle to the same digits as V8 (%s)',
    { timeout: LIMIT_ms },
    async (place) => {
      expect(await metered(place)).toEqual(await metered('wasm v8'));
    },
  );
});
