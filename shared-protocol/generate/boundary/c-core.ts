// Writes what the C host does for one core: a function for each event, and for each import the check of its pointers.
import type { AbiFunction, Model } from '../model.ts';
import { banner, upper } from '../text.ts';
import { argumentsOf, buffersOf, eventsOf, type BoundaryEvent, type BoundaryField } from './boundary.ts';
import { cType, pieceBytes } from './c-types.ts';

const lines = (...parts: (string | string[])[]) => parts.flat().join('\n');

/** Fields that come with the bytes, not with the event. */
const takenFields = ({ fields, bytes }: BoundaryEvent): BoundaryField[] =>
  bytes ? fields.filter(({ where }) => where === 'payload') : [];

function takeCall(event: BoundaryEvent): string {
  const { bytes, fields } = event;
  const channel = fields.filter(({ where }) => where === 'channel').map(({ name }) => `event->${name}`);
  const taken = takenFields(event).map(({ name }) => `&${name}`);
  const given = ['host->board', ...channel, bytes!.name, `TM_${bytes!.max}`, ...taken];
  return `int ${bytes!.counted} = hal_${bytes!.from ?? bytes!.buffer}_take(${given.join(', ')});`;
}

function argumentOf(event: BoundaryEvent, name: string, type: string): string {
  const { bytes } = event;
  if (name === bytes?.counted)
    return bytes.unless ? `event->${bytes.unless} < 0 ? (int64_t)event->${bytes.unless} : ${name}` : name;
  const from = takenFields(event).some((field) => field.name === name) ? name : `event->${name}`;
  return type === 'i64' ? `(int64_t)${from}` : from;
}

const callLines = (core: string, event: BoundaryEvent): string[] => [
  `const int64_t arguments[] = {${argumentsOf(event)
    .map(({ name, type }) => argumentOf(event, name, type))
    .join(', ')}};`,
  'int64_t result = 0;',
  `if (!host_call(host, ${upper(core)}_${event.export!.name}, arguments, &result)) return false;`,
];

function answerLines({ answer, bytes }: BoundaryEvent): string[] {
  if (!answer) return [];
  return [
    'if (result <= 0) return true;',
    `if (result > TM_${bytes!.max}) return host_impossible(host, TM_STATUS_BAD_LENGTH, result);`,
    `(void)hal_${answer.hal}(host->board, ${bytes!.name}, (int)result);`,
  ];
}

const indent = (spaces: number, text: string[]) => text.map((line) => `${' '.repeat(spaces)}${line}`);

function bytesBody(core: string, event: BoundaryEvent): string[] {
  const { bytes } = event;
  const type = bytes!.of === 'u8' ? 'uint8_t' : 'int32_t';
  const head = `${type} *${bytes!.name} = host_buffer(host, HOST_BUFFER_${upper(bytes!.buffer)}, ${pieceBytes(bytes!)});`;
  const once = [
    ...takenFields(event).map((field) => `${cType(field)} ${field.name} = 0;`),
    takeCall(event),
    ...(bytes!.unless ? [] : [`if (${bytes!.counted} <= 0) return true;`]),
    ...callLines(core, event),
    ...answerLines(event),
  ];
  if (!bytes!.pieces) return [...indent(2, [head, ...once]), '  return true;'];
  return [...indent(2, [head, 'for (;;) {']), ...indent(4, once), '  }'];
}

function eventFunction(core: string, event: BoundaryEvent): string {
  const body = event.bytes
    ? bytesBody(core, event)
    : [...indent(2, callLines(core, event)), '  return true;'];
  const uses = body.some((line) => line.includes('event->'));
  return lines(
    `/** ${event.doc} */`,
    `static bool take_${event.name}(host_t *host, const hal_event_t *event) {`,
    uses ? [] : ['  (void)event;'],
    body,
    '}\n',
  );
}

function dispatch(events: BoundaryEvent[]): string {
  const cases = events.flatMap(({ name }) => [
    `    case HAL_EVENT_${upper(name)}:`,
    `      return take_${name}(host, event);`,
  ]);
  return lines(
    'static bool dispatch(host_t *host, const hal_event_t *event) {',
    '  switch (event->kind) {',
    cases,
    '    default:',
    '      return true;',
    '  }',
    '}\n',
  );
}

/** The argument a function of the host or the board is called with. */
function importArgument(f: AbiFunction, i: number): string {
  const { name, type, access } = f.params[i];
  if (access) return name;
  return type === 'i64' ? `(uint64_t)arguments[${i}]` : `(int32_t)arguments[${i}]`;
}

