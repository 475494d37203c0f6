// Works out what the management core asks for and keeps: one slot for each record, with its request and its place.
import type { Message, Model, Struct } from './model.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';

/** Which messages are asked for, how often, and the values the fields of their requests take. */
export interface MirrorSpec {
  /** Message that begins a round; the field `sample_index` of its reply is the moment of the round. */
  latch: string;
  /** Messages of each round, with the field that carries that moment. */
  round: { message: string; moment: string }[];
  /** Messages that take turns, one for each value of a field of the request, with the field that their records share. */
  turns: { message: string; each?: string; same?: string }[];
  requests: Record<string, number[]>;
}

export interface MirrorSlot {
  message: Message;
  /** Bytes of the request. */
  payload: number[];
  replyBytes: number;
  /** Where the reply repeats the request, if it has one. */
  echo: number;
  /** 0: asked for in each round; else the turn it belongs to. */
  turn: number;
  /** The field in which it agrees with the other records of its round or turn; no bytes for a record alone. */
  agree: { offset: number; bytes: number };
  /** Where its record begins in the mirror's memory. */
  offset: number;
}

export interface Mirror {
  latch: Message | undefined;
  slots: MirrorSlot[];
  /** Slots asked for in each round; the others take turns. */
  inRound: number;
  turns: number;
  bytes: number;
}

/** Bytes of a request that fit a row of the slot table; first address behind the last record a row can name. */
const PAYLOAD_BYTES = 2;
const ADDRESSES = 65_536;

function refuse(entry: string, reason: string): never {
  throw new SpecError('mirror.json', entry, reason);
}

const structOf = (model: Model, name: string) => model.structs.find((s) => s.name === name)!;

/** All combinations of the values of a request's fields, the last field counting fastest. */
function payloads(message: Message, request: Struct | undefined, spec: MirrorSpec): number[][] {
  let all: number[][] = [[]];
  for (const { name, type, count } of request?.fields ?? []) {
    const values = spec.requests[name];
    if (!values?.length) refuse(message.name, `no values for the field '${name}' of its request`);
    if (type !== 'u8' || count !== 1) refuse(message.name, `field '${name}' of its request is not one u8`);
    if (!values.every((v) => Number.isInteger(v) && v >= 0 && v < 256))
      refuse(message.name, `a value for '${name}' is not 0..255`);
    all = all.flatMap((head) => values.map((value) => [...head, value]));
  }
  if (all[0].length > PAYLOAD_BYTES) refuse(message.name, `its request has more than ${PAYLOAD_BYTES} bytes`);
  return all;
}

/** Offset at which the reply repeats the whole request: without it, another phase's record would pass for this one. */
function echoOf(message: Message, request: Struct | undefined, reply: Struct): number {
  if (!request) return 0;
  const first = reply.fields.find((f) => f.name === request.fields[0].name)?.offset ?? 0;
  for (const { name, offset } of request.fields) {
    const there = reply.fields.find((f) => f.name === name && f.type === 'u8' && f.count === 1);
    if (there?.offset !== first + offset)
      refuse(message.name, `its reply does not repeat '${name}' in place`);
  }
  return first;
}

function messageOf(model: Model, name: string): Message {
  return model.messages.find((m) => m.name === name) ?? refuse(name, 'no such message');
}

/** Where a record has the field that makes it one with others. */
function agreement(model: Model, message: Message, name: string, what: string): MirrorSlot['agree'] {
  const field = structOf(model, message.reply).fields.find((f) => f.name === name);
  const bytes = field?.count === 1 ? { u32: 4, u64: 8 }[field.type] : undefined;
  if (!field || !bytes) return refuse(message.name, `its record has no u32 or u64 '${name}' as ${what}`);
  return { offset: field.offset, bytes };
}

function slotsOf(model: Model, spec: MirrorSpec, name: string): MirrorSlot[] {
  const message = messageOf(model, name);
  const request = message.request === null ? undefined : structOf(model, message.request);
  const reply = structOf(model, message.reply);
  const echo = echoOf(message, request, reply);
  const agree = { offset: 0, bytes: 0 };
  return payloads(message, request, spec).map((payload) => ({
    message,
    payload,
    replyBytes: reply.bytes,
    echo,
    turn: 0,
    agree,
    offset: 0,
  }));
}

