// `make hot`: profiles both modules and writes boards/hot-functions.json, by which code pages come to lie in SRAM.
import { writeFileSync } from 'node:fs';
import { builtFile } from '../../build/paths.ts';
import { HOT_FUNCTIONS, type HotFunctions, type HotList } from '../../firmware/hot-functions.ts';
import { moduleFigures } from '../sizes/wasm-sections.ts';
import { hotList, profile } from './profile.ts';

const ROLES = ['metering', 'management'] as const;

/** One list a line: the file is made to be compared. */
const text = (lists: HotFunctions) =>
  `{\n${Object.entries(lists)
    .map(([role, list]) => `  "${role}": ${JSON.stringify(list)}`)
    .join(',\n')}\n}\n`;

const modules = { metering: builtFile('metering-core.wasm'), management: builtFile('management-core.wasm') };
const profiles = await profile(modules);
const lists: Record<string, HotList> = {};
for (const role of ROLES) {
  const list = (lists[role] = hotList(modules[role], profiles[role]));
  const { functions } = moduleFigures(modules[role]);
  const share = (100 * list.share).toFixed(2);
  console.log(`${role}: ${list.functions.length} of ${functions} functions execute ${share} % of the operations`);
}
writeFileSync(HOT_FUNCTIONS, text(lists));
