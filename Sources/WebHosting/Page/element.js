// Creates elements in one line each.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children. `text` is its text, `on` its listeners by event; an
 * attribute that is false or null is omitted, and one that is true has no value.
 */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for SVG elements. */
export function shape(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, { text, on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

/** Sets a text only if it differs, so that nothing is redrawn or announced needlessly. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
