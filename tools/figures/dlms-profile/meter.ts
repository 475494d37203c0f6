// A meter in this process whose load profile has rows, its clock behind them.
import { NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { withQuickLine } from '../../records/quick-line.ts';
import { factoryFram } from '../../records/parameters.ts';
import { norImageBytes } from '../../rp2350/chips/nor-image.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { BoardStorage } from '../../meter/target.ts';
import { INTERVAL_s, storageOf, type Encoding, type Row } from './storage.ts';

const LOAD = { service: '3p4w', volts: 230, amps: 5, pf: 1 } as const;
/** The mirror is filled within. */
const FILLED_ms = 3000;

/** What may differ: how rows come, and what becomes of the management board's storage. */
export interface MeterOptions {
  readonly encoding?: Encoding;
  readonly spoil?: (management: BoardStorage) => void;
}

/** Uses a meter with HDLC at its RS485 pair and the wrapper in its uplink slot. */
export function openMeterWith<T>(
  rows: readonly Row[],
  use: (meter: Meter) => Promise<T>,
  { encoding, spoil = () => {} }: MeterOptions = {},
): Promise<T> {
  const source = sineSource(LOAD);
  const sealed = { service: source.service, samplingRate_mHz: source.rate_mHz };
  const metering = {
    fram: withQuickLine(factoryFram(sealed)),
    nor: new Uint8Array(norImageBytes(NOR_BYTES)),
  };
  const management = storageOf(rows, { uplink: 'wrapper', rs485: 'hdlc' }, encoding);
  spoil(management);
  const surroundings = new Surroundings({}, rows.at(-1)!.time_s + INTERVAL_s);
  return withMeter('wasm v8', { source, storage: { metering, management }, surroundings }, async (meter) => {
    meter.surroundings?.plug('uplink');
    await idle(meter, FILLED_ms);
    return use(meter);
  });
}
