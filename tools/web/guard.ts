// Who may have what of the server: a page of its own origin with the token of the run, and nobody else.
import { timingSafeEqual } from 'node:crypto';

/** A request as far as it matters here. */
export interface Asked {
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** In the query, or in the header of a command. */
  readonly token: string | undefined;
}

export interface Site {
  readonly token: string;
  /** Names and addresses it is reached by, with the port. */
  readonly hosts: readonly string[];
}

/** Why a request is not answered, as HTTP has it. */
export interface Refusal {
  readonly status: number;
  readonly why: string;
}

function isToken(site: Site, token: string | undefined): boolean {
  const [expected, given] = [Buffer.from(site.token), Buffer.from(token ?? '')];
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Whatever tells of the meter or does something to it; the page itself has nothing in it that is not public. */
const isGuarded = (path: string): boolean => path.startsWith('/api/');

/** Undefined where it may be answered. A name that somebody pointed at this machine is as foreign as a page of another origin. */
export function refusalOf(site: Site, { path, host, origin, token }: Asked): Refusal | undefined {
  if (host === undefined || !site.hosts.includes(host.toLowerCase()))
    return { status: 403, why: `this is no server of ${host ?? 'a request without Host'}` };
  if (origin !== undefined && !site.hosts.some((own) => origin.toLowerCase() === `http://${own}`))
    return { status: 403, why: `a page of ${origin} has no business here` };
  if (isGuarded(path) && !isToken(site, token))
    return { status: 401, why: 'the token of this run is missing or wrong' };
  return undefined;
}
