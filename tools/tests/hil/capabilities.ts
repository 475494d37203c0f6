// What a bench can do with a meter, each in the words of the list of skips.

export const CAPABILITIES = {
  legal: 'the RS485 port of the metering core',
  adjustment: 'the adjustment port',
  optical: 'the optical head',
  rs485: 'the RS485 pair of the management board',
  uplink: 'the slot of the uplink module',
  downlink: 'the slot of the downlink module',
  source: 'a signal generator that is set to any load',
  jumper: 'a hand at the calibration jumper',
  cover: 'a hand at the main cover and the scroll button',
  slots: 'modules with a supercapacitor, put into the slots and taken out',
  terminals: 'hands at the terminals: cover, magnet, load switch, sealed button',
  power: 'a switch in the supply',
  tear: 'a switch in the supply that goes with any byte of FRAM',
  modules: 'other modules put into the boards',
  lcd: 'an eye on both displays and the alarm output',
  link: 'a logic analyser on the link',
  pulses: 'instants of the pulses',
  pin: 'both edges of a pulse at its pin',
  rate: 'the rate of a line, taken from the wire',
} as const;

export type Capability = keyof typeof CAPABILITIES;

export const CAPABILITY_NAMES = Object.keys(CAPABILITIES) as readonly Capability[];

/** Ports of a meter, by which a bench without anything else can do something. */
export const PORT_NAMES = [
  'legal',
  'adjustment',
  'optical',
  'rs485',
  'uplink',
  'downlink',
] as const satisfies readonly Capability[];
export type PortName = (typeof PORT_NAMES)[number];
