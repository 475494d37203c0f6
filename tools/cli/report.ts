// What a run reports: one object a line with --json, the last one whole; the same figures for people.
import type { Meter } from '../meter/meter.ts';
import { askGroups, askHarmonicPowers, askPages, spectraOf } from '../meter/harmonics.ts';
import { objectsOf, type ObjectValues, type ScopedRecords } from '../meter/objects.ts';
import type { FaultRecord } from '../meter/conductor/board.ts';
import { everyEvent, reported, type ReportedEvent } from '../records/events.ts';
import { referenceFor } from '../meter/truth-objects.ts';
import { markingsOf, type Markings } from '../records/markings.ts';
import type { RecordValue } from '../records/records.ts';
import { askAggregates, askIntervals } from './report-intervals.ts';
import { askManagement } from './report-management.ts';
import { askScopes, flagsOf, SCOPES, type ScopedMessage } from './report-scopes.ts';
import type { RunOptions } from './run-options.ts';
import { PROJECT_VERSION } from './version.ts';

/** Events told while a run goes on: the latest; all of them stand in its end. */
const EVENTS_SHOWN = 12;

/** Terminals by port name; null for the RS485 pair and the downlink slot while nothing is connected to them. */
export type Ports = Readonly<Record<string, string | null>>;

const portsOf = (meter: Meter): Ports => ({ rs485: null, downlink: null, ...meter.ports });

export interface Progress {
  final: false;
  time_s: number;
  samples: number;
  /** The nameplate, once it passed on the link. */
  meter: Markings | null;
  instant: Instants;
  registers: ObjectValues;
  instantaneous: ObjectValues;
  power_quality: ObjectValues;
  link: Meter['link']['health'];
  lcd: string[];
  ports: Ports;
  /** Multiple of real time reached since the report before. */
  speed: number;
  /** What the source says is going on. */
  scene: string | null;
  metering: MeteringState;
  management: ManagementState;
  faults: readonly FaultRecord[];
  events: ReportedEvent[];
}

/** How the metering core is: alive, and what it said of itself last. */
export interface MeteringState {
  restarts: number;
  alive: boolean;
  /** METERING_FLAG_*. */
  flags: number;
  missed_samples: number;
  invalid_samples: number;
}

function meteringState({ metering, link }: Meter): MeteringState {
  const { flags = 0, missed_samples = 0, invalid_samples = 0 } = link.records.get('read_status 0') ?? {};
  return {
    restarts: metering.restarts,
    alive: metering.alive,
    flags: Number(flags),
    missed_samples: Number(missed_samples),
    invalid_samples: Number(invalid_samples),
  };
}

/** Sample a record stands at, and its time since the meter's first one. */
interface Instant {
  sample: number;
  time_s: number;
}

/** When the values were so; null for what was not received yet. */
interface Instants {
  registers: Instant | null;
  instantaneous: Instant | null;
}

function instantOf(record: Record<string, RecordValue> | undefined, rate_mHz: number): Instant | null {
  if (!record) return null;
  const sample = Number(record.sample_index);
  return { sample, time_s: (sample * 1000) / rate_mHz };
}

/** Registers and quantities of one reading may stand at different samples. */
const instantsOf = (meter: Meter, registers: ScopedRecords, instantaneous: ScopedRecords): Instants => ({
  registers: instantOf(registers.get(0), meter.source.rate_mHz),
  instantaneous: instantOf(instantaneous.get(0), meter.source.rate_mHz),
});

/** How the management core is. */
export interface ManagementState {
  restarts: number;
  alive: boolean;
  /** For how long it has not answered, alive as it is; 0 while it does. */
  silent_s: number;
}

const managementState = ({ management, conductor }: Meter): ManagementState => ({
  restarts: management.restarts,
  alive: management.alive,
  silent_s: (conductor.now_us - (management.silentSince_us ?? conductor.now_us)) / 1e6,
});

/** Highest order of the truth while the meter has not measured any. */
const HARMONICS_MAX = 63;

/** The input of the neutral current: its distortion stands with its harmonics only. */
const NEUTRAL_INPUT = 6;

function scoped(meter: Meter, message: ScopedMessage): ScopedRecords {
  const found = SCOPES.flatMap((scope) => {
    const record = meter.link.records.get(`${message} ${scope}`);
    return record ? [[scope, record] as const] : [];
  });
  return new Map(found);
}

/** Records that stand alone, under the place the catalogue has them at. */
const single = (place: number, record: Record<string, RecordValue> | undefined): ScopedRecords =>
  new Map(record ? [[place, record]] : []);

/** The finer quantities: of each scope, of the phases together, of the neutral. */
const qualityOf = (scopes: ScopedRecords, network: ScopedRecords, neutral: ScopedRecords): ObjectValues => ({
  ...objectsOf('power_quality', scopes),
  ...objectsOf('network', network),
  ...objectsOf('harmonics', neutral),
});

const faultsOf = ({ metering, management }: Meter): FaultRecord[] => [
  ...metering.faults,
  ...management.faults,
];

const markings = ({ address_645 }: Meter, identification: Record<string, RecordValue>): Markings => ({
  ...markingsOf(identification),
  ...(address_645 !== undefined && { address_645 }),
});

