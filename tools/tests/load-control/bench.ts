// A whole meter whose load switch somebody sets and commands at the optical port, in virtual time.
import { frame } from '../../clients/modbus/frame.ts';
import { askSwitch } from '../../cli/report-management.ts';
import type { SwitchState } from '../../cli/report-switch.ts';
import { withBench, type OpenSession, type ProgrammingBench } from '../programming/bench.ts';
import type { Place } from '../../meter/targets/with-meter.ts';

export const hex = (value: number | bigint, bytes: number) =>
  BigInt.asUintN(bytes * 8, BigInt(value))
    .toString(16)
    .padStart(bytes * 2, '0')
    .toUpperCase();

export const CODES = {
  control: '0-0:96.3.10',
  holdOn: '0-0:96.142.1',
  times: '0-0:96.142.3',
  order: '0-0:96.142.4',
} as const;

export class SwitchBench {
  readonly bench: ProgrammingBench;

  constructor(bench: ProgrammingBench) {
    this.bench = bench;
  }

  get meter() {
    return this.bench.meter;
  }

  idle_s(s: number): Promise<void> {
    return this.bench.idle(s * 1000);
  }

  /** Within a session at level 3, the cover open. */
  async atPort<T>(use: (session: OpenSession) => Promise<T>): Promise<T> {
    const session = await this.bench.session({ key: true });
    try {
      return await use(session);
    } finally {
      await session.close();
    }
  }

  write = (code: string, value: string) => this.atPort((session) => session.write('W2', code, value));

  /** Writes a small number. */
  put = (code: string, value: number) => this.atPort((session) => session.write('W5', code, String(value)));

  disconnect = () => this.atPort((session) => session.command('E2', '0-0:96.3.10#1()'));
  reconnect = () => this.atPort((session) => session.command('E2', '0-0:96.3.10#2()'));

  /** No warning before openings, no spread behind an outage. */
  noDelays = () => this.write(CODES.times, '02031200001200001100');

  /** As `run --json` tells it. */
  async told(): Promise<SwitchState> {
    this.bench.leave();
    const state = await askSwitch(this.meter);
    this.bench.listen();
    return state!;
  }

  get contact(): boolean {
    return this.meter.surroundings!.terminals.relay.closed;
  }

  get lcd(): string {
    return [...this.meter.management.lcd].join('\n');
  }

  /** What a master of Modbus at the house's port is answered, function and data in hex. */
  asked = async (code: number, data: string): Promise<string> => {
    const { downlink } = this.meter.slots!;
    const heard: number[] = [];
    downlink.listen((part) => heard.push(...part));
    downlink.line.fromOutside(frame(1, code, Buffer.from(data, 'hex')));
    await this.idle_s(0.4);
    downlink.unlisten();
    return Buffer.from(heard.slice(1, -2)).toString('hex');
  };

  /** What the display shows within so long. */
  async shown(s: number): Promise<string> {
    let all = '';
    for (let i = 0; i < s * 2; i++) {
      await this.bench.idle(500);
      all += `${this.lcd}\n`;
    }
    return all;
  }
}

export const withSwitch = (
  use: (bench: SwitchBench) => Promise<void>,
  place: Place = 'wasm v8',
  managementFram?: Uint8Array,
) => withBench((bench) => use(new SwitchBench(bench)), { place, managementFram });
