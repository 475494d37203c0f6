// An RS485 transceiver with DE and a receiver that is off while it drives, on a bus that others may drive too.
import type { Scheduler } from '../registers/peripheral.ts';
import { frameCycles, type SerialFrame } from '../wires/serial-frame.ts';

/** A station on the pair: what the board's UART, or the tool behind a port, is connected to. */
export interface Rs485Station {
  /** A frame arrived, complete now; `intact` says whether anybody can have understood it. */
  receive(frame: SerialFrame): void;
}

interface Sending {
  readonly from: object;
  readonly end: number;
}

/** The two-wire pair: frames that overlap in time are seen by nobody as sent. */
export class Rs485Pair {
  /** Frames spoiled by another driver. */
  collisions = 0;
  private readonly stations: Rs485Station[] = [];
  private readonly spoiled = new Set<Sending>();
  private sending: Sending[] = [];

  constructor(private readonly scheduler: Scheduler) {}

  attach(station: Rs485Station): void {
    this.stations.push(station);
  }

  /** Drives one frame from now on; the others get it when it is complete. */
  send(from: Rs485Station, frame: SerialFrame): void {
    const { scheduler } = this;
    const mine: Sending = { from, end: scheduler.now + frameCycles(frame.format) };
    this.sending = this.sending.filter(({ end }) => end > scheduler.now);
    for (const other of this.sending) if (other.from !== from) this.collide(mine, other);
    this.sending.push(mine);
    scheduler.at(mine.end, () => this.deliver(from, frame, mine));
  }

  /** A driver let go in the middle of a frame: what is left of it is noise. */
  cut(from: Rs485Station): void {
    for (const each of this.sending)
      if (each.from === from && each.end > this.scheduler.now) this.spoiled.add(each);
  }

  private collide(a: Sending, b: Sending): void {
    this.collisions++;
    this.spoiled.add(a);
    this.spoiled.add(b);
  }

  private deliver(from: Rs485Station, frame: SerialFrame, mine: Sending): void {
    const intact = !this.spoiled.delete(mine);
    for (const station of this.stations) if (station !== from) station.receive({ ...frame, intact });
  }
}

/** The transceiver of the board. Its /RE is tied to DE: while driving, the receiver is off. */
export class Rs485Transceiver implements Rs485Station {
  /** Frames the UART sent while DE was low: they never reached the pair. */
  undriven = 0;
  /** Frames of others missed because this end was driving. */
  missed = 0;
  /** Called with each frame for the board's UART. */
  onReceive: (frame: SerialFrame) => void = () => {};
  private driving = false;

  constructor(private readonly pair: Rs485Pair) {
    pair.attach(this);
  }

  get isDriving(): boolean {
    return this.driving;
  }

  /** The DE pin. */
  enable(level: boolean): void {
    if (this.driving && !level) this.pair.cut(this);
    this.driving = level;
  }

  /** The UART begins a frame on its TX pin. */
  transmit(frame: SerialFrame): void {
    if (this.driving) this.pair.send(this, frame);
    else this.undriven++;
  }

  receive(frame: SerialFrame): void {
    if (this.driving) this.missed++;
    else this.onReceive(frame);
  }
}
