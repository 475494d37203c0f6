// The generated files of the object model by path from the project root.
import type { Model } from '../model.ts';
import { builtInCompanions, ownCompanion } from './companions.ts';
import { deviceTables } from './device.ts';
import { providerSwitch } from './providers.ts';
import { structuresView } from './structures.ts';
import { CHOSEN_NODES, listTables, objectTables, tags, vocabulary } from './tables.ts';
import { objectsView } from './view.ts';

const ASSEMBLY = 'shared-protocol/generated/assembly';

export function objectFiles(model: Model): Record<string, string> {
  return {
    [`${ASSEMBLY}/tags.ts`]: tags(model.objects.types),
    [`${ASSEMBLY}/object-numbers.ts`]: vocabulary(model.objects),
    [`${ASSEMBLY}/objects.ts`]: objectTables(model, { chosenNodes: CHOSEN_NODES }),
    [`${ASSEMBLY}/lists.ts`]: listTables(model.objects),
    [`${ASSEMBLY}/companions.ts`]: builtInCompanions(),
    [`${ASSEMBLY}/device-objects.ts`]: deviceTables(model),
    'shared-protocol/generated/companions/twinmeter.json': ownCompanion(model),
    'metering-core/assembly/session/providers.ts': providerSwitch(model.device.objects.providers, 'used'),
    'management-core/assembly/objects/providers.ts': providerSwitch(model.objects.providers, 'all'),
    'shared-protocol/generated/ts/catalogue.ts': objectsView(model),
    'shared-protocol/generated/ts/structures.ts': structuresView(model),
  };
}