function pointerChecks(f: AbiFunction): string[] {
  return f.params.flatMap(({ name, access, bytes }, i) => {
    if (!access) return [];
    const at = f.params.findIndex((p) => p.name === bytes);
    const length = at < 0 ? bytes : `arguments[${at}]`;
    const type = access === 'in' ? 'const uint8_t' : 'uint8_t';
    return [
      `  ${type} *${name} = host_memory(host, arguments[${i}], ${length});`,
      `  if (${name} == NULL) {`,
      '    *result = TM_STATUS_BAD_POINTER;',
      '    return NULL;',
      '  }',
    ];
  });
}

function importFunction(f: AbiFunction): string {
  const receiver = f.by === 'host' ? 'host' : 'host->board';
  const given = [receiver, ...f.params.map((_, i) => importArgument(f, i))].join(', ');
  const call = `${f.by ?? 'hal'}_${f.name}(${given})`;
  return lines(
    `static const char *import_${f.name}(void *context, const int64_t *arguments, int64_t *result) {`,
    '  host_t *host = context;',
    f.params.length === 0 ? ['  (void)arguments;'] : [],
    pointerChecks(f),
    f.result === 'void' ? ['  (void)result;', `  (void)${call};`] : [`  *result = ${call};`],
    `  return ${f.ends ? `"${f.name}"` : 'NULL'};`,
    '}\n',
  );
}

function table(model: Model, core: string): string {
  const own = upper(core);
  const buffers = buffersOf(model.boundary, core).map((name) => {
    const { bytes } = eventsOf(model.boundary, core).find((event) => event.bytes?.buffer === name)!;
    return `    {HOST_BUFFER_${upper(name)}, ${own}_${name}_buffer, ${pieceBytes(bytes!)}},`;
  });
  return lines(
    `static const engine_import_t imports[] = {TM_${own}_IMPORTS(HOST_IMPORT_ENTRY)};`,
    `static const host_export_t exports[] = {TM_${own}_EXPORTS(HOST_EXPORT_ENTRY)};`,
    ['static const host_buffer_t buffers[] = {', ...buffers, '};\n'],
    `const host_abi_t host_${core}_abi = {`,
    `    .role = HAL_${own},`,
    `    .role_name = "${core}",`,
    '    .imports = imports,\n    .import_count = sizeof imports / sizeof *imports,',
    '    .exports = exports,\n    .export_count = sizeof exports / sizeof *exports,',
    '    .buffers = buffers,\n    .buffer_count = sizeof buffers / sizeof *buffers,',
    `    .version = ${own}_abi_version,\n    .start = ${own}_start,`,
    `    .pages = TM_${own}_PAGES,\n    .dispatch = dispatch,`,
    '};',
    `_Static_assert(sizeof exports / sizeof *exports <= HOST_EXPORTS_MAX, "the host keeps a handle for every export");\n`,
  );
}

function coreFile(model: Model, core: string): string {
  const events = eventsOf(model.boundary, core).filter((event) => event.export);
  return [
    banner('//'),
    `// The boundary of the ${core} core: hands each event of the board to its export, and checks what the core hands out.`,
    `#include "hal_${core}.h"\n#include "host_internal.h"\n`,
    ...events.map((event) => eventFunction(core, event)),
    dispatch(events),
    ...model.cores[core].imports.map(importFunction),
    table(model, core),
  ].join('\n');
}

const enumOf = (prefix: string, names: string[]) =>
  `enum {\n${names.map((name) => `  ${prefix}_${name},`).join('\n')}\n};\n`;

function indexHeader(model: Model): string {
  return [
    banner('//'),
    '// The place of each export in the table of its core, and of each buffer in the host.',
    '#ifndef TWINMETER_HOST_INDEX_H\n#define TWINMETER_HOST_INDEX_H\n',
    ...['metering', 'management'].map((core) =>
      enumOf(
        upper(core),
        model.cores[core].exports.map(({ name }) => name),
      ),
    ),
    enumOf('HOST_BUFFER', [...model.boundary.buffers.map(({ name }) => upper(name)), 'COUNT']),
    '#endif\n',
  ].join('\n');
}

/** The files of the C host by path from the project root. */
export const hostFiles = (model: Model): Record<string, string> => ({
  'hal/src/core_metering.c': coreFile(model, 'metering'),
  'hal/src/core_management.c': coreFile(model, 'management'),
  'hal/include/host_index.h': indexHeader(model),
});
