// All registers of a metering core at its last sample, asked of the core itself on its own port.
import { PORTS } from '../../../shared-protocol/generated/ts/ports.ts';
import { MOMENT_OPEN } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import { LegalClient } from '../../records/legal-client.ts';
import type { RecordValue } from '../../records/records.ts';

/** Gives a core a slice. */
export type GiveSlice = (inputs: readonly SliceInput[]) => SliceOutput[] | Promise<SliceOutput[]>;

/** The total, then each phase: values by name, as text where they are longer than a number holds. */
export type RecordedRegisters = readonly Readonly<Record<string, string | number>>[];

const SCOPES = 4;
const { number: port, ring } = PORTS.metering.legal;

async function scopeOf(give: GiveSlice, scope: number): Promise<Record<string, RecordValue> | undefined> {
  const client = new LegalClient();
  const bytes = client.request('read_registers', { scope, moment: MOMENT_OPEN });
  const outputs = await give([
    { type: 'portState', port, free: ring, idle: true },
    { type: 'port', port, bytes },
  ]);
  for (const output of outputs) {
    const reply =
      output.type === 'port' && output.port === port && client.receive('read_registers', output.bytes);
    if (reply) return reply;
  }
  return undefined;
}

/** Undefined where the core does not answer. */
export async function registersOf(give: GiveSlice): Promise<RecordedRegisters | undefined> {
  const scopes: Record<string, string | number>[] = [];
  for (let scope = 0; scope < SCOPES; scope++) {
    const reply = await scopeOf(give, scope);
    if (!reply) return undefined;
    const values = Object.entries(reply).map(
      ([name, value]) => [name, typeof value === 'number' ? value : String(value)] as const,
    );
    scopes.push(Object.fromEntries(values));
  }
  return scopes;
}
