// Which import is refused: the floors of the folders (tools/build/lint/floors.mjs) as rules of dependency-cruiser.
import { FLOORS, PACKAGES } from './tools/build/lint/floors.mjs';

const GENERATOR = '^shared-protocol/generate/';

const literal = (path) => path.replace(/[.]/g, '\\.');
/** A folder with all below it, or one file. */
const below = (path) => `^${literal(path)}(/|$)`;

/** A floor without what a longer name takes out of it. */
function on(floor) {
  const inner = FLOORS.filter((other) => other.startsWith(`${floor}/`)).map((other) =>
    literal(other.slice(floor.length + 1)),
  );
  return inner.length === 0 ? below(floor) : `^${literal(floor)}/(?!(${inner.join('|')})(/|$))`;
}

const upward = (floor, index) => ({
  name: `${floor} must not import upward`,
  comment:
    'Floors stand in tools/build/lint/floors.mjs, bottom first: a floor imports from those before it only.',
  severity: 'error',
  from: { path: on(floor) },
  to: { path: FLOORS.slice(index + 1).map(on) },
});

const alone = (folder) => ({
  name: `${folder} is a package and must not import the rest of the project`,
  comment: 'It must work where it is installed alone: what it shares with others, they import from it.',
  severity: 'error',
  from: { path: below(folder) },
  to: { path: '^(tools|shared-protocol|boards|hal|metering-core|management-core)/', pathNot: below(folder) },
});

const undeclared = (folder) => ({
  name: `${folder} must name in its package.json what it imports from npm`,
  severity: 'error',
  from: { path: below(folder), pathNot: '\\.spec\\.ts$|/test-[^/]*\\.ts$' },
  to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...FLOORS.slice(0, -1).map(upward),
    ...PACKAGES.map(alone),
    ...PACKAGES.map(undeclared),
    {
      name: 'a folder without a floor',
      comment: 'Give it a line in tools/build/lint/floors.mjs, between what it imports and what imports it.',
      severity: 'error',
      from: { path: '^(tools|shared-protocol|boards|metering-core/design)/', pathNot: FLOORS.map(below) },
      to: {},
    },
    {
      name: 'no circle of files',
      severity: 'error',
      from: { pathNot: GENERATOR },
      to: { circular: true },
    },
    {
      name: 'no circle of values in the generator',
      comment: 'Its checks take the type of the model that calls them; no value may go round.',
      severity: 'error',
      from: { path: GENERATOR },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)assembly/|^build/|\\.(wat|json)$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mts', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
