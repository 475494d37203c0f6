// Works out what the management core asks for and keeps: one slot for each record, with its request and its place.
import type { Message, Model, Struct } from './model.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';

/** Which messages are asked for, how often, and the values the fields of their requests take. */
export interface MirrorSpec {
  round: string[];
  turns: { messages: string[]; a_round: number };
  requests: Record<string, number[]>;
}

export interface MirrorSlot {
  message: Message;
  /** Bytes of the request. */
  payload: number[];
  replyBytes: number;
  /** Where the reply repeats the request, if it has one. */
  echo: number;
  /** Where its record begins in the mirror's memory. */
  offset: number;
}

export interface Mirror {
  slots: MirrorSlot[];
  /** Slots asked for in each round; the others take turns. */
  inRound: number;
  turnsARound: number;
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

function slotsOf(model: Model, spec: MirrorSpec, name: string): MirrorSlot[] {
  const message = model.messages.find((m) => m.name === name);
  if (!message) return refuse(name, 'no such message');
  const request = message.request === null ? undefined : structOf(model, message.request);
  const reply = structOf(model, message.reply);
  const echo = echoOf(message, request, reply);
  return payloads(message, request, spec).map((payload) => ({
    message,
    payload,
    replyBytes: reply.bytes,
    echo,
    offset: 0,
  }));
}

/** The mirror of a model whose messages are checked. Throws SpecError. */
export function mirrorOf(model: Model, spec: MirrorSpec): Mirror {
  const { round, turns } = spec;
  refuseDuplicates('mirror.json', 'mirror', 'message', [...round, ...turns.messages]);
  const slots = [...round, ...turns.messages].flatMap((name) => slotsOf(model, spec, name));
  const inRound = round.flatMap((name) => slotsOf(model, spec, name)).length;
  const taking = slots.length - inRound;
  if (!(turns.a_round >= 1 && turns.a_round <= taking))
    refuse('turns', `a_round ${turns.a_round} is not 1..${taking}, the records that take turns`);
  let bytes = 0;
  for (const slot of slots) {
    slot.offset = bytes;
    bytes += Math.ceil(slot.replyBytes / 8) * 8;
  }
  if (bytes > ADDRESSES || slots.length > 255) refuse('turns', 'more records than a row can name');
  return { slots, inRound, turnsARound: turns.a_round, bytes };
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
