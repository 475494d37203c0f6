// What C calls the scalars of the boundary, and the event a board tells its host as one struct.
import type { Model } from '../model.ts';
import { banner, upper } from '../text.ts';
import type { Boundary, BoundaryField, EventBytes, PortBinding } from './boundary.ts';

const C_TYPES: Record<string, string> = {
  u8: 'uint8_t',
  port: 'uint8_t',
  i16: 'int16_t',
  status: 'tm_status_t',
  bool: 'bool',
  u32: 'uint32_t',
  i32: 'int32_t',
  u64: 'uint64_t',
};

export const cType = ({ type }: Pick<BoundaryField, 'type'>): string => C_TYPES[type];

/** Bytes of one entry of an event's bytes, as a C expression. */
export const unitBytes = ({ of, words }: EventBytes): string =>
  of === 'u8' ? '1' : words ? `TM_${words} * 4` : '4';

/** Bytes of the longest piece. */
export const pieceBytes = (bytes: EventBytes): string =>
  bytes.of === 'u8' ? `TM_${bytes.max}` : `TM_${bytes.max} * ${unitBytes(bytes)}`;

/** All fields of the events a core is told, each once. */
function eventFields({ events }: Boundary): BoundaryField[] {
  const all = events.filter((event) => event.export).flatMap(({ fields }) => fields);
  return all.filter((field, i) => all.findIndex(({ name }) => name === field.name) === i);
}

function eventStruct(boundary: Boundary): string {
  const told = boundary.events.filter((event) => event.export);
  const kinds = told.map(
    ({ name, doc }) => `  HAL_EVENT_${upper(name)} = TM_SLICE_${upper(name)}, /**< ${doc} */`,
  );
  const fields = eventFields(boundary).map(
    (field) =>
      `  ${cType(field)} ${field.name}; /**< ${told
        .filter((event) => event.fields.some(({ name }) => name === field.name))
        .map(({ name }) => name)
        .join(', ')} */`,
  );
  return [
    '/** What happened on a board. The numbers are those of the records of a slice. */',
    'typedef enum {',
    '  HAL_EVENT_NONE = 0, /**< Nothing happened before the board wanted the loop to come round; ask again. */',
    ...kinds,
    '  HAL_EVENT_STOP = 255, /**< The board ends this run (a laptop only). */',
    '} hal_event_kind_t;',
    '',
    '/** One event; each kind fills its own fields, and what it brings along is taken with hal_*_take. */',
    'typedef struct {',
    '  hal_event_kind_t kind;',
    ...fields,
    '} hal_event_t;',
  ].join('\n');
}

function portTable(core: string, bindings: PortBinding[]): string {
  const rows = bindings.map(({ name }) => {
    const port = `TM_PORT_${upper(name)}`;
    return `  X(${port}, ${port}_BAUD, ${port}_FORMAT, ${port}_RING)`;
  });
  return `/* Ports of the ${core} core: X(number, baud at power-on, format at power-on, bytes of the transmit ring). */\n#define TM_${upper(core)}_PORT_TABLE(X) \\\n${rows.join(' \\\n')}\n`;
}

const ringMax = (core: string, bindings: PortBinding[]) =>
  `#define TM_${upper(core)}_RING_MAX ${Math.max(...bindings.map(({ ring }) => ring))} /* Bytes of its longest ring. */\n`;

/** The header by path from the project root. */
export function eventHeader({ boundary }: Model): Record<string, string> {
  const text = [
    banner('//'),
    '// The events a board tells its host, and the ports it has.',
    '#ifndef TWINMETER_EVENTS_H\n#define TWINMETER_EVENTS_H\n',
    '#include <stdbool.h>\n#include <stdint.h>\n',
    '#include "twinmeter_protocol.h"\n',
    eventStruct(boundary),
    '',
    ...Object.entries(boundary.ports).flatMap(([core, bindings]) => [
      portTable(core, bindings),
      ringMax(core, bindings),
    ]),
    '#endif\n',
  ];
  return { 'shared-protocol/generated/c/twinmeter_events.h': text.join('\n') };
}
