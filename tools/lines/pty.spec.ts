// Shows that a pseudo-terminal carries bytes unchanged both ways while clients come and go.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openPty, type Pty } from './pty.ts';

/** Opens the terminal given as every serial library does for 7E1 at 300 Bd. */
const SET_7E1 = `
import os, sys, termios
fd = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
flags = termios.CREAD | termios.CLOCAL | termios.CS7 | termios.PARENB
cc = termios.tcgetattr(fd)[6]
termios.tcsetattr(fd, termios.TCSANOW, [0, 0, flags, 0, termios.B300, termios.B300, cc])`;

const opened: Pty[] = [];
const open = (): Pty => {
  const pty = openPty();
  opened.push(pty);
  return pty;
};
afterEach(() => opened.splice(0).forEach((pty) => pty.close()));

const allBytes = Uint8Array.from({ length: 256 }, (_, index) => index);

function collect(pty: Pty, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve) =>
    pty.onData((bytes) => {
      chunks.push(bytes);
      const all = Buffer.concat(chunks);
      if (all.length >= length) resolve(all);
    }),
  );
}

function readFully(fd: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) filled += fs.readSync(fd, buffer, filled, length - filled, null);
  return buffer;
}

describe('a pseudo-terminal', () => {
  it('carries every byte value unchanged from the client', async () => {
    const pty = open();
    const received = collect(pty, 256);
    fs.writeFileSync(pty.path, allBytes);
    expect(await received).toEqual(Buffer.from(allBytes));
  });

  it('carries every byte value unchanged to the client', () => {
    const pty = open();
    const client = fs.openSync(pty.path, 'r+');
    pty.write(allBytes);
    expect(readFully(client, 256)).toEqual(Buffer.from(allBytes));
    fs.closeSync(client);
  });

  it('hears a second client after the first has gone, and what the first wrote last', async () => {
    const pty = open();
    const received = collect(pty, 6);
    fs.writeFileSync(pty.path, 'one');
    fs.writeFileSync(pty.path, 'two');
    expect((await received).toString()).toBe('onetwo');
  });

  it('keeps more than the kernel holds until a slow client reads', async () => {
    const pty = open();
    const sent = Buffer.from(
      Array.from({ length: 100_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff),
    );
    const client = openClient(pty);
    pty.write(sent);
    const received = await drain(client, sent.length);
    fs.closeSync(client);
    expect(received.equals(sent)).toBe(true);
    expect(pty.bytesLost).toBe(0);
  });

  it('counts what it drops when its client never reads', () => {
    const pty = open();
    const client = openClient(pty);
    pty.write(new Uint8Array(400_000));
    expect(pty.bytesLost).toBe(400_000 - 256 * 1024);
    fs.closeSync(client);
  });

  it('lets vanish what was sent while nobody had it open', async () => {
    const pty = open();
    pty.write(Buffer.from('to nobody'));
    const client = openClient(pty);
    pty.write(Buffer.from('hello'));
    expect((await drain(client, 5)).toString()).toBe('hello');
    fs.closeSync(client);
  });

  it('does not give a client what the one before it left unread', async () => {
    const pty = open();
    const first = openClient(pty);
    pty.write(Buffer.from('for the first'));
    fs.closeSync(first);
    const second = openClient(pty);
    pty.write(Buffer.from('hello'));
    expect((await drain(second, 5)).toString()).toBe('hello');
    fs.closeSync(second);
  });

  it('knows the rate a client set, and that none was set before', () => {
    const pty = open();
    expect(pty.outsideBaud()).toBeUndefined();
    execFileSync('stty', ['-F', pty.path, '9600']);
    expect(pty.outsideBaud()).toBe(9600);
    execFileSync('stty', ['-F', pty.path, '300']);
    expect(pty.outsideBaud()).toBe(300);
  });

  it('is as at first for the next client once the last one has left', async () => {
    const pty = open();
    let departures = 0;
    pty.onDeparture(() => departures++);
    const keeps = openClient(pty);
    pty.poll();
    execFileSync('stty', ['-F', pty.path, '9600', 'echo', 'icanon']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    pty.poll();
    expect(pty.outsideBaud()).toBe(9600);
    fs.closeSync(keeps);
    await new Promise((resolve) => setTimeout(resolve, 20));
    pty.poll();
    expect(departures).toBe(1);
    expect(pty.outsideBaud()).toBeUndefined();
    expect(execFileSync('stty', ['-F', pty.path]).toString()).toMatch(/-icanon[^]*-echo/);
  });

  it('hears a client that comes after two that were taken for one', async () => {
    const pty = open();
    const both = [openClient(pty), openClient(pty)];
    pty.write(Buffer.from('to both'));
    both.forEach((client) => fs.closeSync(client));
    const client = openClient(pty);
    pty.write(Buffer.from('hello'));
    expect((await drain(client, 5)).toString()).toBe('hello');
    fs.closeSync(client);
  });

  // The C library refuses settings of which the terminal takes none anew, and it never takes the parity.
  it('lets one client after the other set 7E1', async () => {
    const pty = open();
    for (let client = 0; client < 3; client++) {
      execFileSync('python3', ['-c', SET_7E1, pty.path]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      pty.poll();
    }
    execFileSync('python3', ['-c', SET_7E1, pty.path]);
    expect(() => execFileSync('python3', ['-c', SET_7E1, pty.path], { stdio: 'pipe' })).toThrow(
      /Invalid argument/,
    );
  });

  it('is gone after close, and closing twice or writing then does no harm', () => {
    const pty = openPty();
    pty.close();
    pty.close();
    pty.write(allBytes);
    expect(pty.outsideBaud()).toBeUndefined();
  });

  it('lets a program that closed it end by itself, even with unread bytes', () => {
    const code = `import('${new URL('./pty.ts', import.meta.url).pathname}').then(({ openPty }) => {
      const pty = openPty(); pty.onData(() => {}); pty.write(new Uint8Array(200000)); pty.close(); })`;
    execFileSync(process.execPath, ['--import', 'tsx', '-e', code], { timeout: 30_000 });
  });
});

const openClient = (pty: Pty): number =>
  fs.openSync(pty.path, fs.constants.O_RDWR | fs.constants.O_NOCTTY | fs.constants.O_NONBLOCK);

async function drain(fd: number, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let filled = 0;
  const buffer = Buffer.alloc(4096);
  while (filled < length) {
    try {
      const count = fs.readSync(fd, buffer, 0, buffer.length, null);
      chunks.push(Buffer.from(buffer.subarray(0, count)));
      filled += count;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  return Buffer.concat(chunks);
}
