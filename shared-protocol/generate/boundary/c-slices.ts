// Writes the slice codec of the C board: the check and the reading of what comes in, and what goes out.
import type { Model } from '../model.ts';
import { banner, upper } from '../text.ts';
import { fixedBytes, type BoundaryEvent, type BoundaryField, type BoundaryRecord } from './boundary.ts';
import { cType, unitBytes } from './c-types.ts';

const lines = (...parts: (string | string[])[]) => parts.flat().join('\n');

const payloadWord = ({ type, offset }: BoundaryField, of: string) => {
  const at = offset ? `${of} + ${offset}` : of;
  if (type === 'u64') return `slice_get_u64(${at})`;
  return type === 'i32' ? `(int32_t)slice_get_u32(${at})` : `slice_get_u32(${at})`;
};

/** A field of a record whose header is `header`, as a C expression. */
function read(field: BoundaryField): string {
  if (field.where === 'channel') return 'header[1]';
  const word =
    field.where === 'value'
      ? '(int16_t)slice_get_u16(header + 2)'
      : payloadWord(field, 'header + TM_SLICE_HEADER');
  if (field.type === 'bool') return `${word} == 1`;
  return field.type === 'status' ? `(tm_status_t)${word}` : word;
}

const rangeOf = (field: BoundaryField): string[] => {
  if (field.type === 'port')
    return [
      '      if (header[1] >= (metering ? TM_METERING_PORTS : TM_MANAGEMENT_PORTS)) return TM_STATUS_OUT_OF_RANGE;',
    ];
  if (field.type !== 'bool') return [];
  const value =
    field.where === 'value' ? 'slice_get_u16(header + 2)' : payloadWord(field, 'header + TM_SLICE_HEADER');
  return [`      if (${value} > 1) return TM_STATUS_OUT_OF_RANGE;`];
};

function lengthRefusal(event: BoundaryEvent): string {
  const fixed = fixedBytes(event);
  const { bytes } = event;
  if (!bytes) return `length != ${fixed}`;
  const wrong = [
    fixed ? `length < ${fixed}` : '',
    bytes.of === 'u8' ? '' : `(length - ${fixed}) % (${unitBytes(bytes)}) != 0`,
    bytes.pieces ? '' : `length > ${fixed ? `${fixed} + ` : ''}TM_${bytes.max}`,
  ];
  return wrong.filter((text) => text !== '').join(' || ');
}

function checkCase(event: BoundaryEvent): string[] {
  const refusal = lengthRefusal(event);
  const [core] = event.cores;
  return [
    `    case TM_SLICE_${upper(event.name)}:`,
    event.cores.length > 1
      ? ''
      : `      if (${core === 'metering' ? '!' : ''}metering) return TM_STATUS_UNKNOWN_MESSAGE;`,
    refusal === '' ? '' : `      if (${refusal}) return TM_STATUS_BAD_LENGTH;`,
    ...event.fields.flatMap(rangeOf),
    '      return TM_STATUS_OK;',
  ].filter((line) => line !== '');
}

function readCase({ name, fields, bytes }: BoundaryEvent): string[] {
  const fixed = bytes ? fixedBytes({ fields }) : 0;
  return [
    `    case TM_SLICE_${upper(name)}:`,
    ...fields.map((field) => `      event->${field.name} = ${read(field)};`),
    `      return ${fixed};`,
  ];
}

function boardReader(event: BoundaryEvent): [declaration: string, body: string] {
  const params = event.fields.map((field) => `${cType(field)} *${field.name}`);
  const head = `void slice_read_${event.name}(const uint8_t *header, ${params.join(', ')})`;
  const set = event.fields.map((field) => `  *${field.name} = ${read(field)};`);
  return [`/** ${event.doc} */\n${head};\n`, lines(`${head} {`, set, '}\n')];
}

const putWord = ({ name, type, offset }: BoundaryField) =>
  `  slice_put_u${type === 'u64' ? 64 : 32}(${offset ? `payload + ${offset}` : 'payload'}, ${type === 'i32' ? '(uint32_t)' : ''}${name});`;

