//! WebAssembly bindings of the engine for the npm package.
