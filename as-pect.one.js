// as-pect runs the specs beside the core files, each with a mocked host.
import { mockHost } from './tools/build/aspect/host-mock.mjs';

export default {
  entries: ['{metering-core,management-core,shared-protocol}/assembly/**/__tests__/**/*.spec.ts'],
  include: ['{metering-core,management-core,shared-protocol}/assembly/**/__tests__/**/*.spec.ts'],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    let instance;
    const imports = mockHost(() => instance.exports.memory);
    instance = await instantiate(binary, createImports(imports));
    return instance;
  },
  outputBinary: false,
};
