/** Where the wasm comes from: its bytes, a compiled module, a response, or a promise of one. */
export type InitSource =
  | BufferSource
  | WebAssembly.Module
  | Response
  | Promise<BufferSource | WebAssembly.Module | Response>;

/**
 * Loads the wasm. Call it once before anything else; further calls return the same promise, and a start that failed may
 * be tried again. Without a source the file beside this module is read (Node) or fetched (elsewhere).
 */
export declare function init(source?: InitSource): Promise<void>;

/** Starts at once, for Node and workers: a browser's main thread refuses to compile large modules synchronously. */
export declare function initSync(module: BufferSource | WebAssembly.Module): void;

/** The version of this package. */
export declare function version(): string;

export default init;
