// What the server of a run answers: the page, what is told, and commands.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusalOf, type Site } from './guard.ts';
import type { PageFile } from './page-files.ts';
import type { Streams } from './streams.ts';
import { CommandError, commandOf, type Command } from './told.ts';

const API = '/api/';
const MOST_BODY = 4096;
const TOKEN_HEADER = 'x-twinmeter-token';
/** Nothing from elsewhere, and no page around it. */
const POLICY =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

export interface Served {
  readonly site: Site;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly streams: Streams;
  /** Takes a command; false where too many wait. Without it nothing can be commanded. */
  readonly take: ((command: Command) => boolean) | undefined;
}

function say(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  type = 'application/json',
): void {
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}

const complain = (response: ServerResponse, status: number, why: string): void =>
  say(response, status, JSON.stringify({ error: why }));

/** A body within bounds; undefined for one that is longer. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BODY) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function takeCommand(
  take: (command: Command) => boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  if (body === undefined) return complain(response, 413, `a command has ${MOST_BODY} bytes at most`);
  try {
    if (!take(commandOf(JSON.parse(body)))) return complain(response, 503, 'too many commands wait');
    say(response, 200, '{}');
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof SyntaxError)) throw error;
    complain(response, 400, error.message);
  }
}

/** Names that something is told by: /api/position/3 is that of a position. */
const NAMES = /^(views|live|state|profile|demand|logs|alarms|bench|plan|records|wave\/\d|position\/\d{1,2})$/;

function tellLast({ streams }: Served, name: string, response: ServerResponse): void {
  const last = streams.last(name);
  if (last !== undefined) say(response, 200, last);
  else if (NAMES.test(name)) complain(response, 503, 'nothing was told yet');
  else complain(response, 404, `nothing is at ${API}${name}`);
}

function stream({ streams }: Served, response: ServerResponse): void {
  if (streams.isFull) complain(response, 503, 'too many pages are open');
  else streams.add(response);
}

function giveFile({ files }: Served, path: string, response: ServerResponse): void {
  const file = files.get(path);
  if (file) say(response, 200, file.bytes, file.type);
  else complain(response, 404, `nothing is at ${path}`);
}

/** Answers one request. */
export async function answer(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', headers } = request;
  const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://meter');
  const isCommand = path === '/api/command';
  const header = headers[TOKEN_HEADER];
  const token = isCommand
    ? Array.isArray(header)
      ? header[0]
      : header
    : (searchParams.get('token') ?? undefined);
  const refusal = refusalOf(served.site, { path, host: headers.host, origin: headers.origin, token });
  if (refusal) return complain(response, refusal.status, refusal.why);
  if (isCommand !== (method === 'POST')) return complain(response, 405, `${method} is not for ${path}`);
  if (isCommand && !served.take) return complain(response, 404, 'nothing can be commanded here');
  if (isCommand) return takeCommand(served.take!, request, response);
  if (path === '/api/events') stream(served, response);
  else if (path.startsWith(API)) tellLast(served, path.slice(API.length), response);
  else giveFile(served, path, response);
}
