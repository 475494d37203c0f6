// Shows that what a client left waiting at a port's rate is gone with it, whenever it was fetched.
import fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openPtyPort, type PtyPort } from './pty-port.ts';

const opened: PtyPort[] = [];
const openOptical = (): PtyPort => {
  const port = openPtyPort({ meter: { baud: 300, format: '7E1' }, presentation: 'detected' });
  opened.push(port);
  return port;
};
afterEach(() => opened.splice(0).forEach((port) => port.close()));

const openClient = (port: PtyPort): number =>
  fs.openSync(port.path, fs.constants.O_RDWR | fs.constants.O_NOCTTY | fs.constants.O_NONBLOCK);
/** Longer than a terminal is not looked at, and time for what is on its way within the system. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

/** 34 s of the wire. */
const SLASHES = '/'.repeat(1000);
const SIGN_ON_us = 5 * 33_334;

/** Whether the meter hears a whole sign-on in the time it has on the wire. */
async function hearsSignOn(port: PtyPort, from_us: number): Promise<string> {
  const client = openClient(port);
  fs.writeSync(client, '/?!\r\n');
  await pause();
  port.advance(from_us);
  port.line.toMeter();
  port.advance(from_us + SIGN_ON_us);
  fs.closeSync(client);
  return Buffer.from(port.line.toMeter().bytes).toString('latin1');
}

describe('bytes that wait at the rate of a port', () => {
  it('are dropped when the last client closes it', async () => {
    const port = openOptical();
    const clients = [openClient(port), openClient(port)];
    fs.writeSync(clients[0], SLASHES);
    await pause();
    port.advance(100_000);
    expect(Buffer.from(port.line.toMeter().bytes).toString()).toBe('///');
    fs.closeSync(clients[0]);
    fs.closeSync(clients[1]);
    await pause();
    port.advance(100_000);
    expect(port.line.nextEvent_us).toBeUndefined();
    expect(await hearsSignOn(port, 100_000)).toBe('/?!\r\n');
  });

  it('stay while another client has it open', async () => {
    const port = openOptical();
    const keeps = openClient(port);
    await pause();
    port.advance(0);
    const leaves = openClient(port);
    fs.writeSync(leaves, SLASHES);
    await pause();
    port.advance(0);
    fs.closeSync(leaves);
    await pause();
    port.advance(100_000);
    expect(port.line.nextEvent_us).toBeDefined();
    fs.closeSync(keeps);
  });

  it('are dropped when they were fetched with or after the close', async () => {
    const port = openOptical();
    fs.writeFileSync(port.path, SLASHES);
    port.advance(0);
    await pause();
    expect(port.line.nextEvent_us).toBeUndefined();
    expect(await hearsSignOn(port, 0)).toBe('/?!\r\n');
    await pause();
    fs.writeFileSync(port.path, SLASHES);
    await pause();
    expect(port.line.nextEvent_us).toBeUndefined();
  });
});
