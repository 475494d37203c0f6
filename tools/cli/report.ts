// What a run reports: one object a line with --json, the last one whole; the same figures for people.
import type { Meter } from '../meter/meter.ts';
import { objectsOf, type ObjectValues, type ScopedRecords } from '../meter/objects.ts';
import { referenceFor } from '../meter/truth-objects.ts';
import type { RecordValue } from '../protocol/records.ts';
import { MOMENT_OPEN } from '../../shared-protocol/generated/ts/protocol.ts';
import type { RunOptions } from './run-options.ts';
import { PROJECT_VERSION } from './version.ts';

const SCOPES = [0, 1, 2, 3];

export interface Progress {
  final: false;
  time_s: number;
  samples: number;
  registers: ObjectValues;
  instantaneous: ObjectValues;
  link: Meter['link']['health'];
  lcd: string[];
  ports: Record<string, string>;
}

function scoped(meter: Meter, message: 'read_registers' | 'read_instantaneous'): ScopedRecords {
  const found = SCOPES.flatMap((scope) => {
    const record = meter.link.records.get(`${message} ${scope}`);
    return record ? [[scope, record] as const] : [];
  });
  return new Map(found);
}

/** Where the run stands, from what passed on the link last. */
export function progress(meter: Meter): Progress {
  return {
    final: false,
    time_s: meter.conductor.now_us / 1e6,
    samples: meter.conductor.samplesFed,
    registers: objectsOf('registers', scoped(meter, 'read_registers')),
    instantaneous: objectsOf('instantaneous', scoped(meter, 'read_instantaneous')),
    link: meter.link.health,
    lcd: [...meter.management.lcd],
    ports: { ...meter.ports },
  };
}

async function askScopes(
  meter: Meter,
  message: 'read_registers' | 'read_instantaneous',
): Promise<ScopedRecords> {
  const records = new Map<number, Record<string, RecordValue>>();
  for (const scope of SCOPES) records.set(scope, await meter.ask(message, { scope, moment: MOMENT_OPEN }));
  return records;
}

/** Registers at the last sample and quantities of the last window, asked on the metering core's own port. */
export async function finalReport(meter: Meter, options: RunOptions) {
  const lcd = [...meter.management.lcd];
  const health = { ...meter.link.health };
  const samples = meter.conductor.samplesFed;
  const identification = await meter.ask('identify');
  const status = await meter.ask('read_status');
  const registers = await askScopes(meter, 'read_registers');
  const instantaneous = await askScopes(meter, 'read_instantaneous');
  const window = instantaneous.get(0)!;
  const filterDelay = Number(identification.filter_delay_samples);
  const version = ['major', 'minor', 'patch'].map((part) => identification[`version_${part}`]).join('.');
  return {
    final: true,
    target: options.target.name,
    engine: options.engine,
    service: options.service,
    samples,
    duration_s: samples / (meter.source.rate_mHz / 1000),
    registers: objectsOf('registers', registers),
    instantaneous: objectsOf('instantaneous', instantaneous),
    reference: referenceFor(
      meter.source,
      samples - filterDelay,
      Number(window.sample_index) - filterDelay,
      Number(window.window_samples),
    ),
    source: { description: meter.source.description, notes: meter.source.notes },
    link: health,
    ports: { ...meter.ports },
    software: {
      metering: { version, sha256: meter.metering.sha256 },
      management: { version: PROJECT_VERSION, sha256: meter.management.sha256 },
    },
    metering: {
      samples: Number(status.sample_index),
      missed_samples: status.missed_samples,
      invalid_samples: status.invalid_samples,
      starts: status.starts,
      flags: status.flags,
      pulses: meter.metering.pulses,
      restarts: meter.metering.restarts,
    },
    management: { restarts: meter.management.restarts },
    faults: [...meter.metering.faults, ...meter.management.faults],
    lcd,
  };
}

export type FinalReport = Awaited<ReturnType<typeof finalReport>>;
