// The file of a companion profile: which objects a meter has, what each client may do with them, which events it tells.
import { tagOf, type Data } from '../axdr.ts';
import { locatedJson, Place } from './located-json.ts';

/** Bits of an access mode of class 15, version 3; of a method reading is access. */
export const READ = 1;
export const WRITE = 2;
const WORDS: Readonly<Record<string, number>> = { read: READ, write: WRITE, access: READ };

/** Mode by number of the client. */
export type Rights = ReadonlyMap<number, number>;

/** An attribute, or a method. */
export interface CompanionItem {
  readonly id: number;
  /** Types that its value may have, with bars between them; any; nothing of a method. */
  readonly type: string;
  /** Name of its rights. */
  readonly rights: string;
}

export interface CompanionKind {
  readonly name: string;
  readonly class: number;
  /** Of the class, where the profile names one. */
  readonly version?: number;
  readonly attributes: readonly CompanionItem[];
  readonly methods: readonly CompanionItem[];
}

export interface CompanionObject {
  readonly obis: string;
  readonly kind: CompanionKind;
  readonly name: string;
}

export interface CompanionEvent {
  /** Logical name of the log, class 7. */
  readonly log: string;
  readonly code: number;
  readonly name: string;
  /** Codes of a meter's own that are told by this one. */
  readonly own: readonly number[];
}

export interface Companion {
  /** At most 32 characters. */
  readonly name: string;
  /** A meter may have objects that are not named here; those of the manufacturer it may have always. */
  readonly allowsOthers: boolean;
  /** Number of a client by its name. */
  readonly clients: ReadonlyMap<string, number>;
  readonly rights: ReadonlyMap<string, Rights>;
  readonly kinds: readonly CompanionKind[];
  readonly objects: readonly CompanionObject[];
  readonly events: readonly CompanionEvent[];
}

export const CLIENTS_MAX = 8;
export const NAME_MAX = 32;
const RIGHTS_MAX = 255;
const NAME = /^[ -~]{1,32}$/u;
const WORD = /^[\w.-]{1,64}$/u;
const TEXT = /^[^\p{Cc}]{1,4096}$/u;
const BYTE = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const OBIS = new RegExp(`^${BYTE}-${BYTE}:${BYTE}\\.${BYTE}\\.${BYTE}\\.${BYTE}$`, 'u');

/** Adds to a map what must not be there yet. */
function put<K, V>(map: Map<K, V>, key: K, value: V, place: Place): void {
  if (map.has(key)) place.fail(`'${String(key)}' stands twice`);
  map.set(key, value);
}

function clientsOf(place: Place): Map<string, number> {
  const clients = new Map<string, number>();
  const seen = new Map<number, string>();
  for (const [name, each] of place.entries()) {
    const client = each.whole(1, 127);
    put(seen, client, name, each);
    clients.set(name, client);
  }
  if (clients.size > CLIENTS_MAX) place.fail(`more than ${CLIENTS_MAX} clients`);
  return clients;
}

function modeOf(place: Place): number {
  return place.items().reduce((mode, each) => {
    const word = each.text(WORD, 'word');
    return mode | (WORDS[word] ?? each.fail(`'${word}' is none of ${Object.keys(WORDS).join(', ')}`));
  }, 0);
}

function rightsOf(place: Place, clients: ReadonlyMap<string, number>): Rights {
  const pairs = place.entries().map(([name, each]): [number, number] => {
    const client = clients.get(name) ?? each.fail(`unknown client '${name}'`);
    return [client, modeOf(each)];
  });
  return new Map(pairs);
}

/** The tag that tagOf gives for a compact array, and for what is no type. */
const COMPACT_TAG = 19;
const FREE: ReadonlySet<string> = new Set(['any', 'compact-array']);

/** Throws FileFault for a word that is no type of A-XDR. */
function typeOf(place: Place): string {
  const text = place.text(TEXT, 'type');
  const known = text.split('|').every((word) => FREE.has(word) || tagOf(word as Data['type']) !== COMPACT_TAG);
  return known ? text : place.fail(`'${text}' is no type of A-XDR`);
}

function itemsOf(place: Place, rights: ReadonlyMap<string, Rights>, isMethod: boolean): CompanionItem[] {
  const seen = new Map<number, Place>();
  return place.items().map((each) => {
    const item = each.record(isMethod ? ['id', 'rights'] : ['id', 'type', 'rights']);
    const id = item.id.whole(1, 127);
    put(seen, id, each, item.id);
    const name = item.rights.text(WORD, 'name of rights');
    if (!rights.has(name)) item.rights.fail(`unknown rights '${name}'`);
    return { id, type: isMethod ? '' : typeOf(item.type), rights: name };
  });
}

function kindOf(name: string, place: Place, rights: ReadonlyMap<string, Rights>): CompanionKind {
  const kind = place.record(['class', 'attributes'], ['version', 'methods']);
  return {
    name,
    class: kind.class.whole(1, 65_535),
    ...(kind.version.isThere ? { version: kind.version.whole(0, 255) } : {}),
    attributes: itemsOf(kind.attributes, rights, false),
    methods: kind.methods.isThere ? itemsOf(kind.methods, rights, true) : [],
  };
}

function objectsOf(place: Place, kinds: ReadonlyMap<string, CompanionKind>): CompanionObject[] {
  const seen = new Map<string, Place>();
  return place.items().map((each) => {
    const { obis, kind, name } = each.record(['obis', 'kind', 'name']);
    const of = kinds.get(kind.text(WORD, 'kind')) ?? kind.fail('unknown kind');
    const code = obis.text(OBIS, 'logical name');
    put(seen, `${of.class}/${code}`, each, obis);
    return { obis: code, kind: of, name: name.text(TEXT, 'name') };
  });
}

function eventsOf(place: Place, objects: readonly CompanionObject[]): CompanionEvent[] {
  const [codes, owns] = [new Map<string, Place>(), new Map<number, Place>()];
  return place.items().map((each) => {
    const event = each.record(['log', 'code', 'name'], ['own']);
    const log = event.log.text(OBIS, 'logical name');
    if (!objects.some(({ obis, kind }) => obis === log && kind.class === 7))
      event.log.fail(`no object of class 7 is '${log}'`);
    const code = event.code.whole(0, 255);
    put(codes, `${log} ${code}`, each, event.code);
    const own = event.own.isThere ? event.own.items().map((one) => one.whole(1, 255)) : [];
    for (const one of own) put(owns, one, each, event.own);
    return { log, code, name: event.name.text(TEXT, 'name'), own };
  });
}

/** Reads the text of a file. Throws FileFault with line and reason. */
export function readCompanion(text: string): Companion {
  const file = locatedJson(text).record(
    ['name', 'clients', 'rights', 'kinds', 'objects'],
    ['about', 'source', 'others', 'events'],
  );
  const clients = clientsOf(file.clients);
  const rights = new Map(file.rights.entries().map(([name, each]) => [name, rightsOf(each, clients)]));
  if (rights.size > RIGHTS_MAX) file.rights.fail(`more than ${RIGHTS_MAX} rights`);
  const kinds = new Map(file.kinds.entries().map(([name, each]) => [name, kindOf(name, each, rights)]));
  const objects = objectsOf(file.objects, kinds);
  return {
    name: file.name.text(NAME, `name of 1 to ${NAME_MAX} characters`),
    allowsOthers: !file.others.isThere || file.others.text(/^(allowed|refused)$/u, "'allowed' or 'refused'") === 'allowed',
    ...{ clients, rights, objects },
    kinds: [...kinds.values()],
    events: file.events.isThere ? eventsOf(file.events, objects) : [],
  };
}
