// Energy of the total as the metering core tells it on its own port, with the moment it stands for.
import { MOMENT_OPEN } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Bench } from './bench.ts';

export interface Energy {
  /** Since the start of the metering core. */
  readonly time_s: number;
  readonly import_Ws: number;
  readonly export_Ws: number;
}

/** At the last sample, or at another moment; needs `legal`. */
export async function energyOf(bench: Bench, moment = MOMENT_OPEN): Promise<Energy> {
  const total = await bench.ask('read_registers', { scope: 0, moment });
  return {
    time_s: Number(total.sample_index) / 4000,
    import_Ws: Number(total.active_import_mWs) / 1000,
    export_Ws: Number(total.active_export_mWs) / 1000,
  };
}

export const kWh = (energy_Ws: number): number => energy_Ws / 3.6e6;
