#!/usr/bin/env node
// Starts the emulator's command: TypeScript is run as it stands, so there is no build step to forget.
import { register } from 'tsx/esm/api';

register();
await import('../command/main.ts');
