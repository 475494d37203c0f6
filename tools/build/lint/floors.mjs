// The order of the folders, bottom to top: what stands on a floor may import from those below it, and from no other.

/**
 * One floor a folder, so two folders can never import each other. A floor is a folder with all below it, except what a
 * longer name takes out of it.
 */
export const FLOORS = [
  // A package by itself; the generator writes companion profiles as its reader understands them.
  'tools/clients',
  'shared-protocol/generated',
  'shared-protocol/vectors',
  'shared-protocol/generate',
  'shared-protocol/check',
  'metering-core/design',
  'tools/rp2350/paths.ts',
  'tools/rp2350/build-native.ts',
  'tools/rp2350/registers',
  'tools/rp2350/wires',
  'tools/rp2350/chips',
  'tools/rp2350/peripherals',
  'tools/rp2350/processor',
  'tools/rp2350/chip',
  'tools/rp2350/index.ts',
  'tools/rp2350/command',
  'tools/rp2350/bin',
  'tools/build',
  'tools/lines',
  'tools/signals/waves',
  'tools/signals/afe',
  'tools/records',
  'tools/tariff',
  'tools/cores',
  'tools/firmware',
  'tools/meter/conductor',
  'tools/meter',
  'tools/meter/recording',
  'tools/meter/emulated',
  'tools/meter/targets',
  'tools/meter/replay',
  'tools/metrology/standard',
  'tools/metrology/instruments',
  'tools/metrology/bench',
  'tools/metrology/adjust',
  'tools/metrology/typetest',
  'tools/metrology/positions',
  'tools/figures',
  'boards',
  'tools/web',
  'tools/web/page',
  'tools/cli',
  'tools/bin',
  'tools/tests',
];

/** Packages by themselves: they import nothing of the rest. */
export const PACKAGES = ['tools/clients', 'tools/rp2350'];
