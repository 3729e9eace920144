import init, { initSync, version, type InitSource } from 'portolan';
import initInline from 'portolan/inline';

const source: InitSource = new Uint8Array(1);
const said: string = version();
// @ts-expect-error the inline module brings its own wasm
initInline(source);
export { init, initSync, said, source };
