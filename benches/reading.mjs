// Compares the reader with npm's `yaml` and `js-yaml`, and with serde_yaml in the same module, in Node.
// node benches/reading.mjs MODULE FOLDER-WITH-NODE_MODULES
// MODULE is what `wasm-bindgen --target nodejs` made of portolan-bench for wasm32 (profile `web`).
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const [modulePath, packages] = process.argv.slice(2)
const require = createRequire(resolve(packages, 'package.json'))
const wasm = createRequire(import.meta.url)(resolve(modulePath))
const yaml = require('yaml')
const jsYaml = require('js-yaml')

const service = (at) => `---
apiVersion: v1
kind: Service
metadata:
  name: web-${at}
  labels: {app: web-${at}}
spec:
  # The front door.
  selector:
    app: web-${at}
  ports:
  - name: http
    port: ${80 + (at % 900)}
    targetPort: http
`
const deployment = (at) => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${at}
spec:
  replicas: ${1 + (at % 5)}
  selector:
    matchLabels: {app: web-${at}}
  template:
    metadata:
      labels: {app: web-${at}}
    spec:
      containers:
      - name: web
        image: registry.example.com/shop/web:1.${at}
        env:
${Array.from({ length: 30 }, (_, line) => `        - name: VARIABLE_${line}\n          value: "value ${line} of ${at}"\n`).join('')}        ports:
        - containerPort: 8080 # what the Service asks for
          name: http
`
const repeat = (make, count) => Array.from({ length: count }, (_, at) => make(at)).join('')
const list = (count) => {
  const item = (at) => deployment(at).slice(4).trimEnd().split('\n').map((line, n) => (n ? '  ' : '- ') + line).join('\n')
  return `apiVersion: v1\nkind: List\nitems:\n${repeat((at) => `${item(at)}\n`, count)}`
}

const sides = {
  portolan: (text) => wasm.portolan(text),
  serde_yaml: (text) => wasm.serde_yaml_values(text),
  yaml: (text) => yaml.parseAllDocuments(text).length,
  'js-yaml': (text) => jsYaml.loadAll(text).length,
}
const least = { serde_yaml: 1.0, yaml: 6, 'js-yaml': 0.6 }

let [passed, failed] = [0, 0]
for (const [name, text] of Object.entries({
  '2 MB': repeat(deployment, 880),
  '1,000 small documents': repeat(service, 1000),
  'one List of 2 MB': list(880),
})) {
  const best = Object.fromEntries(Object.keys(sides).map((side) => [side, Infinity]))
  for (let round = 0; round < 7; round++) {
    for (const [side, read] of Object.entries(sides)) {
      const start = process.cpuUsage()
      read(text)
      best[side] = Math.min(best[side], process.cpuUsage(start).user / 1000)
    }
  }
  console.log(`${name}: ${(text.length / 1e6).toFixed(1)} MB, portolan ${best.portolan.toFixed(1)} ms`)
  for (const [side, limit] of Object.entries(least)) {
    const ratio = best[side] / best.portolan
    const holds = ratio >= limit
    if (holds) passed++
    else failed++
    console.log(`  ${side} ${best[side].toFixed(1)} ms: ${ratio.toFixed(2)}x of at least ${limit}x${holds ? '' : '  SHORT'}`)
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
