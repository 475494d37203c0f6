// Reads at the optical port what the page asks for, one session for all that is wanted, while the run goes on.
import { EVENT_BITS, EVENT_LOGS } from '../../shared-protocol/generated/ts/event-logs.ts';
import { ERROR_TEXTS } from '../../shared-protocol/generated/ts/programming.ts';
import { decodeData } from '../clients/dlms/index.ts';
import { ClientError } from '../clients/errors.ts';
import { ProgrammingTalk } from '../clients/programming/index.ts';
import type { Meter } from '../meter/meter.ts';
import { loggedEvents, type LoggedEvent } from '../records/event-logs.ts';
import { ProfileError, columnName, type Cell } from '../records/profile-buffer.ts';
import type { Telling } from '../web/site.ts';
import {
  ALARM_REGISTERS,
  READING_NAMES,
  type AlarmRegister,
  type Reading,
  type ReadingName,
  type Readings,
  type ToldAlarms,
  type ToldDemand,
  type ToldLogEntry,
  type ToldLogs,
  type ToldPower,
  type ToldProfile,
} from '../web/told-readings.ts';
import { demandOf, registersByRate } from './made-values.ts';
import { PortReader } from './port-reader.ts';
import { ProfileReader } from './profile-reader.ts';
import { reading } from './report-management.ts';

const PROFILE = '1-0:99.1.0.255';
const ACTIVE_IMPORT = 1;
const REGISTERS: Readonly<Record<AlarmRegister, string>> = {
  alarms: '0-0:97.98.0.255',
  descriptor: '0-0:97.98.20.255',
  filter: '0-0:97.98.10.255',
  errors: '0-0:97.97.1.255',
};
/** Who came to the meter and what of it was refused: a log of its own, and two kinds of fraud. */
const SESSIONS_LOG = 'communication';
const REFUSED = ['failed_login', 'locked_out'];

/** As identifiers are written at the port: F behind an asterisk. */
const identifier = (obis: string): string => obis.replace(/\.(\d+)$/, '*$1');
const bytesOf = (digits: string): Uint8Array => Buffer.from(digits, 'hex');

const NEW: Reading<never> = { state: 'waiting', time_s: null, done: 0, failure: null, value: null };

/** A session that is open, and the reader it goes through. */
interface Session {
  readonly reader: PortReader;
  readonly talk: ProgrammingTalk;
  readonly last: number;
  /** Share that is done. */
  readonly progress: (done: number) => void;
}

const numberOf = (cell: Cell | undefined): number | null =>
  typeof cell === 'number' ? cell : cell !== null && typeof cell === 'object' ? cell.value : null;

async function profileBy({ reader, talk, last, progress }: Session): Promise<ToldProfile> {
  const profile = new ProfileReader((each) => reader.run(each), talk, identifier(PROFILE));
  const wanted = { last, from_s: undefined, to_s: undefined };
  const found = await profile.read(wanted, (_, whole) => (done) => progress(done / whole));
  const columns = found.columns.filter((column) => found.scales.has(column));
  return {
    ...{ obis: PROFILE, period_s: found.period_s, held: found.held },
    columns: columns.map((column) => ({
      obis: columnName(column),
      unit: found.scales.get(column)!.unit,
    })),
    rows: found.rows.map(({ time, marks = [], values }) => ({
      ...{ time, marks },
      values: columns.map((column) => numberOf(values[columnName(column)])),
    })),
  };
}

const powerOf = (found: ToldPower | null | undefined): ToldPower | null =>
  found ? { value: found.value, unit: found.unit } : null;

async function demandBy({ reader, talk }: Session): Promise<ToldDemand> {
  const read = reading(reader, talk);
  const { current, last, maximum } = await demandOf(read, String(ACTIVE_IMPORT));
  const registers = await registersByRate(read, [ACTIVE_IMPORT]);
  return {
    rate: Number((await read('0-0:96.14.0')) ?? 0),
    ...{ current: powerOf(current), last: powerOf(last) },
    maximum: maximum && { value: maximum.value, unit: maximum.unit, time: maximum.time },
    byRate: Object.entries(registers).flatMap(([obis, { value }]) =>
      value > 0 ? [{ rate: Number(/\.8\.(\d+)\./.exec(obis)![1]), value }] : [],
    ),
  };
}

const entryOf = ({ time, code, name, scope, value, object, sequence }: LoggedEvent): ToldLogEntry => ({
  ...{ time: time ?? null, code, name, scope, value, object: object ?? null, sequence },
});

