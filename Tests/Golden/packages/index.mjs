// The suite, to be read from JavaScript.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the suite: manifest.json, vectors/, Spec/ and everything else. */
export const suite = fileURLToPath(new URL("./suite/", import.meta.url));

/** A file of the suite by its path, as a value. Numbers are those of JavaScript. */
export function read(path) {
  return JSON.parse(readFileSync(suite + path, "utf8"));
}

/** Every case file of the manifest, in its order: header and cases. */
export function* caseFiles() {
  for (const { file } of read("manifest.json").files) yield read(file);
}
