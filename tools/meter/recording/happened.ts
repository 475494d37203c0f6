// What a person looks for in a recording: bytes at the ports, hands at the meter, its supply; each with its sample.
import { PORTS } from '../../../shared-protocol/generated/ts/ports.ts';
import { BUTTON_CODES, SWITCH_CODES } from '../conductor/surroundings.ts';
import { CONTACT_CODES } from '../conductor/terminals.ts';
import type { Role, SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import type { Entry } from './entries.ts';

/** One of them; `sample`: sets fed by then. */
export interface Happened {
  readonly sample: number;
  readonly [what: string]: string | number | boolean;
}

const nameOf = (codes: Readonly<Record<string, number>>, code: number): string =>
  Object.keys(codes).find((name) => codes[name] === code) ?? String(code);

export const portName = (role: Role, number: number): string =>
  Object.entries(PORTS[role]).find(([, port]) => port.number === number)?.[0] ?? String(number);

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function ofInput(role: Role, input: SliceInput): Record<string, string | boolean> | undefined {
  switch (input.type) {
    case 'port':
      return { port: portName(role, input.port), in: hexOf(input.bytes) };
    case 'button':
      return { button: nameOf(BUTTON_CODES, input.button), pressed: input.pressed };
    case 'switch':
      return { switch: nameOf(SWITCH_CODES, input.input), closed: input.closed };
    case 'contact':
      return { contact: nameOf(CONTACT_CODES, input.contact), closed: input.closed };
    case 'power':
      return { supply_of: role, failing: input.failing };
    default:
      return undefined;
  }
}

const ofOutput = (role: Role, output: SliceOutput): Record<string, string> | undefined =>
  output.type === 'port' ? { port: portName(role, output.port), out: hexOf(output.bytes) } : undefined;

/** Of an entry at a sample. */
export function happenedIn(entry: Entry, sample: number): Happened[] {
  if (entry.kind === 'start') return [{ sample, start_of: entry.role }];
  const { role, inputs, outputs, gone } = entry;
  const all = [
    ...inputs.map((input) => ofInput(role, input)),
    ...outputs.map((output) => ofOutput(role, output)),
    ...(gone === undefined ? [] : [{ gone: role, reason: gone }]),
  ];
  return all.flatMap((what) => (what ? [{ sample, ...what }] : []));
}
