// A bistable load switch of two coils: armature, auxiliary contact, voltage behind it, and what may be wrong with it.

export type Coil = 'open' | 'close';

/**
 * The armature does not follow a pulse; a pole is welded to its contact and stays when the armature opens; a wire leads
 * around the switch.
 */
export type RelayFault = 'doesNotFollow' | 'welded' | 'bypass';

/** A shorter pulse does not move the armature. */
const PULSE_LEAST_s = 0.03;
/** A longer one burns the coil. */
const PULSE_MOST_s = 0.5;

export class BistableRelay {
  readonly faults = new Set<RelayFault>();
  /** The mains before it is there. */
  live = true;
  /** Whether the armature, and the auxiliary contact with it, is closed. */
  closed: boolean;
  /** Pulses that moved it, or should have. */
  operations = 0;
  /** What no driver may ever do: both coils at once, a pulse too long. */
  abuses = 0;
  /** Called when the auxiliary contact or the voltage behind the switch may have changed. */
  onChange: () => void = () => {};
  readonly #since: Partial<Record<Coil, number>> = {};
  readonly #perSecond: number;

  /** `perSecond`: units of the times it is given. */
  constructor(perSecond: number, closed = true) {
    this.#perSecond = perSecond;
    this.closed = closed;
  }

  /** Voltage at the terminals of the load. */
  get loadVoltage(): boolean {
    return this.live && this.carriesLoad;
  }

  /** Current may flow to the load. */
  get carriesLoad(): boolean {
    return this.closed || this.faults.has('welded') || this.faults.has('bypass');
  }

  setFault(fault: RelayFault, present: boolean): void {
    if (present) this.faults.add(fault);
    else this.faults.delete(fault);
    this.onChange();
  }

  /** A coil is driven, or no longer. */
  drive(coil: Coil, on: boolean, time: number): void {
    const since = this.#since[coil];
    if (on === (since !== undefined)) return;
    if (on) {
      if (Object.keys(this.#since).length > 0) this.abuses++;
      this.#since[coil] = time;
      return;
    }
    delete this.#since[coil];
    this.#pulse(coil, (time - since!) / this.#perSecond);
  }

  #pulse(coil: Coil, length_s: number): void {
    if (length_s > PULSE_MOST_s) this.abuses++;
    if (length_s < PULSE_LEAST_s) return;
    this.operations++;
    if (!this.faults.has('doesNotFollow')) this.closed = coil === 'close';
    this.onChange();
  }
}
