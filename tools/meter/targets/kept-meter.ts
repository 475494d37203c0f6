// Starts a meter that is kept in a folder, in this process, for somebody who only asks it something.
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtFile } from '../../build/paths.ts';
import { FUNCTION_645 } from '../../clients/dlt645/client.ts';
import { ask645, read645Data, takeQuickRate } from '../../records/asked-645.ts';
import { SERVICE_CODES, type ServiceName } from '../../records/parameters.ts';
import { sealedRecord } from '../../records/sealed-in-fram.ts';
import type { Asked } from '../../records/exports/until-signed.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { Surroundings } from '../conductor/surroundings.ts';
import { StateError } from '../errors.ts';
import type { Meter } from '../meter.ts';
import { savedClock_s } from '../saved-clock.ts';
import { StateFolder } from '../state-folder.ts';
import { TARGETS } from './targets.ts';

/** The mains the meter is sealed for, without a load: nothing is counted, nothing is missing. */
function quietMains(folder: string, fram: Uint8Array): SampleSource {
  const sealed = sealedRecord(fram.subarray(0, FRAM_BYTES));
  if (!sealed) throw new StateError(folder, 'its meter was never sealed');
  const service = Object.entries(SERVICE_CODES).find(
    ([, code]) => code === sealed.service,
  )![0] as ServiceName;
  return sineSource({
    service,
    volts: Number(sealed.nominal_voltage_mV) / 1000,
    amps: 0,
    hz: Number(sealed.nominal_frequency_mHz) / 1000,
    rate_mHz: Number(sealed.sampling_rate_mHz),
  });
}

/** Rate of the line, as 17H names it. */
const RATE = '04000703';
const TURN_ms = 100;

/** A kept meter that is asked, and can be asked at the line's quickest rate: less time goes by for it. */
export interface KeptMeter extends Asked {
  hurry(work: () => Promise<void>): Promise<void>;
}

function asked(meter: Meter): KeptMeter {
  const say = meter.say.bind(meter);
  const pause = async (time_ms: number) =>
    void (await meter.conductor.goOn({ now_us: meter.conductor.now_us + time_ms * 1000 }));
  const hurry = async (work: () => Promise<void>) => {
    const rate = await read645Data(say, RATE);
    await takeQuickRate(say);
    await pause(TURN_ms);
    await work();
    if (rate) await ask645(say, FUNCTION_645.changeRate, rate);
    await pause(TURN_ms);
  };
  return { ask: (message, values) => meter.ask(message, values), pause, hurry };
}

/** Starts the meter of a folder, lets it be used, and stops it. @throws StateError, and what `use` throws. */
export async function withKeptMeter<T>(
  folder: string,
  metering: Uint8Array,
  use: (meter: KeptMeter) => Promise<T>,
): Promise<T> {
  const state = StateFolder.openKept(folder);
  try {
    const { fram } = state.storage.metering;
    const meter = await TARGETS.find(({ name }) => name === 'wasm')!.open({
      modules: { metering, management: builtFile('management-core.wasm') },
      engine: 'v8',
      fram,
      source: quietMains(folder, fram),
      storage: state.storage,
      keys: state.keys,
      surroundings: new Surroundings({}, savedClock_s(fram)),
    });
    try {
      return await use(asked(meter));
    } finally {
      await meter.close();
    }
  } finally {
    state.close();
  }
}
