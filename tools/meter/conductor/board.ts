// One board of a run as the conductor sees it: its core while it lives, its ports, display and pulses.
import { LCD_ROWS, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import {
  CoreGoneError,
  type CoreRunner,
  type Role,
  type SliceInput,
  type SliceOutput,
} from '../../cores/core-runner.ts';
import { Backlog } from './backlog.ts';
import type { BoardPort } from './serial-ports.ts';

export interface FaultRecord {
  role: Role;
  at_us: number;
  code: number;
  detail: number;
  text: string;
}

export interface PulseRecord {
  output: number;
  sampleIndex: number;
  fraction_Q16: number;
}

/** Slow work that ends at this time, as the core will be told. */
interface Job {
  readonly ends_us: number;
  readonly input: SliceInput;
}

/** Makes the core of a board: at power-on, and again after it died. */
export type CoreFactory = () => CoreRunner | Promise<CoreRunner>;

/** A slice the core has not answered in time: what it misses until it answers is kept for then. */
interface Overdue {
  readonly since_us: number;
  readonly missed: Backlog;
  /** Gives what the slice brought, or throws what came of it, once it is answered. */
  answer: (() => SliceOutput[]) | undefined;
}

/** A dead core's board is powered up again after this time, as a watchdog would. */
const RESTART_AFTER_us = 1_000_000;

export class Board {
  readonly role: Role;
  readonly ports: readonly BoardPort[];
  readonly lcd: string[] = Array<string>(LCD_ROWS).fill('');
  readonly faults: FaultRecord[] = [];
  pulses = 0;
  restarts = 0;
  sha256 = '';
  /** Called with each pulse, when somebody counts them. */
  onPulse: ((pulse: PulseRecord) => void) | undefined;
  /** Called when the core asks for its RTC. */
  onClockAsked: ((asked: Extract<SliceOutput, { type: 'clockAsked' }>) => void) | undefined;
  readonly #factory: CoreFactory;
  #core: CoreRunner | undefined;
  readonly #patience_ms: number | undefined;
  #overdue: Overdue | undefined;
  /** Time of the slice asked for last. */
  #now_us = 0;
  #restart_us = Infinity;
  #jobs: Job[] = [];
  /** One job runs at a time: the next begins when those before it ended. */
  #jobsEnd_us = 0;
  #startedAt_us = 0;
  /** When what the NOR is at will be done. */
  #norDone_us = Infinity;

  /** `patience_ms`: wall time after which the run goes on without an answer; it waits for ever without it. */
  constructor(role: Role, ports: readonly BoardPort[], factory: CoreFactory, patience_ms?: number) {
    this.role = role;
    this.ports = ports;
    this.#factory = factory;
    this.#patience_ms = patience_ms;
  }

  get alive(): boolean {
    return this.#core !== undefined;
  }

  /** Since when the core, alive as it is, does not answer; undefined while it does. */
  get silentSince_us(): number | undefined {
    return this.#overdue?.since_us;
  }

  /** The core itself, for what only its kind has (a process has a pid). */
  get core(): CoreRunner | undefined {
    return this.#core;
  }

  /** Time of the board's last power-on. */
  get startedAt_us(): number {
    return this.#startedAt_us;
  }

  /** Starts the core. Rejects with CoreGoneError when it does not even start. */
  async powerOn(now_us: number): Promise<void> {
    const core = await this.#factory();
    const outputs = await core.slice([]);
    // What it did at its start is what its ports go by from then on.
    this.#begin(core, now_us);
    this.#take(now_us, outputs);
  }

  /** Whether the board is dead and its time to be powered up again has come. */
  restartIsDue(now_us: number): boolean {
    return this.#core === undefined && now_us >= this.#restart_us;
  }

  /** Powers a dead board up again once its time has come; true when it did. */
  async restartWhenDue(now_us: number): Promise<boolean> {
    if (!this.restartIsDue(now_us)) return false;
    this.restarts++;
    await this.#restart(now_us).catch((error) => this.#lost(now_us, error));
    return this.alive;
  }

  /** A core that hangs while it starts holds nobody up either: its first slice is one like any other. */
  async #restart(now_us: number): Promise<void> {
    this.#begin(await this.#factory(), now_us);
    await this.slice(now_us, []);
  }

  #begin(core: CoreRunner, now_us: number): void {
    this.#core = core;
    this.#startedAt_us = now_us;
    this.#restart_us = Infinity;
    this.ports.forEach((port) => port.reset());
  }

  /** The supply is gone: the core ends where it is. It comes back after a while, and with it the core. */
  async cutPower(now_us: number, off_us: number): Promise<void> {
    const core = this.#core;
    this.#core = undefined;
    this.#overdue = undefined;
    this.#jobs = [];
    this.#restart_us = now_us + off_us;
    core?.kill?.();
    await core?.close();
  }

  /** Adds the jobs that ended by now. */
  jobInputs(now_us: number, inputs: SliceInput[]): void {
    while (this.#jobs.length > 0 && this.#jobs[0].ends_us <= now_us) inputs.push(this.#jobs.shift()!.input);
  }

  /** Adds ring states and received bytes of all ports up to now_us. */
  portInputs(now_us: number, inputs: SliceInput[]): void {
    for (const port of this.ports) port.advance(now_us, inputs);
  }

  /** Adds the end of a program or erase of the NOR, once its time is over. */
  storageInputs(now_us: number, inputs: SliceInput[]): void {
    if (now_us < this.#norDone_us) return;
    this.#norDone_us = Infinity;
    inputs.push({ type: 'norDone', status: Status.OK });
  }

  /** Gives the core its slice; what it sent on ports, showed and fired is taken here, link traffic is returned. */
  slice(now_us: number, inputs: readonly SliceInput[]): SliceOutput[] | Promise<SliceOutput[]> {
    this.#now_us = now_us;
    if (!this.#core) return [];
    if (this.#overdue) return this.#afterSilence(this.#overdue, inputs);
    try {
      const outputs = this.#core.slice(inputs);
      if (!(outputs instanceof Promise)) return this.#take(now_us, outputs);
      const answered = outputs
        .then((all) => this.#take(this.#now_us, all))
        .catch((error) => this.#lost(this.#now_us, error));
      return this.#patience_ms === undefined ? answered : this.#patiently(this.#patience_ms, answered);
    } catch (error) {
      return this.#lost(now_us, error);
    }
  }

  /** Waits so long and no longer: a process that hangs or is stopped holds nobody else up. */
  #patiently(patience_ms: number, answered: Promise<SliceOutput[]>): Promise<SliceOutput[]> {
    const since_us = this.#now_us;
    return new Promise((resolve) => {
      const answer = (give: () => SliceOutput[]) => {
        clearTimeout(expired);
        if (this.#overdue) this.#overdue.answer = give;
        resolve(answered);
      };
      const expired = setTimeout(() => {
        this.#overdue = { since_us, missed: new Backlog(), answer: undefined };
        resolve([]);
      }, patience_ms);
      answered.then(
        (outputs) => answer(() => outputs),
        (error) =>
          answer(() => {
            throw error;
          }),
      );
    });
  }

  /** Keeps the inputs while the core is silent; when it has answered, it is given what it missed with them. */
  #afterSilence(
    { answer, missed }: Overdue,
    inputs: readonly SliceInput[],
  ): SliceOutput[] | Promise<SliceOutput[]> {
    missed.hold(inputs);
    if (answer === undefined) return [];
    this.#overdue = undefined;
    const late = answer();
    const next = this.slice(this.#now_us, missed.inputs);
    return next instanceof Promise ? next.then((more) => [...late, ...more]) : [...late, ...next];
  }

  async close(): Promise<void> {
    this.ports.forEach((port) => port.close());
    await this.#core?.close();
    this.#core = undefined;
  }

  #lost(now_us: number, error: unknown): SliceOutput[] {
    if (!(error instanceof CoreGoneError)) throw error;
    this.#core = undefined;
    this.#overdue = undefined;
    this.#norDone_us = Infinity;
    this.#jobs = [];
    this.#restart_us = now_us + RESTART_AFTER_us;
    this.faults.push({ role: this.role, at_us: now_us, code: 0, detail: 0, text: error.message });
    return [];
  }

  #take(now_us: number, outputs: SliceOutput[]): SliceOutput[] {
    return outputs.length === 0 ? outputs : outputs.filter((output) => !this.#taken(now_us, output));
  }

  /** The core has the result already: it is told when a board would be done. */
  #begun(now_us: number, { job, status, duration_us, bytes }: Extract<SliceOutput, { type: 'job' }>): void {
    this.#jobsEnd_us = Math.max(now_us, this.#jobsEnd_us) + duration_us;
    this.#jobs.push({ ends_us: this.#jobsEnd_us, input: { type: 'job', job, status, bytes } });
  }

  #taken(now_us: number, output: SliceOutput): boolean {
    switch (output.type) {
      case 'port':
        this.ports.find((p) => p.number === output.port)?.send(output.bytes);
        return true;
      case 'portConfig':
        this.ports.find((p) => p.number === output.port)?.configure(output.baud, output.format);
        return true;
      case 'lcd':
        this.lcd[output.row] = output.text;
        return true;
      case 'norStarted':
        this.#norDone_us = now_us + output.duration_us;
        return true;
      case 'pulse':
        this.pulses++;
        this.onPulse?.(output);
        return true;
      case 'job':
        this.#begun(now_us, output);
        return true;
      case 'fault':
        this.faults.push({
          role: this.role,
          at_us: now_us,
          code: output.code,
          detail: output.detail,
          text: output.text,
        });
        return true;
      case 'clockAsked':
        this.onClockAsked?.(output);
        return true;
      case 'started':
        this.sha256 = output.sha256;
        return true;
      default:
        return false;
    }
  }
}
