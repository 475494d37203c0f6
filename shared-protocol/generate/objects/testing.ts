// A small sound object model for the specs of the generator.
import type { ObjectSpecs } from './spec.ts';

const TEXT = { digits: 3, decimals: 3 };

export const SOUND_OBJECTS: ObjectSpecs = {
  cosem: {
    types: {
      'null-data': 0,
      array: 1,
      structure: 2,
      'double-long': 5,
      'double-long-unsigned': 6,
      'octet-string': 9,
      integer: 15,
      enum: 22,
    },
    units: { '': 255, W: 27, V: 35, A: 33 },
    shapes: { name: ['octet-string 6'], scaler_unit: ['structure 2', 'integer', 'enum'] },
    classes: [
      {
        class: 3,
        version: 0,
        name: 'Register',
        attributes: [
          { id: 1, name: 'logical_name', shape: 'name', source: 'logical_name' },
          { id: 2, name: 'value' },
          { id: 3, name: 'scaler_unit', shape: 'scaler_unit', source: 'scaler_unit' },
        ],
        methods: [{ id: 1, name: 'reset', parameter: 'integer', result: 'null-data' }],
      },
    ],
  },
  templates: {
    templates: {
      power: {
        class: 3,
        version: 0,
        rights: 'measured',
        attributes: [
          {
            id: 2,
            type: 'double-long',
            source: 'field',
            scaler: -3,
            unit: 'W',
            text: { unit: 'kW', digits: 3, decimals: 6 },
          },
        ],
      },
      amplitude: {
        class: 3,
        version: 0,
        rights: 'measured',
        attributes: [
          { id: 2, type: 'double-long-unsigned', source: 'field', scaler: -3, unit: 'V', text: TEXT },
        ],
      },
      age: {
        class: 3,
        version: 0,
        rights: 'measured',
        attributes: [{ id: 2, type: 'double-long-unsigned', source: { room: 'link', provider: 'age' } }],
        methods: [{ id: 1, room: 'link', provider: 'forget' }],
      },
    },
  },
  rights: {
    access: { read: 1, write: 2, access: 1 },
    associations: [
      { name: 'public', client: 16 },
      { name: 'management', client: 1 },
    ],
    classes: {
      measured: { public: ['read'], management: ['read'] },
      closed: { management: ['read', 'write'] },
    },
  },
  providers: {
    rooms: [{ name: 'link', file: 'link.ts', providers: [{ name: 'age' }, { name: 'forget', write: true }] }],
  },
  lists: {
    lists: {
      block: { association: 'public', codes: ['1-0:16.7.0.255', '1-0:31.7.4.255'] },
      pages: { association: 'public', pages: [['1-0:16.7.0.255', '1-0:32.7.1.255']] },
    },
    panel: {
      table: [{ title: 'P', codes: ['1-0:16.7.0.255', null] }],
      distortion: [],
      quality: [],
      sequence: '1-0:16.7.0.255',
      energy: [],
      line: {},
    },
  },
  objects: {
    legal: {
      rows: [
        {
          obis: '1-0:16.7.0.255',
          name: 'Power',
          template: 'power',
          record: 'record',
          scope: 0,
          field: 'power_mW',
        },
      ],
    },
    others: {
      rows: [
        {
          obis: '1-0:32.7.1.255',
          name: 'Harmonics, voltage',
          range: { group: 'E', step: 1, count: 4 },
          template: 'amplitude',
          record: 'page',
          scope: 0,
          field: 'amplitude_u',
        },
        {
          obis: '1-0:31.7.1.255',
          name: 'Harmonics, current',
          range: { group: 'E', step: 1, count: 4 },
          template: 'amplitude',
          record: 'page',
          scope: 3,
          field: 'amplitude_u',
        },
        { obis: '0-0:96.128.0.255', name: 'Age', template: 'age', standard: false },
      ],
    },
  },
  device: {
    rights: {
      access: { read: 1, write: 2, access: 1 },
      associations: [{ name: 'reader', client: 1 }],
      classes: { measured: { reader: ['read'] }, closed: {} },
    },
    providers: { rooms: [{ name: 'state', file: 'state.ts', providers: [{ name: 'sound' }] }] },
    templates: {
      templates: {
        sound: {
          class: 3,
          version: 0,
          rights: 'measured',
          attributes: [{ id: 2, type: 'double-long', source: { room: 'state', provider: 'sound' } }],
        },
      },
    },
    objects: { rows: [{ obis: '0-0:96.129.0.255', name: 'Sound', template: 'sound', standard: false }] },
  },
};
