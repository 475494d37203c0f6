// Pages that are told what changes, by server-sent events: one that does not read is left out, and no queue grows for it.
import type { ServerResponse } from 'node:http';

/** More pages than anybody has open at a meter. */
const MOST = 16;

export class Streams {
  readonly #open = new Set<ServerResponse>();
  /** What was told last, by name: a page that comes later is told it at once. */
  readonly #last = new Map<string, string>();
  /** What is told only to whoever asks. */
  readonly #kept = new Map<string, string>();

  get isFull(): boolean {
    return this.#open.size >= MOST;
  }

  add(response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    for (const [name, json] of this.#last) response.write(`event: ${name}\ndata: ${json}\n\n`);
  }

  /** Tells all who have read what they were told before. */
  tell(name: string, json: string): void {
    this.#last.set(name, json);
    for (const response of this.#open)
      if (!response.writableNeedDrain) response.write(`event: ${name}\ndata: ${json}\n\n`);
  }

  keep(name: string, json: string): void {
    this.#kept.set(name, json);
  }

  last(name: string): string | undefined {
    return this.#last.get(name) ?? this.#kept.get(name);
  }

  close(): void {
    for (const response of this.#open) response.destroy();
  }
}
