// Counts how many clients hold a terminal open, so that what is sent to nobody can vanish as on a wire.
import fs from 'node:fs';
import koffi from 'koffi';

const IN_CLOSE_WRITE = 0x08;
const IN_CLOSE_NOWRITE = 0x10;
const IN_OPEN = 0x20;
const IN_NONBLOCK = 0o4000;
const IN_CLOEXEC = 0o2000000;
/** struct inotify_event: i32 watch, u32 mask, u32 cookie, u32 length of the name behind it. */
const EVENT_bytes = 16;

/** Counter of the opens and closes of one file since it was made. */
export interface Openers {
  /**
   * Clients that have the file open, and how often the last one has left so far. Two that open it at once between two
   * polls are told by the system as one: then it seems free when the first of them leaves, and is so with the second.
   */
  poll(): { readonly open: number; readonly departures: number };
  close(): void;
}

function bindInotify() {
  const libc = koffi.load('libc.so.6');
  return {
    init: libc.func('int inotify_init1(int flags)'),
    watch: libc.func('int inotify_add_watch(int fd, const char *path, uint32_t mask)'),
  };
}

/** Watches `path` from now on through inotify; undefined where the system does not allow it. */
export function watchOpeners(path: string): Openers | undefined {
  const inotify = bindInotify();
  const fd: number = inotify.init(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) return undefined;
  if (inotify.watch(fd, path, IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE) < 0) {
    fs.closeSync(fd);
    return undefined;
  }
  const count = { open: 0, departures: 0 };
  return {
    poll() {
      drainEvents(fd, (mask) => {
        if (mask & IN_OPEN) count.open++;
        else count.open = Math.max(0, count.open - 1);
        if (!(mask & IN_OPEN) && count.open === 0) count.departures++;
      });
      return { ...count };
    },
    close: () => fs.closeSync(fd),
  };
}

function drainEvents(fd: number, take: (mask: number) => void): void {
  const events = Buffer.alloc(4096);
  for (;;) {
    let length = 0;
    try {
      length = fs.readSync(fd, events);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return;
      throw error;
    }
    for (let at = 0; at < length; at += EVENT_bytes + events.readUInt32LE(at + 12)) {
      take(events.readUInt32LE(at + 4));
    }
  }
}
