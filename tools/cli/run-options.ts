// What the options of `twinmeter run` must be together, and what they mean.
import type { KeySuite } from '../meter/keys/development-keys.ts';
import type { Target } from '../meter/target.ts';
import type { Service } from '../signals/waves/source.ts';
import type { Rs485Use } from '../meter/meter.ts';
import type { DownlinkModule } from '../records/downlink.ts';
import type { Presentation } from '../lines/presentation.ts';
import { nominalHz, nominalVolts } from './nominal-options.ts';
import { serialBytes, SerialNumberError, type FactoryParameters } from '../records/parameters.ts';
import { sealedBeside, sealedCounting } from './sealed-options.ts';
import { engineOf, targetNamed } from './places.ts';
import { checkPorts } from './run-ports.ts';
import { RUN_OPTIONS } from './run-table.ts';
import { utcTime } from './utc-time.ts';
import { BadInputError } from './errors.ts';
import { parseOptions, type Values } from './options.ts';

/** Checked options. */
export interface RunOptions {
  target: Target;
  engine: string;
  service: Service;
  wave: string | undefined;
  map: string | undefined;
  /** Names of the recording's columns or channels in their order; `-` leaves one out. */
  columns: string | undefined;
  /** The recording's own sampling rate, whatever it states. */
  wave_Hz: number | undefined;
  /** Takes the direct component out of a recording. */
  removeDc: boolean;
  volts: number | undefined;
  amps: number | undefined;
  pf: number | undefined;
  leading: boolean;
  hz: number | undefined;
  /** What the meter is sealed for: voltage of a phase, for 3p3w between two lines. */
  unom_V: number;
  fnom_Hz: number;
  /** Over what the sign of active energy decides between import and export. */
  netting: 'window' | 'cycle';
  serial: string;
  /** What else the meter is sealed with. */
  sealed: Partial<FactoryParameters>;
  rate_mHz: number;
  /** Second of the day at which the built-in day starts. */
  from_s: number;
  /** What the clock shows at the start, seconds since 1970; undefined where that is left open. */
  start_s: number | undefined;
  /** Seconds of metering; undefined: until interrupted. */
  for_s: number | undefined;
  /** Multiple of real time; infinity for as fast as it goes. */
  speed: number;
  linkClock_Hz: number;
  presentation: Presentation;
  /** Files in place of the built modules. */
  modules: { metering: string | undefined; management: string | undefined };
  /** What is asked on the RS485 pair; undefined: what the meter was told before. */
  rs485: Rs485Use | undefined;
  /** Ports of loopback on which DLMS/COSEM is served: by the wrapper, over TCP or UDP, and by HDLC over TCP. */
  dlmsTcp: number | undefined;
  /** Security suite that the keys of the management board are of; undefined: those that are there. */
  suite: KeySuite | undefined;
  /** Port of the page. */
  web: number | undefined;
  dlmsUdp: number | undefined;
  dlmsHdlcTcp: number | undefined;
  /** Where what is pushed is taken, a TCP port of loopback. */
  pushTcp: number | undefined;
  /** What stands in the downlink slot; undefined: what the meter was told before. */
  downlink: DownlinkModule | 'none' | undefined;
  /** Folder that the storage of both boards is kept in; undefined: it ends with the run. */
  state: string | undefined;
  /** The terminal cover is off: writes are taken, and it is a tamper event. */
  terminalCoverOpen: boolean;
  /** The calibration jumper is closed: the adjustment port is alive. */
  jumperClosed: boolean;
  json: boolean;
  /** File that the run is recorded into. */
  record: string | undefined;
  /** Everything that was asked, by the options' names: for who records it. */
  settings: Readonly<Record<string, unknown>>;
}

/** The calendar of the DS3231. */
const FIRST_CLOCK_s = Date.UTC(2000, 0, 1) / 1000;
const LAST_CLOCK_s = Date.UTC(2200, 0, 1) / 1000 - 1;

/** What is said about a recording. */
const OF_RECORDINGS = ['map', 'columns', 'wave-rate', 'remove-dc'] as const;

/** A file and a synthetic signal cannot both be fed. */
function checkSignal(values: Values<typeof RUN_OPTIONS>): void {
  if (values.wave !== undefined) {
    if (values.pf === undefined) return;
    throw new BadInputError('--pf is for a synthetic signal and does not go with --wave');
  }
  const stray = OF_RECORDINGS.find((name) => values[name] !== undefined && values[name] !== false);
  if (stray) throw new BadInputError(`--${stray} goes with --wave`);
}

function checkSerial(serial: string): void {
  try {
    serialBytes(serial);
  } catch (error) {
    if (!(error instanceof SerialNumberError)) throw error;
    throw new BadInputError(`--serial: ${error.message}`);
  }
}

/** Seconds since midnight. Throws BadInputError. */
function secondOfDay(text: string): number {
  const [, hours, minutes, seconds = '0'] = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  if (hours === undefined)
    throw new BadInputError(`--from ${text}: expected a time of day such as 15:29 or 15:29:50`);
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Seconds since 1970 of a time the RTC can hold. Throws BadInputError. */
function startTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time_s = utcTime('--start', text);
  if (time_s >= FIRST_CLOCK_s && time_s <= LAST_CLOCK_s) return time_s;
  throw new BadInputError(`--start ${text}: the clock holds 2000-01-01 to 2199-12-31`);
}

/** Boards that are emulated go on by themselves: nobody hands them slices. */
function checkRecord({ record, target }: Values<typeof RUN_OPTIONS>): void {
  if (record === undefined || target !== 'emulated') return;
  throw new BadInputError('--record is for --target wasm and host, and does not go with --target emulated');
}

/** What the values mean together. Throws BadInputError. */
export function runOptions(values: Values<typeof RUN_OPTIONS>): RunOptions {
  checkSignal(values);
  checkRecord(values);
  checkPorts(values);
  checkSerial(values.serial);
  const { service, wave, map, columns, volts, amps, pf, leading, hz, serial, speed, json } = values;
  const rs485 = values.rs485 as Rs485Use | undefined;
  const downlink = values.downlink as RunOptions['downlink'];
  const target = targetNamed(values.target ?? (values.record === undefined ? 'host' : 'wasm'));
  return {
    ...{ service, wave, map, columns, volts, amps, pf, leading, hz, serial, speed, rs485, downlink, json },
    target,
    dlmsTcp: values['dlms-tcp'],
    web: values.web,
    suite: values.suite as KeySuite | undefined,
    dlmsUdp: values['dlms-udp'],
    pushTcp: values['push-tcp'],
    dlmsHdlcTcp: values['dlms-hdlc-tcp'],
    unom_V: nominalVolts(service, values.unom),
    fnom_Hz: nominalHz(service, values.fnom),
    netting: values.netting,
    sealed: { ...sealedCounting(values), ...sealedBeside(service, values) },
    wave_Hz: values['wave-rate'],
    removeDc: values['remove-dc'],
    engine: engineOf(target, values.engine),
    rate_mHz: Math.round(values.rate * 1000),
    from_s: secondOfDay(values.from),
    start_s: startTime(values.start),
    for_s: values.for,
    linkClock_Hz: values['link-clock'],
    presentation: values.terminal,
    modules: { metering: values.metering, management: values.management },
    state: values.state,
    terminalCoverOpen: values['terminal-cover'] === 'open',
    jumperClosed: values.jumper === 'closed',
    record: values.record,
    settings: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
  };
}

/** The options among the words of a command line. Throws BadInputError. */
export const parseRunOptions = (words: readonly string[]): RunOptions =>
  runOptions(parseOptions(RUN_OPTIONS, words));