async function logBy({ reader, talk }: Session, name: string): Promise<ToldLogEntry[]> {
  const digits = await reader.run(talk.read('R6', identifier(EVENT_LOGS[name].obis)));
  return loggedEvents(bytesOf(digits)).map(entryOf);
}

async function logsBy(session: Session): Promise<ToldLogs> {
  const logs: Record<string, readonly ToldLogEntry[]> = {};
  const names = Object.keys(EVENT_LOGS);
  for (const [n, name] of names.entries()) {
    logs[name] = await logBy(session, name);
    session.progress((n + 1) / names.length);
  }
  return logs;
}

async function alarmsBy(session: Session): Promise<ToldAlarms> {
  const { reader, talk } = session;
  const registers: Record<string, { readonly obis: string; readonly bits: readonly string[] }> = {};
  for (const name of ALARM_REGISTERS) {
    const obis = REGISTERS[name];
    const data = decodeData(bytesOf(await reader.run(talk.read('R2', identifier(obis)))));
    const word = 'value' in data ? Number(data.value) : 0;
    const bits = [...EVENT_BITS].flatMap(([bit, called]) => ((word >>> bit) & 1 ? [called] : []));
    registers[name] = { obis, bits };
  }
  const refused = (await logBy(session, 'fraud')).filter(({ name }) => REFUSED.includes(name));
  const sessions = [...(await logBy(session, SESSIONS_LOG)), ...refused];
  sessions.sort((a, b) => Date.parse(a.time ?? '') - Date.parse(b.time ?? '') || a.sequence - b.sequence);
  return { registers: registers as ToldAlarms['registers'], bits: [...EVENT_BITS.values()], sessions };
}

const READERS: { readonly [Name in ReadingName]: (session: Session) => Promise<Readings[Name]['value']> } = {
  profile: profileBy,
  demand: demandBy,
  logs: logsBy,
  alarms: alarmsBy,
};

export class WebReadings {
  readonly #meter: Meter;
  readonly #readings = new Map<ReadingName, Reading<unknown>>();
  /** Wanted, with how many rows. */
  readonly #wanted = new Map<ReadingName, number>();
  readonly #changed = new Set<ReadingName>();
  #reader: PortReader | undefined;
  #fault: unknown;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** Has it read as soon as what is read now is done. */
  want(name: ReadingName, last: number): void {
    this.#set(name, NEW);
    const { optical } = this.#meter;
    if (!optical)
      return this.#set(name, { state: 'failed', failure: 'nobody can sit at the optical port here' });
    this.#wanted.set(name, last);
    if (this.#reader) return;
    this.#reader = new PortReader(this.#meter, optical);
    this.#read(this.#reader)
      .catch((error: unknown) => (this.#fault = error))
      .finally(() => {
        this.#reader!.leave();
        this.#reader = undefined;
      });
  }

  /** To be called between two turns of the run. Throws what no meter and no line does. */
  turn(): void {
    this.#reader?.turn();
    if (this.#fault !== undefined) throw this.#fault;
  }

  /** What changed since it was told. */
  tell(): Telling[] {
    const names = READING_NAMES.filter((name) => this.#changed.has(name));
    this.#changed.clear();
    return names.map((name) => ({ name, value: this.#readings.get(name) }));
  }

  #set(name: ReadingName, what: Partial<Reading<unknown>>): void {
    this.#readings.set(name, { ...(this.#readings.get(name) ?? NEW), ...what });
    this.#changed.add(name);
  }

  /** A session for all that is wanted until it ends; what fails fails for all that still waits. */
  async #read(reader: PortReader): Promise<void> {
    const talk = new ProgrammingTalk({ errors: ERROR_TEXTS });
    try {
      await reader.run(talk.open());
      for (let next = this.#next(); next; next = this.#next()) await this.#one(next, reader, talk);
      await reader.run(talk.close());
    } catch (error) {
      if (!(error instanceof ClientError || error instanceof ProfileError)) throw error;
      for (const name of this.#wanted.keys()) this.#fail(name, error);
      this.#wanted.clear();
    }
  }

  #next(): [ReadingName, number] | undefined {
    const [next] = this.#wanted;
    return next;
  }

  async #one([name, last]: [ReadingName, number], reader: PortReader, talk: ProgrammingTalk): Promise<void> {
    this.#set(name, { state: 'reading' });
    const progress = (done: number) => this.#set(name, { done });
    const value = await READERS[name]({ reader, talk, last, progress });
    this.#wanted.delete(name);
    const time_s = this.#meter.conductor.now_us / 1e6;
    this.#set(name, { state: 'done', done: 1, time_s, value });
  }

  #fail(name: ReadingName, { message }: Error): void {
    this.#set(name, { state: 'failed', failure: message });
  }
}
