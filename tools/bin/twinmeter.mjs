#!/usr/bin/env node
// Starts the command line interface: TypeScript is run as it stands, so there is no build step to forget.
import { register } from 'tsx/esm/api';

register();
await import('../cli/main.ts');
