// Style sheets for shadow roots. A constructed sheet is none of the inline styles that a strict
// Content-Security-Policy forbids, is parsed once for all elements, and is there before the first of
// them is drawn, which a <link> in the shadow root would not be.

/** The sheet at an address beside this module; empty where it cannot be had. */
export async function stylesheet(name) {
  const sheet = new CSSStyleSheet();
  try {
    const response = await fetch(new URL(name, import.meta.url));
    if (!response.ok) throw new Error(`status ${response.status}`);
    await sheet.replace(await response.text());
  } catch (error) {
    console.warn(`${name} could not be had (${error.message}); it is shown unstyled.`);
  }
  return sheet;
}
