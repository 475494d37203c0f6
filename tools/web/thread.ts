// The server of a run, in a thread of its own: a browser that hangs or floods costs the meter nothing but its messages.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { answer, type Served } from './answers.ts';
import { pageFiles } from './page-files.ts';
import { Streams } from './streams.ts';

/** What the thread is given. */
export interface Given {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly token: string;
  /** Where the page was built to. */
  readonly folder: string;
  /** Something can be commanded. */
  readonly isCommanded: boolean;
}

/** What it says: where it listens, why it does not, or a command that the meter has not answered for yet. */
export type Said = { readonly port: number } | { readonly failed: string } | { readonly command: unknown };
/** What it is told: something by name as JSON, for all pages or whoever asks; or that commands were taken. */
export type Told =
  | { readonly name: string; readonly json: string; readonly onDemand?: boolean }
  | { readonly taken: number };

const MOST_WAITING = 32;
const MOST_CONNECTIONS = 64;
const PATIENCE_ms = 10_000;

const { host, port, token, folder, isCommanded } = workerData as Given;
const say = (said: Said): void => parentPort!.postMessage(said);
const streams = new Streams();
let waiting = 0;

const take = (command: unknown): boolean => {
  if (waiting >= MOST_WAITING) return false;
  waiting++;
  say({ command });
  return true;
};

/** An address as it stands in a URL. */
const inUrl = (address: string) => (address.includes(':') ? `[${address}]` : address);
const hostsOf = (at: number): string[] =>
  [...new Set([inUrl(host), '127.0.0.1', 'localhost'])].map((name) => `${name}:${at}`);

const served: { -readonly [Key in keyof Served]: Served[Key] } = {
  site: { token, hosts: [] },
  files: pageFiles(folder),
  streams,
  take: isCommanded ? take : undefined,
};
const server = createServer((request, response) => {
  answer(served, request, response).catch(() => response.destroy());
});
server.maxConnections = MOST_CONNECTIONS;
server.requestTimeout = PATIENCE_ms;
server.headersTimeout = PATIENCE_ms;
server.on('error', (error) => say({ failed: error.message }));
server.listen(port, host, () => {
  const at = (server.address() as AddressInfo).port;
  served.site = { token, hosts: hostsOf(at) };
  say({ port: at });
});

parentPort!.on('message', (told: Told) => {
  if ('taken' in told) waiting -= told.taken;
  else if (told.onDemand) streams.keep(told.name, told.json);
  else streams.tell(told.name, told.json);
});
