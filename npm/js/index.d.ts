import type { Fix, Report } from './types.js';

export type * from './types.js';

/** A file of manifests, as YAML or JSON; its name appears in the report. */
export interface InputFile {
  name: string;
  text: string;
}

/** What the manifests do not say. Whatever is left out is assumed, and findings never rest on an assumption alone. */
export interface Options {
  /** The version whose rules apply, such as `1.37`; the newest one known by default. */
  kubernetes?: string;
  /** The ranges cluster IPs come from. */
  serviceCidrs?: string[];
  /** The ranges Pod addresses come from. */
  podCidrs?: string[];
  /** The families Services get, the default one first. */
  ipFamilies?: ('IPv4' | 'IPv6')[];
  /** Such as `30000-32767`. */
  nodePortRange?: string;
  /** Such as `cluster.local`. */
  clusterDomain?: string;
  /** The nodes, each with its zone: `node-a=zone-1`. */
  nodes?: string[];
  /** The namespace of objects that name none. */
  defaultNamespace?: string;
  /** The release channel of the Gateway API's definitions. */
  gatewayChannel?: 'standard' | 'experimental' | 'none';
  /** The API server's `--allow-privileged`. */
  allowPrivileged?: boolean;
  /** Namespaces that are wholly in the input, `*` for all: what is not there does not exist. */
  complete?: string[];
  /** Judges objects that were read from a cluster (`metadata.uid`) as manifests that create them elsewhere. */
  asManifests?: boolean;
  /** Changes to the cluster that no manifest states. */
  scenario?: Scenario;
  /** What `draw` shows. */
  picture?: Picture;
}

/** What the picture shows. */
export interface Picture {
  /** `light` by default. */
  theme?: 'light' | 'dark';
  /** As much as the size allows (the default), or broken and doubtful paths only. */
  show?: 'everything' | 'problems';
  /** Only these namespaces. */
  namespaces?: string[];
}

/** What if. */
export interface Scenario {
  /** Pods by `namespace/name`. */
  pods?: Record<string, 'notReady' | 'terminating' | 'gone'>;
  /** Replicas of workloads by `Kind/namespace/name`. */
  scale?: Record<string, number>;
  /** Nodes that were drained. */
  drainedNodes?: string[];
  /** Nodes that no longer answer. */
  lostNodes?: string[];
}

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

/**
 * Says what is wrong with the files, read as one input in their order. Positions are zero-based lines and UTF-16
 * columns, as in the Language Server Protocol.
 * @throws {TypeError} if an argument has the wrong shape; whatever is wrong with manifests is in the report.
 */
export declare function analyze(files: InputFile[], options?: Options): Report;

/**
 * The text of one file after a fix of a report.
 * @param file which of the files a fix names `text` is; without it every edit counts as one of this text.
 */
export declare function applyFix(text: string, fix: Fix, file?: string): string;

/**
 * Draws where traffic goes, as an SVG file.
 * @throws {TypeError} if an argument has the wrong shape.
 */
export declare function draw(files: InputFile[], options?: Options): string;

/** The page of a rule in Markdown; nothing for a code that has none. */
export declare function explain(code: string): string | undefined;

/** The version of this package. */
export declare function version(): string;

export default init;
