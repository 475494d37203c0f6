// DLMS by the wrapper over UDP: the command and datagrams of others at a meter that runs.
import { createSocket, type Socket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { twinmeter } from '../testing.ts';
import { runningMeter } from './testing.ts';

const LIMIT_ms = 60_000;
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
/** From client 16 to logical device 1. */
const AARQ = hex('0001 0010 0001 001F 601DA109060760857405080101BE10040E01000000065F1F040000101DFFFF');
const GET_CLOCK = hex('0001 0010 0001 000D C001C1 0008 0000010000FF 02 00');
const RELEASE = hex('0001 0010 0001 0005 6203800100');
const meter = runningMeter(['--dlms-udp', '0'], 'dlms_udp', LIMIT_ms);

/** A client that knows datagrams alone. */
class Peer {
  readonly #socket: Socket = createSocket('udp4');
  #wake: (datagram: Buffer | undefined) => void = () => {};

  constructor() {
    this.#socket.on('message', (datagram) => this.#wake(datagram));
  }

  say(datagram: Buffer, within_ms = 3000): Promise<string | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), within_ms);
      this.#wake = (heard) => {
        clearTimeout(timer);
        resolve(heard?.toString('hex'));
      };
      const [host, port] = meter.at.split(':');
      this.#socket.send(datagram, Number(port), host);
    });
  }

  close(): void {
    this.#socket.close();
  }
}

describe('The wrapper over UDP', { timeout: LIMIT_ms }, () => {
  it('is read by the command, as each client', async () => {
    for (const client of ['16', '2', '1', '3']) {
      const at = ['--host', `udp://${meter.at}`, '--state', meter.state, '--client', client];
      const { code, out, err } = await twinmeter(
        'read',
        '--protocol',
        'dlms',
        '--object',
        '0-0:1.0.0',
        ...at,
      );
      expect(err).toBe('');
      expect(code).toBe(0);
      expect(out).toContain('0-0:1.0.0.255');
    }
  });

  it('answers a datagram by one, and drops what is no whole message', async () => {
    const peer = new Peer();
    expect(await peer.say(AARQ.subarray(0, 20), 300)).toBeUndefined();
    expect(await peer.say(Buffer.concat([AARQ, hex('00')]), 300)).toBeUndefined();
    expect(await peer.say(AARQ)).toMatch(/^000100010010....61/);
    expect(await peer.say(GET_CLOCK)).toMatch(/^000100010010....c401c100090c/);
    expect(await peer.say(RELEASE)).toMatch(/^000100010010....63/);
    peer.close();
  });

  it('belongs to one client until he releases: nobody goes on with what another opened', async () => {
    const [first, second] = [new Peer(), new Peer()];
    expect(await first.say(AARQ)).toMatch(/^000100010010....61/);
    expect(await second.say(GET_CLOCK, 500)).toBeUndefined();
    expect(await first.say(GET_CLOCK)).toMatch(/c401c100090c/);
    expect(await first.say(RELEASE)).toMatch(/^000100010010....63/);
    expect(await second.say(GET_CLOCK)).toMatch(/^000100010010....d80101$/);
    [first, second].forEach((peer) => peer.close());
  });

  it('is not served beside the module for TCP: there is one slot', async () => {
    const { code, err } = await twinmeter('run', '--dlms-udp', '0', '--dlms-tcp', '0');
    expect(code).toBe(2);
    expect(err).toContain('--dlms-udp');
  });
});
