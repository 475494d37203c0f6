// What the specs of the generator share: a small sound set of specifications.
import type { Specs } from './model.ts';
import { SOUND_OBJECTS } from './objects/testing.ts';

const SOUND: Specs = {
  'event-logs': { about: '', logs: [], codes: [], metering: [], bits: [] },
  abi: {
    version: 1,
    module: 'host',
    cores: {
      metering: {
        pages: 1,
        imports: [],
        exports: [{ name: 'start', params: ['cause: i32'], result: 'i32', doc: '' }],
      },
    },
    constants: [{ name: 'A', value: 1, doc: '' }],
    buffers: [],
    events: [],
    records: [],
    ports: {},
  },
  link: {
    structs: {
      record: {
        doc: '',
        fields: ['index: u64: ', 'small: u16: ', 'reserved: u8[2]: ', 'power_mW: i32: mW', 'many: u32[2]: '],
      },
      read_page_request: { doc: '', fields: ['input: u8: ', 'first: u8: '] },
      page: {
        doc: '',
        fields: [
          'input: u8: ',
          'first: u8: ',
          'highest_order: u8: ',
          'reserved: u8: ',
          'amplitude_u: u32[2]: ',
          'count: u32: ',
        ],
      },
      moment: { doc: '', fields: ['sample_index: u64: '] },
    },
    messages: [
      { name: 'read', code: 1, request: null, reply: 'record', ports: ['link'], file: 'page', doc: '' },
      {
        name: 'read_page',
        code: 2,
        request: 'read_page_request',
        reply: 'page',
        ports: ['link'],
        file: 'page',
        doc: '',
      },
      { name: 'keep', code: 8, request: null, reply: 'moment', ports: ['link'], file: 'page', doc: '' },
    ],
    constants: [{ name: 'B', value: 2, doc: '' }],
  },
  status: { codes: [{ name: 'OK', value: 0, doc: '' }] },
  mirror: {
    latch: 'keep',
    round: [{ message: 'read', moment: 'index' }],
    turns: [{ message: 'read_page', each: 'input', same: 'count' }],
    requests: { input: [0, 3], first: [1, 3] },
  },
  texts: { texts: [] },
  dlt645: { about: '', rows: [] },
  provision: { structs: {}, messages: [], constants: [] },
  programming: { about: '', level_1: 'public', ports: [], constants: [], errors: [], acts: [] },
  p1: { about: '', association: 'public', identification: '', forms: [] },
  storage: { chips: [], regions: [] },
  ...SOUND_OBJECTS,
};

/** A small sound set of specifications, changed by a test. */
export function specs(change: (specs: Specs) => void): Specs {
  const all = structuredClone(SOUND);
  change(all);
  return all;
}