/** Where the run stands, from what passed on the link last; `speed`: multiple of real time it reached. */
export function progress(meter: Meter, speed = 0): Progress {
  const { records } = meter.link;
  const [registers, instantaneous] = [scoped(meter, 'read_registers'), scoped(meter, 'read_instantaneous')];
  const identification = records.get('identify 0');
  return {
    final: false,
    time_s: meter.conductor.now_us / 1e6,
    samples: meter.conductor.samplesFed,
    meter: identification ? markings(meter, identification) : null,
    instant: instantsOf(meter, registers, instantaneous),
    registers: objectsOf('registers', registers),
    instantaneous: objectsOf('instantaneous', instantaneous),
    power_quality: qualityOf(
      scoped(meter, 'read_power_quality'),
      single(0, records.get('read_network 0')),
      single(NEUTRAL_INPUT, records.get(`read_harmonics ${NEUTRAL_INPUT} 1`)),
    ),
    link: meter.link.health,
    lcd: [...meter.management.lcd],
    ports: portsOf(meter),
    speed,
    scene: meter.source.scene?.(Math.max(0, meter.conductor.samplesFed - 1)) ?? null,
    metering: meteringState(meter),
    management: managementState(meter),
    faults: faultsOf(meter),
    events: [...meter.link.events.values()]
      .slice(-EVENTS_SHOWN)
      .map((event) => reported(event, meter.source.rate_mHz)),
  };
}

/** The finer quantities and the spectra, asked on the metering core's own port. */
async function askQuality(meter: Meter) {
  const scopes = await askScopes(meter, 'read_power_quality');
  const network = single(0, await meter.ask('read_network'));
  const pages: Record<string, RecordValue>[] = [];
  const pageOf = await askPages(async (input, first_order) => {
    pages.push(await meter.ask('read_harmonics', { input, first_order }));
    return pages.at(-1)!;
  });
  const harmonics = spectraOf(pageOf);
  const harmonic_powers = await askHarmonicPowers((phase, first_order) =>
    meter.ask('read_harmonic_powers', { phase, first_order }),
  );
  const groups = await askGroups((phase_input, first_group) =>
    meter.ask('read_groups', { phase_input, first_group }),
  );
  const neutral = single(NEUTRAL_INPUT, harmonics.IN && pageOf(NEUTRAL_INPUT, 1));
  const flags = {
    power_quality: flagsOf(scopes.values()),
    network: flagsOf(network.values()),
    harmonics: flagsOf(pages),
  };
  return {
    values: { power_quality: qualityOf(scopes, network, neutral), harmonics, harmonic_powers, groups },
    flags,
  };
}

/** Events the meter logged, those under way among them. */
async function askEvents(meter: Meter) {
  const events = await everyEvent((first) => meter.ask('read_events', { first }));
  return events.map((event) => reported(event, meter.source.rate_mHz));
}

/** Version and digest of what each core runs. */
function softwareOf(meter: Meter, identification: Record<string, RecordValue>) {
  const version = ['major', 'minor', 'patch'].map((part) => identification[`version_${part}`]).join('.');
  return {
    metering: { version, sha256: meter.metering.sha256 },
    management: { version: PROJECT_VERSION, sha256: meter.management.sha256 },
  };
}

/** Registers at the last sample and quantities of the last window, asked on the metering core's own port. */
export async function finalReport(meter: Meter, options: RunOptions, speed = 0) {
  const [lcd, health] = [[...meter.management.lcd], { ...meter.link.health }];
  const samples = meter.conductor.samplesFed;
  const identification = await meter.ask('identify');
  const status = await meter.ask('read_status');
  const registers = await askScopes(meter, 'read_registers');
  const instantaneous = await askScopes(meter, 'read_instantaneous');
  const quality = await askQuality(meter);
  const [aggregates, intervals] = [await askAggregates(meter), await askIntervals(meter)];
  const events = await askEvents(meter);
  const made = await askManagement(meter);
  const window = instantaneous.get(0)!;
  const filterDelay = Number(identification.filter_delay_samples);
  return {
    final: true,
    target: options.target.name,
    engine: options.engine,
    service: options.service,
    samples,
    duration_s: samples / (meter.source.rate_mHz / 1000),
    speed,
    meter: markingsOf(identification),
    instant: instantsOf(meter, registers, instantaneous),
    registers: { ...objectsOf('registers', registers), ...made.registers },
    ...made.values,
    instantaneous: objectsOf('instantaneous', instantaneous),
    ...quality.values,
    aggregates: aggregates.values,
    intervals,
    events,
    reference: referenceFor(
      meter.source,
      samples - filterDelay,
      { end: Number(window.sample_index) - filterDelay, sets: Number(window.window_samples) },
      Object.values(quality.values.harmonics)[0]?.amplitude.length ?? HARMONICS_MAX,
    ),
    source: { description: meter.source.description, notes: meter.source.notes },
    link: health,
    ports: portsOf(meter),
    software: softwareOf(meter, identification),
    metering: {
      samples: Number(status.sample_index),
      missed_samples: status.missed_samples,
      invalid_samples: status.invalid_samples,
      starts: status.starts,
      flags: status.flags,
      reading_flags: {
        registers: flagsOf(registers.values()),
        instantaneous: flagsOf(instantaneous.values()),
        ...quality.flags,
        aggregates: aggregates.flags,
      },
      pulses: meter.metering.pulses,
      restarts: meter.metering.restarts,
    },
    management: managementState(meter),
    faults: faultsOf(meter),
    lcd,
  };
}

export type FinalReport = Awaited<ReturnType<typeof finalReport>>;
