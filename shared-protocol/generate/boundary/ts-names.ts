// What TypeScript calls the names and scalars of the boundary.
import type { BoundaryEvent, BoundaryField, BoundaryRecord } from './boundary.ts';

/** Units keep their case and their underscore: `temperature_mC`, `now_us`. */
const UNIT = /^(s|us|ms|ns|mC|mV|uV|mA|uA|mW|mVA|mvar|mHz|ppm|ppb|mdeg|udeg|Q\d+)$/;

export const tsName = (name: string): string =>
  name
    .split('_')
    .reduce((head, part) =>
      UNIT.test(part) ? `${head}_${part}` : head + part[0].toUpperCase() + part.slice(1),
    );

export const tsType = ({ type }: Pick<BoundaryField, 'type'>): string =>
  type === 'bool' ? 'boolean' : 'number';

const union = (name: string, doc: string, members: string[]) =>
  `/** ${doc} */\nexport type ${name} =\n${members.map((member) => `  | ${member}`).join('\n')};\n`;

function member({ name, fields }: { name: string; fields: BoundaryField[] }, bytes: string[]): string {
  const scalars = fields.map((field) => `${tsName(field.name)}: ${tsType(field)}`);
  return `{ ${[`type: '${tsName(name)}'`, ...scalars, ...bytes].join('; ')} }`;
}

export const inputUnion = (events: BoundaryEvent[]): string =>
  union(
    'SliceInput',
    'What a core is told: an event with its fields.',
    events.map((event) =>
      member(
        event,
        event.bytes
          ? [`${tsName(event.bytes.name)}: ${event.bytes.of === 'u8' ? 'Uint8Array' : 'Int32Array'}`]
          : [],
      ),
    ),
  );

export const outputUnion = (records: BoundaryRecord[]): string =>
  union(
    'SliceOutput',
    'What a core or its board did.',
    records.map((record) =>
      member(
        record,
        record.bytes
          ? [`${tsName(record.bytes.name)}: ${record.bytes.as === 'bytes' ? 'Uint8Array' : 'string'}`]
          : [],
      ),
    ),
  );
