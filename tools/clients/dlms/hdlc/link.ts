// The client's end of an HDLC connection: set-up, segments both ways, windows, repetition, its end (IEC 62056-46).
import { DlmsOptionError, FrameRejectedError, LinkLostError, LinkTimeoutError, LlcError } from '../errors.ts';
import type { Link } from '../link.ts';
import { encodeFrame, type Control, type Frame } from './frame.ts';
import {
  agreed,
  decodeParameters,
  DEFAULTS,
  encodeParameters,
  MOST_BYTES,
  MOST_WINDOW,
} from './parameters.ts';
import type { LinkParameters } from './parameters.ts';
import { FrameScanner } from './scanner.ts';
import { OutgoingSegments } from './segments.ts';

export interface HdlcOptions {
  /** As `clientAddress` and `serverAddress` make them. */
  readonly client: Uint8Array;
  readonly server: Uint8Array;
  /** What is wished for; the server may give less. */
  readonly parameters?: Partial<LinkParameters>;
  /** Lengths in two bytes always, for servers that know no other. */
  readonly wideFields?: boolean;
  /** How long an answer may take to begin, ms. */
  readonly response_ms?: number;
  /** A frame whose bytes stop so long is given up, ms. */
  readonly interOctet_ms?: number;
  /** How often it is asked again. */
  readonly retries?: number;
  /** Time of a byte on the line, ms; 0 where it is fast. */
  readonly byte_ms?: number;
}

const PRESETS = { response_ms: 2000, interOctet_ms: 500, retries: 3, byte_ms: 0, wideFields: false };
const WISHED: LinkParameters = {
  transmitBytes: MOST_BYTES,
  receiveBytes: MOST_BYTES,
  transmitWindow: MOST_WINDOW,
  receiveWindow: MOST_WINDOW,
};
const REQUEST_LLC = Buffer.from('e6e600', 'hex');
const RESPONSE_LLC = Buffer.from('e6e700', 'hex');
/** An APDU of more bytes is none that was negotiated. */
const MOST_APDU = 0x20000;
/** A server that is busy is asked again so often, so much later each, ms. */
const POLLS = 100;
const POLL_ms = 100;
const MODULUS = 8;

/**
 * Where it stands; what takes it on:
 *
 *   closed -- open, SNRM -- UA --> idle -- send --> busy -- the whole answer --> idle -- close, DISC -- UA, DM --> closed
 *   busy: a window is sent, the last frame asks for an answer (P); RR acknowledges, the next window follows; what is not
 *   acknowledged is sent again; where all is and nothing comes, it is asked again; REJ asks for frames that are missing
 */
type Phase = 'closed' | 'connecting' | 'idle' | 'busy' | 'polling' | 'disconnecting';

export class HdlcLink implements Link {
  /** What was agreed on. */
  parameters: LinkParameters = DEFAULTS;
  deadline_ms: number | undefined;
  /** Frames that were sent again, or asked for again. */
  repeated = 0;
  readonly #options: HdlcOptions & typeof PRESETS;
  readonly #wish: LinkParameters;
  readonly #scanner = new FrameScanner();
  readonly #output: Buffer[] = [];
  readonly #apdus: Buffer[] = [];
  #phase: Phase = 'closed';
  #outgoing = new OutgoingSegments(Buffer.alloc(0), 1, 0);
  #incoming: Buffer[] = [];
  /** N(S) of the next frame sent, and of the next one awaited. */
  #sendNumber = 0;
  #receiveNumber = 0;
  /** A frame is missing among those that came. */
  #hasGap = false;
  #attempts = 0;
  #polls = 0;
  #heard_ms = 0;
  #lastSent: Buffer = Buffer.alloc(0);

  constructor(options: HdlcOptions) {
    this.#options = { ...PRESETS, ...options };
    this.#wish = { ...WISHED, ...options.parameters };
    const { transmitBytes, receiveBytes, transmitWindow, receiveWindow } = this.#wish;
    for (const bytes of [transmitBytes, receiveBytes])
      if (!(bytes >= 32 && bytes <= MOST_BYTES))
        throw new DlmsOptionError(`${bytes} bytes a frame: 32 to 2030`);
    for (const window of [transmitWindow, receiveWindow])
      if (!(window >= 1 && window <= MOST_WINDOW)) throw new DlmsOptionError(`a window of ${window}: 1 to 7`);
  }

