// The server of a run as a program meets it: what it tells, what it refuses, and that nobody at it slows the meter.
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { twinmeter } from '../../cli/testing.ts';
import { runningPage, send, stateOf } from './running-page.ts';

const LIMIT_ms = 60_000;
const COMMANDS = 400;
const AT_ONCE = 8;
const page = runningPage('--volts', '230', '--amps', '5', '--pf', '0.5');

const isTrue = { kind: 'contact', name: 'magnet', closed: true };

describe('A run with --web', { timeout: LIMIT_ms }, () => {
  it('tells its address first, on loopback, and what it measures with the names of it', async () => {
    expect(page.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { instantaneous, names, phases, waves } = await stateOf(page);
    expect(instantaneous['1-0:32.7.0.255'].value).toBeCloseTo(230, 1);
    expect(instantaneous['1-0:81.7.40.255'].value).toBeCloseTo(60, 1);
    expect(names['1-0:32.7.0.255']).toBe('Voltage, L1');
    expect(phases).toEqual([1, 2, 3]);
    expect(Object.keys(waves.inputs)).toEqual(['V1', 'V2', 'V3', 'I1', 'I2', 'I3', 'IN']);
    expect(Math.max(...waves.inputs.V1)).toBeCloseTo(230 * Math.SQRT2, -1);
  });

  it('serves the page with nothing from elsewhere in it', async () => {
    const response = await fetch(`${page.origin}/`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await response.text();
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link);
    expect(links.filter((link) => /^https?:/.test(link))).toEqual([]);
    const sizes = await Promise.all(
      links
        .filter((link) => link.startsWith('./'))
        .map(async (link) => (await (await fetch(new URL(link, page.origin))).arrayBuffer()).byteLength),
    );
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, html.length)).toBeLessThan(500_000);
  });

  it('does what is commanded with the token, and nothing without or from another page', async () => {
    const magnet = JSON.stringify(isTrue);
    expect(await send(page, magnet, { 'x-twinmeter-token': 'wrong' })).toBe(401);
    expect(await send(page, magnet, { origin: 'http://example.org' })).toBe(403);
    expect(await send(page, '{"kind":"contact","name":"jumper","closed":true}')).toBe(400);
    expect(await send(page, '{')).toBe(400);
    expect(await send(page, ' '.repeat(5000))).toBe(413);
    expect(await send(page, magnet)).toBe(200);
    const response = await fetch(`${page.origin}/api/events?token=${page.token}`);
    const reader = response.body!.getReader();
    let told = '';
    while (!/"magnet":true/.test(told)) told += Buffer.from((await reader.read()).value!).toString();
    await reader.cancel();
  });

  it.each([
    ['GET', '/api/command', 405],
    ['POST', '/', 405],
    ['GET', '/../package.json', 404],
    ['GET', '/%2e%2e/package.json', 404],
    ['GET', '/api/nothing', 401],
    ['GET', '/index.html', 200],
  ])('answers %s %s with %i', async (method, path, status) => {
    const headers = { 'x-twinmeter-token': page.token };
    const response = await fetch(`${page.origin}${path}`, { method, headers });
    expect(response.status).toBe(status);
  });

  it('goes on while streams are opened that nobody reads, and commands come as fast as they can', async () => {
    const port = Number(new URL(page.origin).port);
    const request = `GET /api/events?token=${page.token} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    const sockets = Array.from({ length: 30 }, (): Socket => {
      const socket = connect(port, '127.0.0.1', () => socket.write(request));
      socket.on('error', () => {});
      socket.pause();
      return socket;
    });
    const before = await stateOf(page);
    const statuses = new Set<number>();
    const flood = async (first: number) => {
      for (let n = first; n < COMMANDS; n += AT_ONCE)
        statuses.add(await send(page, JSON.stringify({ ...isTrue, closed: n % 2 === 0 })));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => flood(first)));
    sockets.forEach((socket) => socket.destroy());
    await expect
      .poll(async () => (await stateOf(page)).time_s, { timeout: 20_000 })
      .toBeGreaterThan(before.time_s + 2);
    const { link, restarts } = await stateOf(page);
    expect([...statuses].every((status) => status === 200 || status === 503)).toBe(true);
    expect({ ...link, ...restarts }).toMatchObject({ damaged: 0, metering: 0, management: 0 });
    expect(page.run.lastObject()).toMatchObject({ metering: { missed_samples: 0 } });
  });
});

describe('A port that cannot be had', { timeout: LIMIT_ms }, () => {
  it('ends the run at once with one line, exit code 2', async () => {
    const { port } = new URL(page.origin);
    const { code, err } = await twinmeter('run', '--target', 'wasm', '--web', port, '--for', '1', '--json');
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^twinmeter: --web ${port}: .*EADDRINUSE.*\n$`));
  });
});
