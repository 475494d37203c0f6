// An RS485 transceiver with DE and a receiver that is off while it drives, on a bus that others may drive too.
import type { Scheduler } from '../peripheral.ts';
import type { SerialSymbol } from '../wires.ts';

/** A station on the pair: what the board's UART, or the tool behind a port, is connected to. */
export interface Rs485Station {
  /** A symbol arrived, complete now. */
  receive(symbol: SerialSymbol): void;
}

interface Sending {
  readonly from: object;
  readonly end: number;
}

/** The two-wire pair: symbols that overlap in time are seen by nobody as sent. */
export class Rs485Pair {
  /** Symbols spoiled by another driver. */
  collisions = 0;
  private readonly stations: Rs485Station[] = [];
  private readonly spoiled = new Set<Sending>();
  private sending: Sending[] = [];

  constructor(private readonly scheduler: Scheduler) {}

  attach(station: Rs485Station): void {
    this.stations.push(station);
  }

  /** Drives one symbol, from now for `duration_cycles`; the others get it when it is complete. */
  send(from: Rs485Station, byte: number, duration_cycles: number): void {
    const { scheduler } = this;
    const mine: Sending = { from, end: scheduler.now + duration_cycles };
    this.sending = this.sending.filter(({ end }) => end > scheduler.now);
    for (const other of this.sending) if (other.from !== from) this.collide(mine, other);
    this.sending.push(mine);
    scheduler.at(mine.end, () => this.deliver(from, byte, mine));
  }

  /** A driver let go in the middle of a symbol: what is left of it is noise. */
  cut(from: Rs485Station): void {
    for (const each of this.sending)
      if (each.from === from && each.end > this.scheduler.now) this.spoiled.add(each);
  }

  private collide(a: Sending, b: Sending): void {
    this.collisions++;
    this.spoiled.add(a);
    this.spoiled.add(b);
  }

  private deliver(from: Rs485Station, byte: number, mine: Sending): void {
    const intact = !this.spoiled.delete(mine);
    for (const station of this.stations) if (station !== from) station.receive({ byte, intact });
  }
}

/** The transceiver of the board. Its /RE is tied to DE: while driving, the receiver is off. */
export class Rs485Transceiver implements Rs485Station {
  /** Symbols the UART sent while DE was low: they never reached the pair. */
  undriven = 0;
  /** Symbols of others missed because this end was driving. */
  missed = 0;
  /** Called with each symbol for the board's UART. */
  onReceive: (symbol: SerialSymbol) => void = () => {};
  private driving = false;

  constructor(private readonly pair: Rs485Pair) {
    pair.attach(this);
  }

  /** The DE pin. */
  enable(level: boolean): void {
    if (this.driving && !level) this.pair.cut(this);
    this.driving = level;
  }

  /** The UART begins a symbol on its TX pin. */
  transmit(byte: number, duration_cycles: number): void {
    if (this.driving) this.pair.send(this, byte, duration_cycles);
    else this.undriven++;
  }

  receive(symbol: SerialSymbol): void {
    if (this.driving) this.missed++;
    else this.onReceive(symbol);
  }
}
