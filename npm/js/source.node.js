import { readFile } from 'node:fs/promises';

export default () => readFile(new URL('./portolan_bg.wasm', import.meta.url));
