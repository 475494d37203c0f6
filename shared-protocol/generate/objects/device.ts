// Logical device 16, the metering core's own server: the rows both cores serve and those of its own, over its own records.
import type { MirrorSlot } from '../mirror.ts';
import type { Model } from '../model.ts';
import { SpecError } from '../spec-error.ts';
import { upper } from '../text.ts';
import { objectsOf, type Objects } from './index.ts';
import { DEVICE, type ObjectSpecs, type RawRow } from './spec.ts';
import { i32, objectTables, table } from './tables.ts';

/** The rows that both cores serve stand in this file of spec/objects. */
const SHARED = 'legal';

export interface Device {
  objects: Objects;
  /** The records its rows lie in, each by the message that gives it. */
  slots: MirrorSlot[];
}

const scopesOf = ({ scope = 0, range }: RawRow) =>
  Array.from({ length: range?.of?.length ?? 1 }, (_, i) => scope + i);

/**
 * The records that rows name, by code of their message and by scope: what the management core mirrors has no say in it, so
 * that a record more there leaves these tables as they are.
 */
function slotsOf(model: Model, rows: readonly RawRow[]): MirrorSlot[] {
  const named = rows.flatMap((row) =>
    row.record === undefined ? [] : scopesOf(row).map((scope) => ({ record: row.record!, scope })),
  );
  const distinct = [...new Map(named.map((each) => [`${each.record} ${each.scope}`, each])).values()];
  const slots = distinct.map(({ record, scope }) => {
    const message = model.messages.find(({ reply }) => reply === record);
    if (!message) throw new SpecError(`objects/${SHARED}.json`, record, 'no message gives this record');
    const { bytes } = model.structs.find(({ name }) => name === record)!;
    const payload = message.request === null ? [] : [scope];
    return {
      message,
      payload,
      replyBytes: bytes,
      echo: 0,
      turn: 0,
      agree: { offset: 0, bytes: 0 },
      offset: 0,
    };
  });
  return slots.sort((a, b) => a.message.code - b.message.code || (a.payload[0] ?? 0) - (b.payload[0] ?? 0));
}

/** Clients are numbered from 1 as the key store has their keys. Throws SpecError. */
function checkClients({ device }: ObjectSpecs): void {
  device.rights.associations.forEach(({ name, client }, i) => {
    if (client !== i + 1)
      throw new SpecError(`${DEVICE}/rights.json`, `associations: ${name}`, `client ${client}, not ${i + 1}`);
  });
}

/** Templates that a list of rows has, out of all. */
function templatesOf({ templates }: ObjectSpecs['templates'], rows: readonly RawRow[]) {
  const used = new Set(rows.map(({ template }) => template));
  return Object.fromEntries(Object.entries(templates).filter(([name]) => used.has(name)));
}

/** The device of a model whose messages are checked. Throws SpecError. */
export function deviceOf(model: Model, specs: ObjectSpecs): Device {
  checkClients(specs);
  const { device, objects, templates } = specs;
  const shared = objects[SHARED]?.rows ?? [];
  const slots = slotsOf(model, [...shared, ...device.objects.rows]);
  const own = {
    cosem: specs.cosem,
    ...device,
    templates: { templates: { ...templatesOf(templates, shared), ...device.templates.templates } },
    objects: { [SHARED]: { rows: shared }, [DEVICE]: device.objects },
  };
  return { slots, objects: objectsOf({ ...model, mirror: { ...model.mirror, slots } }, own) };
}

/** Its tables, the clients it knows, and how each record is asked for. */
export function deviceTables(model: Model): string {
  const { device, structs } = model;
  const { associations } = device.objects.rights;
  const longest = Math.max(...device.slots.map(({ replyBytes }) => replyBytes));
  return [
    objectTables({ structs, objects: device.objects, mirror: { ...model.mirror, slots: device.slots } }),
    i32('ASSOCIATIONS', associations.length),
    ...associations.map((name, i) => i32(`CLIENT_${upper(name)}`, i + 1)),
    i32(
      'ENTRIES',
      device.objects.rows.reduce((sum, { span }) => sum + span, 0),
    ),
    '/** Bytes of the longest record. */',
    i32('RECORD_BYTES', longest),
    table(
      'RECORDS',
      'For each record: the message that gives it, and the first byte of its request.',
      device.slots.map(({ message, payload }) => [message.code, payload[0] ?? 0]),
    ),
  ].join('\n');
}
