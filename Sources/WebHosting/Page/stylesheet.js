// Style sheets for shadow roots. A constructed sheet is not an inline style, which a strict
// Content-Security-Policy forbids; it is parsed once for all elements, and is present before the
// first of them is drawn, unlike a <link> in the shadow root.

/** The sheet at an address beside this module; empty if it cannot be loaded. */
export async function stylesheet(name) {
  const sheet = new CSSStyleSheet();
  try {
    const response = await fetch(new URL(name, import.meta.url));
    if (!response.ok) throw new Error(`status ${response.status}`);
    await sheet.replace(await response.text());
  } catch (error) {
    console.warn(`${name} could not be loaded (${error.message}); it is shown unstyled.`);
  }
  return sheet;
}