/** A function that writes a record; bytes behind scalars are copied, bytes alone go over as they lie. */
function emitter(record: BoundaryRecord): [declaration: string, body: string] {
  const { name, fields, bytes, doc, vital } = record;
  const fixed = fixedBytes(record);
  const param = bytes ? ['const void *bytes', ...(bytes.length ? [] : ['uint32_t length'])] : [];
  const scalars = fields.map((field) => `${cType(field)} ${field.name}`);
  const head = `bool slice_emit_${name}(slice_writer_t *out, ${[...scalars, ...param].join(', ')})`;
  const channel = fields.find(({ where }) => where === 'channel')?.name ?? '0';
  const value = fields.find(({ where }) => where === 'value')?.name ?? '0';
  const length = bytes ? (bytes.length ? `TM_${bytes.length}` : 'length') : '0';
  const header = `{TM_SLICE_${upper(name)}, ${channel}, ${value}, ${vital ? 'true' : 'false'}}`;
  const payload = fields.filter(({ where }) => where === 'payload');
  const body = [
    fixed ? `  uint8_t payload[${fixed}];` : '',
    ...payload.map(putWord),
    `  return slice_emit(out, (slice_head_t)${header}, ${fixed ? 'payload' : 'NULL'}, ${fixed}, ${bytes ? 'bytes' : 'NULL'}, ${length});`,
  ].filter((line) => line !== '');
  return [
    `/** ${doc} @return false when there is no room for it. */\n${head};\n`,
    lines(`${head} {`, body, '}\n'),
  ];
}

function header(declarations: string[]): string {
  return [
    banner('//'),
    '// The records of a slice: what is checked and read of those that come in, and written of those that go out.',
    '#ifndef SLICE_RECORDS_H\n#define SLICE_RECORDS_H\n',
    '#include "hal.h"\n#include "slice.h"\n',
    '/** @return TM_STATUS_OK, or why the record with `length` bytes of payload is none for a core of that role. */',
    'tm_status_t slice_check_record(hal_role_t role, const uint8_t *header, uint32_t length);\n',
    '/** Reads the scalars of a checked record for the core. @return offset in its payload where its bytes begin. */',
    'uint32_t slice_read_event(const uint8_t *header, hal_event_t *event);\n',
    '/** What a core may be told: which role, bytes of scalars, and of one entry of the bytes behind them (0: none). */',
    'typedef struct {\n  uint8_t type;\n  bool metering, management;\n  uint16_t fixed, unit;\n} slice_shape_t;',
    'extern const slice_shape_t slice_shapes[];\nextern const size_t slice_shape_count;\n',
    ...declarations,
    '#endif\n',
  ].join('\n');
}

function shapes({ boundary }: Model): string[] {
  const rows = boundary.events.map((event) => {
    const roles = ['metering', 'management'].map((core) => String(event.cores.includes(core)));
    const unit = event.bytes ? unitBytes(event.bytes) : '0';
    return `    {TM_SLICE_${upper(event.name)}, ${roles.join(', ')}, ${fixedBytes(event)}, ${unit}},`;
  });
  return [
    'const slice_shape_t slice_shapes[] = {',
    ...rows,
    '};',
    'const size_t slice_shape_count = sizeof slice_shapes / sizeof *slice_shapes;\n',
  ];
}

function source(model: Model, bodies: string[]): string {
  return [
    banner('//'),
    '#include "slice_records.h"\n',
    ...shapes(model),
    'tm_status_t slice_check_record(hal_role_t role, const uint8_t *header, uint32_t length) {',
    '  const bool metering = role == HAL_METERING;',
    '  switch (header[0]) {',
    ...model.boundary.events.flatMap(checkCase),
    '    default:\n      return TM_STATUS_UNKNOWN_MESSAGE;\n  }\n}\n',
    'uint32_t slice_read_event(const uint8_t *header, hal_event_t *event) {',
    '  event->kind = (hal_event_kind_t)header[0];',
    '  switch (header[0]) {',
    ...model.boundary.events.filter((event) => event.export).flatMap(readCase),
    '    default:\n      return 0;\n  }\n}\n',
    ...bodies,
  ].join('\n');
}

/** The codec of the laptop's board by path from the project root. */
export function sliceFiles(model: Model): Record<string, string> {
  const { events, records } = model.boundary;
  const functions = [...events.filter((event) => !event.export).map(boardReader), ...records.map(emitter)];
  return {
    'boards/host/src/slice_records.h': header(functions.map(([declaration]) => declaration)),
    'boards/host/src/slice_records.c': source(
      model,
      functions.map(([, body]) => body),
    ),
  };
}
