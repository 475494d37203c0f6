// as-pect runs the specs beside the core files, each with a mocked host.
import { mockHost } from './tools/build/aspect/host-mock.mjs';

/** Folders whose specs run: all, or those that are named. */
const FOLDERS = process.env.TWINMETER_ASPECT ?? '{metering-core,management-core,shared-protocol}';

export default {
  entries: [`${FOLDERS}/assembly/**/__tests__/**/*.spec.ts`],
  include: [],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    let instance;
    const imports = mockHost(() => instance.exports.memory);
    instance = await instantiate(binary, createImports(imports));
    return instance;
  },
  outputBinary: false,
};
