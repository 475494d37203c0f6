// What a metering core tells of itself: registers, events, flags, starts, and the parameters in force.
import { MOMENT_OPEN, RINGS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { eventsOf, type MeterEvent } from '../../records/events.ts';
import type { RecordValue } from '../../records/records.ts';
import { auditTrail, type AuditEntry } from './audit-trail.ts';
import { clockStanding, type ClockStanding } from './clock-standing.ts';
import { answered, type MeteringBoard } from './metering-board.ts';

export interface MeteringStanding {
  /** Samples fed since it has power. */
  readonly sample: number;
  /** Every register of every scope, the open window included. */
  readonly registers: readonly bigint[];
  /** Oldest first, as many as it holds. */
  readonly events: readonly MeterEvent[];
  readonly newest: number;
  readonly starts: number;
  readonly flags: number;
  /** Of the sealed parameters in force. */
  readonly parametersCrc: number;
  /** Ratios of both transformers that the registers count with. */
  readonly ratios: string;
  /** The newest records of each ring in NOR, by `ring number`, and whether they are what the meter wrote. */
  readonly records: ReadonlyMap<string, string>;
  /** The newest and the oldest record of each ring, 0 for none. */
  readonly rings: readonly { readonly newest: number; readonly oldest: number }[];
  /** The newest entries of the audit trail, those that wait for the NOR with them; oldest first. */
  readonly trail: readonly AuditEntry[];
  readonly clock: ClockStanding;
  /** The changes of the ratios that it kept, the newest first. */
  readonly ratioChanges: readonly { readonly sequence: number; readonly newRatios: string }[];
}

const SCOPES = 4;
/** What is counted; what is derived from it goes with it. */
const COUNTED = [
  ...[
    'active_import_mWs',
    'active_export_mWs',
    'reactive_q1_mvars',
    'reactive_q2_mvars',
    'reactive_q3_mvars',
  ],
  ...['reactive_q4_mvars', 'apparent_import_mVAs', 'apparent_export_mVAs', 'fundamental_import_mWs'],
  ...['fundamental_export_mWs', 'charge_mAs', 'voltage_squared_V2s', 'current_squared_mA2s'],
];

const list = (value: RecordValue) => (value as readonly (number | bigint)[]).join(' ');

function registers(board: MeteringBoard): bigint[] {
  const scopes = Array.from({ length: SCOPES }, (_, scope) =>
    board.ask('read_registers', { scope, moment: MOMENT_OPEN }),
  );
  return scopes.flatMap((reply) => COUNTED.map((name) => BigInt(reply[name] as bigint)));
}

function events(board: MeteringBoard): MeterEvent[] {
  const all: MeterEvent[] = [];
  for (;;) {
    const some = eventsOf(board.ask('read_events', { first: (all.at(-1)?.sequence ?? 0) + 1 }));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

export function meteringStanding(board: MeteringBoard): MeteringStanding {
  const status = board.ask('read_status');
  const id = board.ask('identify');
  return {
    sample: board.sample,
    registers: registers(board),
    events: events(board),
    newest: Number(status.newest_event),
    starts: Number(status.starts),
    flags: Number(status.flags),
    parametersCrc: Number(id.parameters_crc),
    ratios: ['current_ratio', 'voltage_ratio']
      .flatMap((name) => [id[`${name}_primary`], id[`${name}_secondary`]])
      .join(' '),
    ratioChanges: ratioChanges(board),
    trail: auditTrail(board),
    clock: clockStanding(board.fram),
    ...recordsOf(board),
  };
}

/** Records of a ring that are looked at. */
const NEWEST = 3;

function recordsOf(board: MeteringBoard): Pick<MeteringStanding, 'records' | 'rings'> {
  const records = new Map<string, string>();
  const rings = Array.from({ length: RINGS }, (_, ring) => {
    const found = board.ask('find_record', { ring, time_s: 0n });
    const [newest, oldest] = [Number(found.newest), Number(found.oldest)];
    for (let sequence = newest; sequence > 0 && sequence > newest - NEWEST; sequence--)
      records.set(`${ring} ${sequence}`, recordText(board, ring, sequence));
    return { newest, oldest };
  });
  return { records, rings };
}

function recordText(board: MeteringBoard, ring: number, sequence: number): string {
  const texts: string[] = [];
  for (let part = 0, parts = 1; part < parts; part++) {
    const reply = answered(() => board.ask('read_record', { ring, part, sequence }));
    if (!reply) return 'not there';
    if (reply.damaged) return 'damaged';
    parts = Number(reply.parts);
    texts.push(Buffer.from(reply.bytes as number[]).toString('hex'));
  }
  return texts.join('');
}

function ratioChanges(board: MeteringBoard): MeteringStanding['ratioChanges'] {
  const changes = [];
  for (let index = 0; ; index++) {
    const change = answered(() => board.ask('read_ratio_change', { index }));
    if (!change) return changes;
    changes.push({ sequence: Number(change.sequence), newRatios: list(change.new_ratios) });
  }
}