  get state(): Link['state'] {
    const names = { closed: 'closed', connecting: 'opening', disconnecting: 'closing' } as const;
    return names[this.#phase as 'closed'] ?? 'open';
  }

  open(now_ms: number): void {
    this.#enter('connecting');
    this.#scanner.reset();
    [this.#sendNumber, this.#receiveNumber, this.#incoming, this.#hasGap] = [0, 0, [], false];
    const information = encodeParameters(this.#wish, this.#options.wideFields);
    this.#ask({ kind: 'SNRM', final: true }, now_ms, information);
  }

  send(apdu: Uint8Array, now_ms: number): void {
    if (this.#phase !== 'idle')
      throw new LinkLostError(`nothing can be sent while the line is ${this.#phase}`);
    const all = Buffer.concat([REQUEST_LLC, apdu]);
    this.#outgoing = new OutgoingSegments(all, this.parameters.transmitBytes, this.#sendNumber);
    this.#enter('busy');
    this.#sendWindow(now_ms);
  }

  awaitMore(now_ms: number): void {
    if (this.#apdus.length > 0) return;
    this.#enter('busy');
    // The word came back with the answer before: without it the server sends nothing.
    this.#ask({ kind: 'RR', nr: this.#receiveNumber, final: true }, now_ms);
  }

  close(now_ms: number): void {
    if (this.#phase === 'closed') return;
    this.#enter('disconnecting');
    this.#ask({ kind: 'DISC', final: true }, now_ms);
  }

  receive(bytes: Uint8Array, now_ms: number): void {
    if (now_ms - this.#heard_ms > this.#options.interOctet_ms) this.#scanner.reset();
    this.#heard_ms = now_ms;
    // Who talks has not fallen silent.
    if (this.deadline_ms !== undefined && this.#phase !== 'polling')
      this.deadline_ms = Math.max(this.deadline_ms, now_ms + this.#options.response_ms);
    for (const frame of this.#scanner.push(bytes)) if (this.#isForUs(frame)) this.#take(frame, now_ms);
  }

  tick(now_ms: number): void {
    if (this.deadline_ms === undefined || now_ms < this.deadline_ms) return;
    this.#scanner.reset();
    if (this.#phase === 'polling') return this.#poll(now_ms);
    if (this.#attempts++ >= this.#options.retries) return this.#giveUp();
    this.repeated++;
    if (this.#phase !== 'busy') return this.#write(this.#lastSent, now_ms);
    this.#hasGap = false;
    // By turns: what asks for the numbers of the other end, and what was lost if the request was.
    if (this.#attempts % 2 === 0 && this.#outgoing.hasUnacknowledged) return this.#sendWindow(now_ms);
    this.#ask({ kind: 'RR', nr: this.#receiveNumber, final: true }, now_ms);
  }

  takeOutput(): Buffer | undefined {
    return this.#output.shift();
  }

  takeApdu(): Buffer | undefined {
    return this.#apdus.shift();
  }

  #enter(phase: Phase): void {
    [this.#phase, this.#attempts, this.#polls, this.deadline_ms] = [phase, 0, 0, undefined];
  }

  /** A server that does not take leave is left. */
  #giveUp(): void {
    const wasLeaving = this.#phase === 'disconnecting';
    const tried = this.#options.retries + 1;
    this.#enter('closed');
    if (!wasLeaving) throw new LinkTimeoutError(`no answer, asked ${tried} times`);
  }

  #isForUs({ destination, source }: Frame): boolean {
    const { client, server } = this.#options;
    return Buffer.compare(destination, client) === 0 && Buffer.compare(source, server) === 0;
  }

  #write(bytes: Buffer, now_ms: number): void {
    const { byte_ms, response_ms } = this.#options;
    this.#output.push(bytes);
    this.#lastSent = bytes;
    this.deadline_ms = Math.max(now_ms, this.deadline_ms ?? 0) + bytes.length * byte_ms + response_ms;
  }

  #frame(control: Control, information: Uint8Array = Buffer.alloc(0), segmented = false): Buffer {
    const { client, server } = this.#options;
    return encodeFrame({ destination: server, source: client, control, information, segmented });
  }

  #ask(control: Control, now_ms: number, information?: Uint8Array): void {
    this.deadline_ms = undefined;
    this.#write(this.#frame(control, information), now_ms);
  }

  /** The frames of a window that are not acknowledged yet; the last one asks for an answer. */
  #sendWindow(now_ms: number): void {
    const window = this.#outgoing.window(this.parameters.transmitWindow);
    const frames = window.map(({ ns, bytes, hasMore }, i) => {
      const final = i === window.length - 1;
      return this.#frame({ kind: 'I', ns, nr: this.#receiveNumber, final }, bytes, hasMore);
    });
    this.deadline_ms = undefined;
    this.#write(Buffer.concat(frames), now_ms);
  }

  #take(frame: Frame, now_ms: number): void {
    const { control } = frame;
    if (control.kind === 'FRMR')
      this.#lose(new FrameRejectedError('the server rejects a frame', frame.information));
    if (control.kind === 'DM' || control.kind === 'UA') return this.#takeUnnumbered(control.kind, frame);
    if (this.#phase === 'connecting' || this.#phase === 'disconnecting' || this.#phase === 'closed') return;
    if (control.kind === 'I') return this.#takeInformation(frame, control, now_ms);
    if ('nr' in control) this.#takeSupervisory(control, now_ms);
  }

  #takeUnnumbered(kind: 'UA' | 'DM', frame: Frame): void {
    const isConnecting = this.#phase === 'connecting';
    if (this.#phase === 'disconnecting') return this.#enter('closed');
    if (kind === 'DM')
      this.#lose(
        new LinkLostError(isConnecting ? 'the server refuses a connection' : 'the server has disconnected'),
      );
    if (!isConnecting) return;
    this.parameters = agreed(this.#wish, decodeParameters(frame.information));
    this.#enter('idle');
  }

  #lose(error: Error): never {
    this.#enter('closed');
    throw error;
  }

  /** N(R) says what has arrived; a number that was never sent says that one of both has lost count. */
  #acknowledge(nr: number): void {
    if (!this.#outgoing.acknowledge(nr))
      this.#lose(new FrameRejectedError(`N(R) ${nr} was never sent`, Buffer.from([nr])));
    this.#sendNumber = this.#outgoing.next;
  }

  #takeSupervisory(control: Control & { nr: number }, now_ms: number): void {
    const before = this.#outgoing.acknowledged;
    this.#acknowledge(control.nr);
    if (this.#phase !== 'busy' && this.#phase !== 'polling') return;
    if (this.#outgoing.acknowledged !== before) this.#attempts = 0;
    if (!control.final) return;
    if (control.kind !== 'RNR' && !this.#outgoing.isDone) {
      if (this.#outgoing.acknowledged === before && ++this.#polls > POLLS) this.#giveUp();
      this.#phase = 'busy';
      return this.#sendWindow(now_ms);
    }
    this.#phase = 'polling';
    this.deadline_ms = now_ms + POLL_ms;
  }

  /** Asks a server again that has nothing to say yet. */
  #poll(now_ms: number): void {
    if (++this.#polls > POLLS) return this.#giveUp();
    this.#phase = 'busy';
    this.#ask({ kind: 'RR', nr: this.#receiveNumber, final: true }, now_ms);
  }

  #takeInformation(frame: Frame, control: Control & { ns: number; nr: number }, now_ms: number): void {
    this.#acknowledge(control.nr);
    if (control.ns === this.#receiveNumber) {
      [this.#attempts, this.#polls] = [0, 0];
      this.#receiveNumber = (this.#receiveNumber + 1) % MODULUS;
      this.#collect(frame);
    } else this.#hasGap = true;
    if (!control.final || this.#phase === 'idle') return;
    // With one frame at a time RR says the same, and every server knows it.
    const kind = this.#hasGap && this.parameters.receiveWindow > 1 ? 'REJ' : 'RR';
    if (this.#hasGap) this.repeated++;
    this.#hasGap = false;
    this.#phase = 'busy';
    this.#ask({ kind, nr: this.#receiveNumber, final: true }, now_ms);
  }

  #collect({ information, segmented }: Frame): void {
    if (this.#incoming.length === 0 && !Buffer.from(information.subarray(0, 3)).equals(RESPONSE_LLC))
      this.#lose(new LlcError('an answer without its head', information));
    this.#incoming.push(Buffer.from(information));
    const length = this.#incoming.reduce((sum, part) => sum + part.length, 0);
    if (length > MOST_APDU) this.#lose(new LlcError('an answer without end', Buffer.alloc(0)));
    if (segmented) return;
    this.#apdus.push(Buffer.concat(this.#incoming).subarray(RESPONSE_LLC.length));
    this.#incoming = [];
    this.#outgoing.abandon();
    this.#enter('idle');
  }
}
