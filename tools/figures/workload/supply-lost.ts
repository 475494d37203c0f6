// The supply of the emulated metering board lost for good while everything else is under way: what is in its FRAM afterwards,
// and how it goes on once the supply is back.
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { LAYOUTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { HOLD_UP_ms } from '../../meter/conductor/supply.ts';
import { Faults } from '../../meter/emulated/faults.ts';
import { feed, idle, registersNow, withMeter } from '../../meter/targets/with-meter.ts';
import { LegalClient } from '../../records/legal-client.ts';
import type { RecordValue } from '../../records/records.ts';
import type { Timing } from '../../rp2350/processor/xip-timing.ts';
import { newestHotRecord, PowerEdges, type Edge, type HotRecord } from '../power-edges.ts';
import { atOnceOptions, everything, inProcess, RATE_Hz, SETTLED_s } from './at-once.ts';

/** The board is without its supply for so long, and the comparator says so for longer. */
const OFF_ms = 200;
const RISE_ms = 20;
/** Between two questions to the legal port: longer than one takes. */
const ASKED_EVERY_ms = 400;
const AFTER_ms = 1500;

export interface SupplyLost {
  readonly edge: Edge;
  /** Sets converted when the hold-up was over, and the erase the supply left torn. */
  readonly fedAtEnd: number;
  readonly torn: boolean;
  /** What the FRAM had then. */
  readonly record: HotRecord;
  /** Registers of the core in this process that was fed just the samples of that record. */
  readonly expected: readonly bigint[];
  /** After the start: what the core says, and sets converted since. */
  readonly status: Record<string, RecordValue>;
  readonly registers: Record<string, RecordValue>[];
  readonly fedSince: number;
}

/** Asks on the legal port without waiting for what becomes of it: the board may be gone before it answers. */
async function askUntil(meter: EmulatedMeter, over: () => boolean): Promise<void> {
  const client = new LegalClient();
  while (!over()) {
    meter.pair.metering.legal.send(client.request('read_registers', { scope: 0, moment: 1 }));
    await idle(meter, ASKED_EVERY_ms);
  }
}

/** Fields of the message `registers` that a hot record holds. */
const KEPT = LAYOUTS.registers.fields.map(({ name }) => name as string);
const KEPT_FROM = KEPT.indexOf('active_import_mWs');
const kept = KEPT.slice(KEPT_FROM, KEPT.indexOf('current_squared_mA2s') + 1);

/** As a hot record has them, of a core in this process that was fed so many samples. */
async function registersAt(sample: number): Promise<bigint[]> {
  const scopes = await inProcess(sample);
  return scopes.flatMap((scope) => kept.map((name) => scope[name] as bigint));
}

/** Ends the metering board a hold-up after the edge, gives it its supply back, and lets it start. */
export async function supplyLost(timing: Timing): Promise<SupplyLost> {
  const options = atOnceOptions(timing);
  const { fram } = options;
  return withMeter('emulated wasm3', options, async (opened) => {
    const meter = opened as EmulatedMeter;
    const { image } = meter.pair.metering.storage;
    const faults = new Faults(meter.pair);
    await idle(meter, SETTLED_s * 1000);
    const answers = () => meter.pair.metering.pin('LEGAL_DE').level;
    let fedAtEnd = 0;
    const falling = new PowerEdges(meter, fram).fall(everything(meter, answers), HOLD_UP_ms, () => {
      fedAtEnd = meter.conductor.samplesFed;
      faults.cutPower('metering');
    });
    await Promise.race([falling, askUntil(meter, () => fedAtEnd > 0)]);
    const edge = await falling;
    meter.pair.metering.legal.forgetOutside();
    const record = newestHotRecord(fram)!;
    await idle(meter, OFF_ms);
    const fedBefore = meter.conductor.samplesFed;
    faults.restorePower('metering');
    await idle(meter, RISE_ms);
    meter.surroundings.supplyFails = false;
    await idle(meter, AFTER_ms);
    await feed(meter, meter.conductor.samplesFed + 1);
    return {
      ...{ edge, fedAtEnd, record, torn: image.cuts === 1 },
      expected: await registersAt(record.sample),
      status: await meter.ask('read_status'),
      registers: await registersNow(meter),
      fedSince: meter.conductor.samplesFed - fedBefore,
    };
  });
}

/** Load before the edge that is not in the record, and whether its registers are those of its sample. */
export function supplyLostLines(timing: Timing, { edge, record, expected, torn }: SupplyLost): string[] {
  const isExact = record.registers.every((value, i) => value === expected[i]);
  const lost_ms = Math.max(0, ((edge.fed - record.sample) * 1000) / RATE_Hz);
  return [
    `the supply lost for good at such an edge, ${HOLD_UP_ms} ms later the board ends (time in ${timing})`,
    `  the erase ${torn ? 'is torn' : 'was over'}; the newest record is without the last ${lost_ms.toFixed(1)} ms of load before the edge, its registers are ${isExact ? 'to the last digit those' : 'NOT THOSE'} of its sample`,
  ];
}
