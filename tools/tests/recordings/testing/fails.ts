// A scenario that fails, for the spec of what is left of one; no part of the tests.
import { expect, it } from 'vitest';
import { feed, registersNow, withMeter } from '../../../meter/targets/with-meter.ts';
import { sineSource } from '../../../signals/waves/sine.ts';

const source = sineSource({ service: '1p2w', volts: 230, amps: 5, pf: 1 });

it('passes', async () => {
  await withMeter('wasm v8', { source }, (meter) => feed(meter, 4000));
});

it('fails: on purpose', async () => {
  await withMeter('wasm v8', { source }, async (meter) => {
    await feed(meter, 8000);
    const [total] = await registersNow(meter);
    expect(total.active_import_mWs).toBe(-1n);
  });
});
