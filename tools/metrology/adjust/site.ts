// A place to adjust a meter: a source that can be set, and the meter's ports; simulated, or a board on a desk.
import type { MessageName } from '../../records/legal-client.ts';
import type { RecordValue, RecordValues } from '../../records/records.ts';
import { SERVICE_TRAITS, type Service } from '../../signals/waves/services.ts';

/** A steady balanced load; voltages between lines for 3p3w, of a leg for 3p4w-delta. */
export interface LoadPoint {
  readonly voltage_V: number;
  readonly current_A: number;
  /** Angle by which the current lags, degrees. */
  readonly lag_deg: number;
  readonly hz: number;
  /** Only this element carries current. */
  readonly only?: number;
}

export type Reply = Record<string, RecordValue>;

export interface Site {
  readonly service: Service;
  /** Sets the source, and waits until meter and source are steady. */
  setLoad(load: LoadPoint): Promise<void>;
  /** Sets the temperature, or has somebody do it; what was reached, the meter tells. */
  setTemperature?(temperature_C: number): Promise<void>;
  /** Asks on the adjustment port. */
  adjust(message: MessageName, values?: RecordValues): Promise<Reply>;
  /** Asks on the legal port, where there is one to ask. */
  ask?(message: MessageName, values?: RecordValues): Promise<Reply>;
  /** Active power that a reference meter shows at the load that is set, W, where one is to be read. */
  reference?(load: LoadPoint): Promise<number>;
  /** Closes or opens the calibration jumper, or has somebody do it. */
  setJumper(closed: boolean): Promise<void>;
  wait(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** What keeps an adjustment from going on and the person beside the meter can put right. */
export class SiteError extends Error {}

/** The raw sums did not become ready. */
export class SumsNotReadyError extends SiteError {
  constructor(seconds: number) {
    super(`the meter made no raw sums in ${seconds} s: is there a voltage?`);
  }
}

/** An element's inputs, its share of the load's voltage, and what a balanced load adds to the lag between them. */
export interface ElementInputs {
  readonly voltage: number;
  readonly current: number;
  readonly voltageShare: number;
  readonly extraLag_deg: number;
}

/** At unity U12 of a 3p3w leads I1 by 30 degrees and U32 lags I3 by 30; the legs of a delta lag by 30 and lead by 30. */
export const inputsOf = (service: Service): readonly ElementInputs[] =>
  SERVICE_TRAITS[service].elements.map(({ input, voltage, voltage_deg, current_deg }) => ({
    voltage: input,
    current: input + 3,
    voltageShare: voltage,
    extraLag_deg: voltage_deg - current_deg,
  }));

/** What a load must show at an element: one that is loaded alone has the lag to its own voltage. */
export const lagAt_deg = (load: LoadPoint, { extraLag_deg }: ElementInputs): number =>
  load.lag_deg + (load.only === undefined ? extraLag_deg : 0);

export const NEUTRAL = 6;
