// The page's CodeMirror editor, from outside: it lives in the shadow root of `#editor`.

/** Waits until the editor is there. */
export const ready = page => page.locator('#editor .cm-content').waitFor();

/** Replaces the text as a user does: select everything, paste. */
export async function paste(page, text) {
  const content = page.locator('#editor .cm-content');
  await content.click();
  await page.keyboard.press('Control+a');
  await content.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** The text of the line that the cursor is in. */
export const cursorLine = page => page.locator('#editor .cm-content').evaluate(element => {
  const selection = element.getRootNode().getSelection();
  const node = selection?.focusNode;
  const line = (node instanceof Element ? node : node?.parentElement)?.closest('.cm-line');
  return line?.textContent ?? null;
});
