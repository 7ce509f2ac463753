// Keys that work everywhere, except where an element needs them itself.

const TEXT_FIELDS = "input:not([type=range]), textarea, [contenteditable]";
const CONTROLS = "button, a[href], select, input, textarea, summary";

/**
 * @param toggle plays and pauses, by the space bar
 * @param search moves to the search, by the slash
 * @param compare switches between original and mastered, by M
 */
export function listenForShortcuts({ toggle, search, compare }) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    // Within shadow roots, too.
    const [target] = event.composedPath();
    const isIn = (selector) => target instanceof Element && target.matches(selector);
    if (event.key === "/" && !isIn(TEXT_FIELDS)) search();
    else if (event.key === " " && !isIn(CONTROLS)) toggle();
    else if (event.key.toLowerCase() === "m" && !isIn(TEXT_FIELDS) && !isIn("select")) compare();
    else return;
    event.preventDefault();
  });
}
