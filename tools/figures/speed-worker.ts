// A thread of the speed figures: whole meters, one after the other, each through a stretch of virtual time.
import { servePositions } from '../meter/pool/position.ts';
import { feed, withMeter, type Place } from '../meter/targets/with-meter.ts';
import { sineSource } from '../signals/waves/sine.ts';

export interface Stretch {
  readonly place: Place;
  readonly virtual_s: number;
}

servePositions<Stretch, number>(({ place, virtual_s }) => {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8 });
  return withMeter(place, { source }, async (meter) => {
    await feed(meter, (virtual_s * source.rate_mHz) / 1000);
    return meter.conductor.now_us / 1e6;
  });
});
