// Each mistake in a specification is refused with its file, its place and what is wrong; all of them at once.
import { describe, expect, it } from 'vitest';
import { LAYOUTS } from '../../generated/ts/protocol.ts';
import { checkedModel, type Specs } from '../model.ts';
import { readSpecs } from '../read-specs.ts';
import { sourcesOf } from '../services/answers.ts';
import { isSpecFault } from './faults.ts';

const sources = sourcesOf('metering');

/** The lines with which the real specifications are refused after a change, and the source after another. */
function lines(
  change: (specs: Specs) => void,
  source: (text: string, path: string) => string = (t) => t,
): string[] {
  const specs = structuredClone(readSpecs());
  change(specs);
  const changed = new Map([...sources].map(([path, text]) => [path, source(text, path)]));
  try {
    checkedModel(specs, changed);
  } catch (error) {
    if (!isSpecFault(error)) throw error;
    return error.message.split('\n');
  }
  return [];
}

const event = (specs: Specs, name: string) => specs.abi.events.find((e) => e.name === name)!;
const unknown = (value: object) => value as Record<string, unknown>;

describe('The specifications in spec/', () => {
  it('have no fault', () => {
    expect(lines(() => {})).toEqual([]);
  });
});

const WRONG: [what: string, change: (specs: Specs) => void, says: string][] = [
  [
    'a misspelt key',
    (s) => {
      const { text } = s.templates.templates.active_energy.attributes[0];
      unknown(text!).digts = 6;
    },
    "templates.json: templates/active_energy/attributes/0/text: unknown key 'digts'",
  ],
  [
    'a misspelt key of a row',
    (s) => (unknown(s.objects.legal.rows[0]).rnage = {}),
    "objects/legal.json: rows/0: unknown key 'rnage'",
  ],
  [
    'a row without a template',
    (s) => delete unknown(s.objects.legal.rows[0]).template,
    "objects/legal.json: rows/0: lacks 'template'",
  ],
  [
    'a misspelt key of a list',
    (s) => (unknown(s.lists.lists.data_block).code = []),
    "lists.json: lists/data_block: unknown key 'code'",
  ],
  [
    'a misspelt key of a provider',
    (s) => (unknown(s.providers.rooms[0].providers[0]).writes = true),
    "providers.json: rooms/0/providers/0: unknown key 'writes'",
  ],
  [
    'an unknown rule',
    (s) => (s.objects.instantaneous.rows[0].rule = 'upward'),
    'objects/instantaneous.json: rows/0/rule: is none of signed, positive, negative',
  ],
  [
    'a class that is no number',
    (s) => (unknown(s.templates.templates.active_energy).class = 'Register'),
    'templates.json: templates/active_energy/class: must be integer',
  ],
  [
    'a field of an event in a place it does not fit',
    (s) => (event(s, 'second').fields[0].where = 'channel'),
    'abi.json: events/7/fields/0/type: is none of u8, port',
  ],
  [
    'an event without its code',
    (s) => delete unknown(event(s, 'second')).code,
    "abi.json: events/7: lacks 'code'",
  ],
  [
    'a code twice',
    (s) => (event(s, 'second').code = 7),
    "abi.json: events and records: code '7' stands twice",
  ],
  [
    'an event for a buffer that is not there',
    (s) => (event(s, 'link_frame').bytes!.buffer = 'wire'),
    "abi.json: events/link_frame: no buffer 'wire'",
  ],
  [
    'two fields in one place of the header',
    (s) => event(s, 'switch').fields.push({ name: 'other', type: 'u8', where: 'channel' }),
    'abi.json: events/switch: two fields stand in the channel',
  ],
  [
    'an import whose pointer has no length',
    (s) => (s.abi.cores.metering.imports[1].params[1] = 'pointer: in(size)'),
    "abi.json: cores/metering/imports/port_send: no parameter 'size: i32' for the length",
  ],
  [
    'an import that carries a record that is not there',
    (s) => (s.abi.cores.management.imports.find(({ name }) => name === 'last_gasp')!.carries = 'sigh'),
    "abi.json: cores/management/imports/last_gasp: no struct 'sigh'",
  ],
  [
    'a port number left out',
    (s) => (s.abi.ports.management[1].number = 2),
    'abi.json: ports/management/1: has the number 2; ports are numbered from 0 without gaps',
  ],
  [
    'a message nobody answers',
    (s) => (s.link.messages[1].answer = 'read_fate'),
    'link.json: messages/read_status: nobody answers it: no readFate in metering-core/assembly/answers/status-answers.ts',
  ],
  [
    'a message for a file that is not there',
    (s) => (s.link.messages[1].file = 'attic'),
    'link.json: messages/read_status: nobody answers it: there is no metering-core/assembly/answers/attic.ts',
  ],
  [
    'a field that is declared and never written',
    (s) => s.link.structs.network.fields.push('crest_factor_ppm: u32: ppm'),
    "link.json: structs/network: the field 'crest_factor_ppm' is declared, and the metering core never writes it",
  ],
  [
    'a record without a reader',
    (s) => (s.link.structs.orphan = { doc: '', fields: ['alone: u32: '] }),
    'link.json: structs/orphan: a record without a reader: no message, import or provider carries it, no region holds it',
  ],
  [
    'a method whose rights let somebody read',
    (s) => (s.templates.templates.port_protection.methods![0].rights = 'access_state'),
    "templates.json: port_protection: rights 'access_state' of a method let 'management' read, which is access to it",
  ],
  [
    'a port that nobody speaks of',
    (s) => void s.programming.ports.pop(),
    "programming.json: ports: says nothing of port 'downlink'",
  ],
  [
    'overlapping regions',
    (s) => (s.storage.regions[1].banks[1].address = 1200),
    `storage.json: regions/hot_record: HOT_B at 1200 overlaps HOT_A, which ends at ${1024 + LAYOUTS.hot_record.bytes}`,
  ],
  [
    'a memory larger than an address can tell',
    (s) => (s.storage.chips[0].bytes = 99999999999999999999),
    'storage.json: chips/0/bytes: must be <= 2147483647',
  ],
  [
    'a region behind the end of its chip',
    (s) => (s.storage.regions[0].banks[1].address = 262_100),
    `storage.json: regions/parameters: PARAMETERS_B ends at ${262_100 + LAYOUTS.parameters.bytes}, the FRAM has 262144 bytes`,
  ],
  [
    'a region that wears its chip out',
    (s) => (s.storage.chips[0].endurance = 1000),
    'storage.json: regions/parameters: 2740 writes in 15 years, the MB85RS2MTA stands 1000',
  ],
  [
    'a region that does not begin at a block of its flash',
    (s) => (s.storage.chips[0].erase_block = 1024),
    'storage.json: regions/parameters: PARAMETERS_B at 512 does not begin a block of 1024 bytes',
  ],
  [
    'a region of a record that is not there',
    (s) => (s.storage.regions[0].record = 'parameter'),
    "storage.json: regions/parameters: no record 'parameter' or no count '1'",
  ],
];

describe('A specification with a mistake', () => {
  it.each(WRONG)('is refused by file and place: %s', (_, change, says) => {
    expect(lines(change)).toContain(says);
  });

  it('tells all its faults at once', () => {
    const both = lines((s) => {
      unknown(s.status).codez = [];
      unknown(s.storage.regions[0]).adress = 3;
    });
    expect(both).toEqual([
      "status.json: : unknown key 'codez'",
      "storage.json: regions/0: unknown key 'adress'",
    ]);
  });

  it('is refused when the core stops writing a field it declares', () => {
    const without = (text: string) => text.replaceAll(/^ *p\.voltage_thd_ppm = .*$/gm, '');
    expect(lines(() => {}, without)).toContain(
      "link.json: structs/power_quality: the field 'voltage_thd_ppm' is declared, and the metering core never writes it",
    );
  });
});
