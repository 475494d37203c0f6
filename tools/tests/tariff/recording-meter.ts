// A metering core as the link sees it, a minute a step: records of months in seconds, gaps, steps of the clock, all on purpose.
import {
  FRAME_ERROR,
  FRAME_REPLY,
  LAYOUTS,
  MESSAGES,
  QUALITY_DAYLIGHT,
  RECORD_FLAG_CLOCK_CHANGED,
  RECORD_FLAG_GAP,
  RECORD_FLAG_STARTED,
  RECORD_PART,
  RING_BILLING,
  RING_MINUTES,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { decodeFrame, encodeFrame } from '../../records/framing.ts';
import { encodeRecord, type RecordName, type RecordValues } from '../../records/records.ts';
import type { Freeze } from '../../tariff/periods.ts';
import type { Zone } from './zones.ts';

/** Places of the ring less what may be blank. */
const HELD = 50_400;
const MINUTE_s = 60;
const REGISTERS = 14;
const ENERGY_BYTES = 6;
const PER_CENTI_Wh = 36_000n;
/** Each so many minutes a register is recorded with some hundredths of Wh that are taken back. */
const OPEN_every = 23;
const TAKEN_BACK = 18n;
const FORGOTTEN = new Uint8Array(0);

const READ_RECORD = MESSAGES.read_record.code;
const FIND_RECORD = MESSAGES.find_record.code;
const READ_STATUS = MESSAGES.read_status.code;
const SIGN_READING = MESSAGES.sign_reading.code;
const READ_READING = MESSAGES.read_reading.code;
const LATCH = MESSAGES.latch.code;
const ALL_MESSAGES: readonly { code: number; reply: string | null }[] = Object.values(MESSAGES);

const two = (value: number) => String(value).padStart(2, '0');

/** Local time as a reading has it, 2026-11-28T10:30:00,000+0100. */
function timeText(utc_s: number, offset_min: number): string {
  const text = new Date((utc_s + offset_min * 60) * 1000).toISOString().slice(0, 19);
  const minutes = Math.abs(offset_min);
  return `${text},000${offset_min < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

export class RecordingMeter {
  /** Records by sequence from 1 on; those that the ring lost are still here, for whoever recomputes. */
  readonly records: Uint8Array[] = [];
  /** Sequences that the meter finds changed. */
  readonly damaged = new Set<number>();
  /** Freezes that it finds changed, and those that it does not tell. */
  readonly damagedFreezes = new Set<number>();
  readonly untoldFreezes = new Set<number>();
  /** Freezes at the billing day: the first of a month, midnight. */
  readonly freezes: Freeze[] = [];
  readonly energy = Array<bigint>(REGISTERS).fill(0n);
  time_s: number;
  readonly #zone: Zone;
  readonly #next: () => number;
  #reading = '';
  #month: number | undefined;

  /** `energy`: hundredths of Wh that each register has at first. */
  constructor(start_s: number, zone: Zone, next: () => number, energy = 0n) {
    this.energy.fill(energy);
    this.time_s = start_s;
    this.#zone = zone;
    this.#next = next;
  }

  get newest(): number {
    return this.records.length;
  }

  get oldest(): number {
    return this.newest === 0 ? 0 : Math.max(1, this.newest - HELD + 1);
  }

  /** Forgets records that the ring lost: nobody recomputes them any more. */
  forget(): void {
    for (let i = this.oldest - 2; i >= 0 && this.records[i] !== FORGOTTEN; i--) this.records[i] = FORGOTTEN;
  }

  /** Load that changes from minute to minute, export now and then. */
  #count(seconds: number): void {
    for (let i = 0; i < REGISTERS; i++) {
      if (this.#next() % 7 < 5)
        this.energy[i] += BigInt((((this.#next() % 30_000) * seconds) / MINUTE_s) | 0);
    }
  }

  /** Of the window that is open at a record, now and then, what its end takes back. */
  #open(register: number): bigint {
    const minute = Math.floor(this.time_s / MINUTE_s);
    return register < REGISTERS && (minute + 5 * register) % OPEN_every === 0 ? TAKEN_BACK : 0n;
  }

  #record(flags: number): void {
    const bytes = new Uint8Array(LAYOUTS.minute_record.bytes);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(this.time_s), true);
    view.setUint32(8, this.records.length + 1, true);
    view.setUint16(12, flags, true);
    view.setUint8(14, this.#zone.isDaylight(this.time_s) ? QUALITY_DAYLIGHT : 0);
    this.energy.forEach((counted, i) => {
      const energy = counted + this.#open(i);
      view.setUint32(16 + i * ENERGY_BYTES, Number(energy & 0xffffffffn), true);
      view.setUint16(20 + i * ENERGY_BYTES, Number(energy >> 32n), true);
    });
    this.records.push(bytes);
    this.#freeze();
  }

  /** All registers at the record's instant, with what is less than a hundredth of a Wh. */
  #freeze(): void {
    const local = new Date((this.time_s + this.#zone.offset_min(this.time_s) * 60) * 1000);
    const month = local.getUTCFullYear() * 12 + local.getUTCMonth();
    const before = this.#month;
    this.#month = month;
    if (before === undefined || before === month) return;
    const registers = Array.from(
      { length: 13 },
      (_, i) => ((this.energy[i] ?? 0n) + this.#open(i)) * PER_CENTI_Wh + BigInt(this.#next() % 36_000),
    );
    const [sequence, record] = [this.freezes.length + 1, this.newest];
    this.freezes.push({ time_s: this.time_s, sequence, record, registers });
  }

  /** So many minutes of the clock go by. */
  minutes(count: number): void {
    for (let i = 0; i < count; i++) {
      const left_s = MINUTE_s - (this.time_s % MINUTE_s);
      this.#count(left_s);
      this.time_s += left_s;
      this.#record(0);
    }
  }

  /** The supply is off: nothing is counted, and the minutes at both ends are short. */
  off(seconds: number): void {
    this.#count(this.#next() % MINUTE_s);
    this.time_s += seconds;
    const left_s = MINUTE_s - (this.time_s % MINUTE_s);
    this.#count(left_s);
    this.time_s += left_s;
    this.#record(RECORD_FLAG_STARTED | (seconds > MINUTE_s ? RECORD_FLAG_GAP : 0));
  }

  /** The NOR takes no record for so many minutes, while energy is counted. */
  unrecorded(minutes: number): void {
    this.#count(minutes * MINUTE_s);
    this.time_s += minutes * MINUTE_s;
    this.#count(MINUTE_s);
    this.time_s += MINUTE_s;
    this.#record(RECORD_FLAG_GAP);
  }

  /** The clock is set: forwards or backwards by so many seconds, in the midst of a minute. */
  step(seconds: number): void {
    this.#count(20);
    this.time_s += 20 + seconds;
    this.#record(RECORD_FLAG_CLOCK_CHANGED);
  }

  /** What the link brings in answer to a request. */
  answer(request: Uint8Array): Uint8Array {
    const { sequence, message, payload } = decodeFrame(request);
    const reply = this.#payload(message, payload);
    return typeof reply === 'number'
      ? encodeFrame({
          kind: FRAME_ERROR,
          sequence,
          message,
          payload: encodeRecord('error', { status: reply }),
        })
      : encodeFrame({ kind: FRAME_REPLY, sequence, message, payload: reply });
  }

  #payload(message: number, request: Uint8Array): Uint8Array | number {
    const view = new DataView(request.buffer, request.byteOffset, request.length);
    if (message === READ_RECORD && request[0] === RING_MINUTES)
      return this.#part(view.getUint32(4, true) || this.newest);
    if (message === FIND_RECORD && request[0] === RING_MINUTES)
      return encodeRecord('record_found', { sequence: 0, oldest: this.oldest, newest: this.newest });
    if (message === FIND_RECORD && request[0] === RING_BILLING)
      return this.#findFreeze(view.getBigUint64(8, true));
    if (message === READ_RECORD && request[0] === RING_BILLING)
      return this.#freezePart(view.getUint32(4, true));
    if (message === SIGN_READING) return this.#sign();
    if (message === READ_READING) return this.#readingPart(request[0]);
    if (message === READ_STATUS) return encodeRecord('status', { clock_s: BigInt(this.time_s) });
    return message === LATCH ? new Uint8Array(LAYOUTS.latch.bytes) : this.#otherwise(message, request);
  }

  /** Records of a round that nobody here looks at: empty, with what their request named. */
  #otherwise(message: number, request: Uint8Array): Uint8Array | number {
    const { reply } = ALL_MESSAGES.find(({ code }) => code === message) ?? {};
    if (!reply) return Status.NOT_FOUND;
    const layout: { bytes: number; fields: readonly { name: string; offset: number }[] } =
      LAYOUTS[reply as RecordName];
    const payload = new Uint8Array(layout.bytes);
    const names = ['scope', 'input', 'phase', 'phase_input'];
    const at = layout.fields.find(({ name }) => names.includes(name))?.offset;
    if (at !== undefined) payload.set(request, at);
    return payload;
  }

  #part(sequence: number): Uint8Array | number {
    if (sequence < this.oldest || sequence > this.newest || sequence === 0) return Status.NOT_FOUND;
    const bytes = new Uint8Array(RECORD_PART);
    bytes.set(this.records[sequence - 1]);
    const values: RecordValues = {
      ...{ ring: RING_MINUTES, part: 0, parts: 1, damaged: Number(this.damaged.has(sequence)) },
      ...{ sequence, oldest: this.oldest, newest: this.newest, bytes: [...bytes] },
    };
    return encodeRecord('record_part', values);
  }

  #findFreeze(from_s: bigint): Uint8Array {
    const newest = this.freezes.length;
    const sequence = this.freezes.find(({ time_s }) => BigInt(time_s) >= from_s)?.sequence ?? 0;
    return encodeRecord('record_found', { sequence, oldest: Math.min(newest, 1), newest });
  }

  #freezePart(sequence: number): Uint8Array | number {
    const freeze = this.freezes[sequence - 1];
    if (!freeze || this.untoldFreezes.has(sequence)) return Status.NOT_FOUND;
    const bytes = new Uint8Array(RECORD_PART);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(freeze.time_s), true);
    view.setUint32(8, sequence, true);
    freeze.registers.forEach((register, i) => view.setBigInt64(24 + i * 8, register, true));
    const values = {
      ring: RING_BILLING,
      part: 0,
      parts: 3,
      sequence,
      damaged: Number(this.damagedFreezes.has(sequence)),
      oldest: 1,
      newest: this.freezes.length,
    };
    return encodeRecord('record_part', { ...values, bytes: [...bytes] });
  }

  #sign(): Uint8Array {
    const offset_min = this.#zone.offset_min(this.time_s);
    const text = timeText(this.time_s, offset_min);
    this.#reading = `{"FV":"1.4","GI":"${'x'.repeat(this.#next() % 60)}","RD":[{"TM":"${text} S","RV":1}]}`;
    return encodeRecord('reading_signature', { length: this.#reading.length });
  }

  #readingPart(part: number): Uint8Array | number {
    const text = [...Buffer.from(this.#reading)].slice(part * RECORD_PART, (part + 1) * RECORD_PART);
    if (text.length === 0) return Status.NOT_FOUND;
    const parts = Math.ceil(this.#reading.length / RECORD_PART);
    return encodeRecord('reading_part', {
      part,
      parts,
      text: [...text, ...Array<number>(RECORD_PART - text.length).fill(0)],
    });
  }
}
