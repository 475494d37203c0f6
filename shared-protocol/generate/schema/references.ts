// What no schema can say of the boundary and the records: that each name stands for something, and each thing is used.
import type { Model } from '../model.ts';
import type { BoundaryEvent, BoundaryRecord } from '../boundary/boundary.ts';
import type { Fault } from './faults.ts';

const abi = (path: string, what: string): Fault => ({ file: 'abi.json', path, what });

const twice = (values: readonly (string | number)[]) =>
  values.filter((value, i) => values.indexOf(value) !== i);

function eventFaults(model: Model, event: BoundaryEvent): Fault[] {
  const path = `events/${event.name}`;
  const { bytes, answer } = event;
  const isConstant = (name?: string) => name === undefined || model.constants.some((c) => c.name === name);
  return [
    bytes &&
      !model.boundary.buffers.some(({ name }) => name === bytes.buffer) &&
      abi(path, `no buffer '${bytes.buffer}'`),
    bytes && !isConstant(bytes.max) && abi(path, `no constant '${bytes.max}'`),
    bytes && !isConstant(bytes.words) && abi(path, `no constant '${bytes.words}'`),
    bytes?.unless &&
      !event.fields.some(({ name }) => name === bytes.unless) &&
      abi(path, `no field '${bytes.unless}'`),
    answer &&
      !model.boundary.records.some(({ name }) => name === answer.record) &&
      abi(path, `no record '${answer.record}'`),
  ].filter((fault): fault is Fault => Boolean(fault));
}

function layoutFaults(kind: string, { name, fields }: BoundaryEvent | BoundaryRecord): Fault[] {
  const path = `${kind}/${name}`;
  const once = (['channel', 'value'] as const).filter(
    (where) => fields.filter((f) => f.where === where).length > 1,
  );
  return [
    ...once.map((where) => abi(path, `two fields stand in the ${where}`)),
    ...twice(fields.map((field) => field.name)).map((field) => abi(path, `field '${field}' stands twice`)),
  ];
}

/** Events and records of one name are one: bytes that go both ways. */
function codeFaults({ boundary: { events, records } }: Model): Fault[] {
  const shared = records.filter(
    (record) => !events.some(({ name, code }) => name === record.name && code === record.code),
  );
  return twice([...events, ...shared].map(({ code }) => code)).map((code) =>
    abi('events', `code ${code} stands twice`),
  );
}

function typeFaults({ boundary: { events } }: Model): Fault[] {
  const fields = events
    .filter((event) => event.export)
    .flatMap((event) => event.fields.map((field) => ({ event, field })));
  return fields.flatMap(({ event, field }) => {
    const first = fields.find((other) => other.field.name === field.name)!.field;
    return first.type === field.type
      ? []
      : [abi(`events/${event.name}`, `'${field.name}' is ${field.type} here and ${first.type} elsewhere`)];
  });
}

function importFaults(model: Model): Fault[] {
  return Object.entries(model.cores).flatMap(([core, { imports }]) =>
    imports.flatMap(({ name, params, record, carries }) => {
      const path = `cores/${core}/imports/${name}`;
      const lengths = params.filter(
        ({ access, bytes }) =>
          access && !/^\d+$/.test(bytes!) && !params.some((p) => p.name === bytes && p.type === 'i32'),
      );
      const known = record === undefined || model.boundary.records.some((r) => r.name === record);
      return [
        ...lengths.map(({ bytes }) => abi(path, `no parameter '${bytes}: i32' for the length`)),
        ...(known ? [] : [abi(path, `no record '${record}'`)]),
        ...(carries === undefined || model.structs.some((struct) => struct.name === carries)
          ? []
          : [abi(path, `no struct '${carries}'`)]),
      ];
    }),
  );
}

function portFaults({ boundary: { ports } }: Model): Fault[] {
  return Object.entries(ports).flatMap(([core, bindings]) =>
    bindings.flatMap(({ number }, i) =>
      number === i
        ? []
        : [abi(`ports/${core}/${i}`, `has the number ${number}; ports are numbered from 0 without gaps`)],
    ),
  );
}

/** Records that no message or import carries, no region holds and no refusal is. */
function unusedStructs({ structs, messages, storage, cores, device, objects }: Model): Fault[] {
  const used = new Set([
    'error',
    ...messages.flatMap(({ request, reply }) => [request, reply]),
    ...storage.regions.map(({ record }) => record),
    ...Object.values(cores).flatMap(({ imports }) => imports.flatMap(({ carries }) => carries ?? [])),
    ...[...device.objects.providers.rooms, ...objects.providers.rooms].flatMap(({ providers }) =>
      providers.flatMap(({ carries }) => carries ?? []),
    ),
  ]);
  return structs
    .filter(({ name }) => !used.has(name))
    .map(({ name }) => ({
      file: 'link.json',
      path: `structs/${name}`,
      what: 'a record without a reader: no message, import or provider carries it, no region holds it',
    }));
}

export const referenceFaults = (model: Model): Fault[] => [
  ...model.boundary.events.flatMap((event) => eventFaults(model, event)),
  ...model.boundary.events.flatMap((event) => layoutFaults('events', event)),
  ...model.boundary.records.flatMap((record) => layoutFaults('records', record)),
  ...codeFaults(model),
  ...typeFaults(model),
  ...importFaults(model),
  ...portFaults(model),
  ...unusedStructs(model),
];
