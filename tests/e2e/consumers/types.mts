import init, { analyze, applyFix, draw, explain, initSync, type InitSource, type InputFile, type Report } from 'portolan';
import initInline from 'portolan/inline';

const files: InputFile[] = [{ name: 'a.yaml', text: '' }];
const report: Report = analyze(files, { complete: ['shop'], scenario: { pods: { 'shop/web-0': 'notReady' } } });
for (const { code, severity, range, help, fixes } of report.diagnostics) {
  const place: number = range.start.line + range.start.character;
  const page: string | undefined = explain(code);
  const advice: string | undefined = help;
  const level: 'error' | 'warning' | 'info' | 'hint' = severity;
  for (const fix of fixes) applyFix('', fix, 'a.yaml').trim();
  console.log(place, page, advice, level);
}
const svg: string = draw(files, { picture: { theme: 'dark', namespaces: ['shop'] } });
const source: InitSource = new Uint8Array(1);
// @ts-expect-error files are a list
analyze('text');
// @ts-expect-error no such fact
analyze(files, { colour: 'blue' });
// @ts-expect-error no such change
analyze(files, { scenario: { pods: { web: 'broken' } } });
// @ts-expect-error the inline module brings its own wasm
initInline(source);
export { init, initSync, source, svg };