/** The records of a round: each says of which moment it is. */
function roundOf(model: Model, spec: MirrorSpec): MirrorSlot[] {
  return spec.round.flatMap(({ message, moment }) => {
    const agree = agreement(model, messageOf(model, message), moment, 'the moment of the round');
    if (agree.bytes < 8) refuse(message, `the moment '${moment}' is no u64`);
    return slotsOf(model, spec, message).map((slot) => ({ ...slot, agree }));
  });
}

/** Place of a field in a request of single bytes, -1 for a message that is one turn as a whole. */
function placeOfEach(model: Model, { message, each }: MirrorSpec['turns'][number]): number {
  if (each === undefined) return -1;
  const { request } = messageOf(model, message);
  const place = request === null ? -1 : structOf(model, request).fields.findIndex((f) => f.name === each);
  return place < 0 ? refuse(message, `its request has no field '${each}'`) : place;
}

/** The records that take turns, numbered from 1: what is asked for together stands together. */
function turnsOf(model: Model, spec: MirrorSpec): MirrorSlot[] {
  let turn = 0;
  return spec.turns.flatMap((entry) => {
    const place = placeOfEach(model, entry);
    const slots = slotsOf(model, spec, entry.message);
    const groups = new Set(slots.map(({ payload }) => payload[place]));
    if (slots.length > groups.size && entry.same === undefined)
      refuse(entry.message, 'the records of a turn have no field `same` in which they agree');
    const { message } = slots[0];
    const agree = entry.same === undefined ? slots[0].agree : agreement(model, message, entry.same, '`same`');
    return [...groups].flatMap((group) => {
      turn++;
      return slots
        .filter(({ payload }) => payload[place] === group)
        .map((slot) => ({ ...slot, turn, agree }));
    });
  });
}

function checkLatch(model: Model, spec: MirrorSpec): Message {
  const latch = messageOf(model, spec.latch);
  if (latch.request !== null) refuse(latch.name, 'a latch has no request');
  if (agreement(model, latch, 'sample_index', 'the moment of the round').offset !== 0)
    refuse(latch.name, "its 'sample_index' does not come first");
  return latch;
}

/** The mirror of a model whose messages are checked. Throws SpecError. */
export function mirrorOf(model: Model, spec: MirrorSpec): Mirror {
  const names = [...spec.round, ...spec.turns].map(({ message }) => message);
  refuseDuplicates('mirror.json', 'mirror', 'message', [spec.latch, ...names]);
  const round = roundOf(model, spec);
  const slots = [...round, ...turnsOf(model, spec)];
  let bytes = 0;
  for (const slot of slots) {
    slot.offset = bytes;
    bytes += Math.ceil(slot.replyBytes / 8) * 8;
  }
  const turns = slots.at(-1)?.turn ?? 0;
  if (turns === 0) refuse('turns', 'no record takes a turn');
  if (bytes > ADDRESSES || slots.length > 255) refuse('turns', 'more records than a row can name');
  return { latch: checkLatch(model, spec), slots, inRound: round.length, turns, bytes };
}

/** What an object takes from the mirror: entries of a field, so many in one record. */
export interface MirroredObject {
  file: string;
  obis: string;
  struct: string;
  scope: number;
  orders: number;
  perRecord: number;
}

/** Slots an object's values lie in, as many as its orders fill. Throws SpecError. */
export function slotsOfObject(model: Model, object: MirroredObject): number[] {
  const own = (slot: MirrorSlot) =>
    slot.message.reply === object.struct && (slot.payload[0] ?? 0) === object.scope;
  const found = model.mirror.slots.flatMap((slot, i) => (own(slot) ? [i] : []));
  const perSlot = object.perRecord;
  const needed = Math.ceil(object.orders / perSlot);
  const refuseObject = (reason: string) => {
    throw new SpecError(object.file, object.obis, reason);
  };
  if (found.length < needed)
    refuseObject(`the mirror has ${found.length} of ${needed} records of '${object.struct}' ${object.scope}`);
  // Pages of an array: the last byte of each request says with which order it begins.
  const pages = found.slice(0, needed).map((i) => model.mirror.slots[i].payload.at(-1) ?? 0);
  if (object.orders > 1 && pages.some((first, i) => first !== 1 + i * perSlot))
    refuseObject(`the pages of '${object.struct}' do not begin every ${perSlot} orders`);
  return found.slice(0, needed);
}
