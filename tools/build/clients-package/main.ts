// Makes of tools/clients what npm publishes, in build/clients-package: JavaScript, types, README; npx tsx tools/build/clients-package/main.ts.
import { buildClientsPackage, PACKAGE } from './package.ts';

buildClientsPackage(PACKAGE);
console.log(`made ${PACKAGE}; npm publish ${PACKAGE}`);
