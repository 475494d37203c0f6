// The options of `twinmeter run` as data.
import { TARGETS } from '../meter/targets/targets.ts';
import { RS485_USES } from '../meter/meter.ts';
import { RATE_MAX_Hz, RATE_MIN_Hz } from '../signals/waves/recording.ts';
import { SERVICES } from '../signals/waves/source.ts';
import { DOWNLINK_MODULES } from '../records/downlink.ts';
import { PRESENTATIONS } from '../lines/presentation.ts';
import { DEFAULT_SERIAL } from '../records/parameters.ts';
import { FNOM_OPTION, unomOption } from './nominal-options.ts';
import type { OptionTable } from './options.ts';
import { ENGINES } from './places.ts';
import { PORT_OPTIONS } from './run-ports.ts';
import { BESIDE_OPTIONS, COUNTING_OPTIONS } from './sealed-options.ts';

export const RUN_OPTIONS = {
  target: {
    kind: 'choice',
    value: 'name',
    choices: TARGETS.map(({ name }) => name),
    otherwise: 'host; wasm where the run is recorded',
    help: 'where the modules run',
  },
  engine: {
    kind: 'choice',
    value: 'name',
    choices: ENGINES,
    help: 'wasm: v8 or wasm3; emulated: wasm3, or aot for the metering core',
  },
  wave: { kind: 'text', value: 'file', help: 'recording to meter: CSV, WAV or COMTRADE (.cfg, .cff)' },
  'wave-rate': {
    kind: 'number',
    unit: 'Hz',
    least: RATE_MIN_Hz,
    most: RATE_MAX_Hz,
    help: 'sampling rate of the recording, whatever it states',
  },
  columns: {
    kind: 'text',
    value: 'list',
    help: 'what its columns are, such as time,v1,i1; a dash leaves one out',
  },
  'remove-dc': { kind: 'flag', help: 'take the direct component out of the recording' },
  map: { kind: 'text', value: 'map', help: 'channels of the recording, such as V1=VA,I1=IA' },
  volts: {
    kind: 'number',
    unit: 'V',
    least: 0,
    most: 480,
    otherwise: 'the nominal one; of a recording its own',
    help: 'RMS voltage; scales a recording once as a whole',
  },
  amps: {
    kind: 'number',
    unit: 'A',
    least: 0,
    most: 145,
    help: 'RMS current; scales a recording once as a whole',
  },
  pf: {
    kind: 'number',
    unit: 'cos',
    least: -1,
    most: 1,
    help: 'power factor of the synthetic load; negative: capacitive',
  },
  leading: { kind: 'flag', help: 'the synthetic load is capacitive' },
  hz: {
    kind: 'number',
    unit: 'Hz',
    least: 40,
    most: 70,
    otherwise: 'the nominal one',
    help: 'mains frequency; of a recording that states no rate',
  },
  unom: unomOption(40, 450),
  fnom: FNOM_OPTION,
  ...COUNTING_OPTIONS,
  ...BESIDE_OPTIONS,
  service: { kind: 'choice', value: 'name', choices: SERVICES, default: '3p4w', help: 'wiring' },
  serial: { kind: 'text', value: 'number', default: DEFAULT_SERIAL, help: 'serial number of the meter' },
  rate: { kind: 'number', unit: 'Hz', least: 2000, most: 32_000, default: 4000, help: 'sampling rate' },
  from: {
    kind: 'text',
    value: 'hh:mm:ss',
    noun: 'time of day',
    default: '15:29:50',
    help: 'where the built-in day starts; ten seconds later a kettle is switched on while the sun feeds in',
  },
  start: {
    kind: 'text',
    value: 'time',
    otherwise: '2026-01-01T00:00:00Z, or where the meter of --state stopped',
    help: "what the meter's clock shows when the run begins, UTC, such as 2026-11-28T10:30:00Z",
  },
  for: {
    kind: 'number',
    unit: 's',
    least: 0.001,
    most: 1e9,
    otherwise: 'until Ctrl-C',
    help: 'seconds to meter',
  },
  speed: {
    kind: 'number',
    unit: 'factor',
    least: 0.01,
    most: 100_000,
    default: 1,
    words: { max: Infinity },
    help: 'multiple of real time',
  },
  'link-clock': {
    kind: 'number',
    unit: 'Hz',
    least: 100_000,
    most: 10_000_000,
    default: 1_000_000,
    help: 'clock of the SPI link',
  },
  terminal: {
    kind: 'choice',
    value: 'kind',
    choices: PRESENTATIONS,
    default: 'detected',
    help: 'bytes of a port at 7E1: parity in bit 7, none, or as its reader signs on',
  },
  rs485: {
    kind: 'choice',
    value: 'protocol',
    choices: RS485_USES,
    otherwise: 'what the meter was told before; hdlc for a new one',
    help: 'what is asked on the RS485 pair: hdlc: DLMS/COSEM; none: nothing is connected to it',
  },
  ...PORT_OPTIONS,
  downlink: {
    kind: 'choice',
    value: 'protocol',
    choices: [...Object.keys(DOWNLINK_MODULES), 'none'],
    otherwise: 'what the meter was told before; iec62056-21 for a new one',
    help: 'module in the slot towards the premises: modbus: a master of Modbus RTU, SunSpec meter models; p1, p1-be, p1-se: a reader of P1 telegrams, Dutch, Belgian, Swedish; push-5, push-10: a listener of DLMS/COSEM, told each 5 or 10 s; none: the slot is empty',
  },
  state: {
    kind: 'text',
    value: 'folder',
    help: 'keeps the storage of both boards there, for the next run to go on with',
  },
  record: {
    kind: 'text',
    value: 'file',
    help: 'records the run into this file, for twinmeter replay: samples, ports, buttons, covers, cuts, random numbers',
  },
  metering: { kind: 'text', value: 'file', help: 'another metering module' },
  management: { kind: 'text', value: 'file', help: 'another management module' },
  'terminal-cover': {
    kind: 'choice',
    value: 'state',
    choices: ['open', 'closed'],
    default: 'closed',
    help: 'terminal cover; nothing is written through the optical port under a closed one but tokens',
  },
  jumper: {
    kind: 'choice',
    value: 'state',
    choices: ['open', 'closed'],
    default: 'open',
    help: 'calibration jumper',
  },
  json: { kind: 'flag', help: 'one JSON object a line, the last one with "final": true' },
} as const satisfies OptionTable;
