// The golden cases of Tests/Golden, played to the page's own arithmetic.
import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../../../", import.meta.url);

export const builtInProfiles = JSON.parse(
  readFileSync(new URL("Spec/profiles.json", root), "utf8"),
).profiles;

// The cases of a chapter of the suite, each with its name, method and tolerances.
export function casesOf(chapter) {
  const folder = new URL(`Tests/Golden/vectors/${chapter}/`, root);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .flatMap((file) => {
      const { name, method, tolerances = [], cases } = JSON.parse(
        readFileSync(new URL(file, folder), "utf8"),
      );
      return cases.map((played) => ({
        ...played,
        name: `${name}/${played.id}`,
        method: played.method ?? method,
        tolerances,
      }));
    });
}

// The differences between an answer and a pattern (CON-13, CON-14), as sentences; empty if there are none.
// The notation of a number shows only in text, so $float and $integer compare its value here.
export function differences(actual, pattern, tolerances = [], path = "") {
  const differ = (what) => [`${path || "the result"}: ${what}`];
  if (typeof pattern === "number") return compareNumbers(actual, pattern, tolerances, path);
  if (pattern === null || typeof pattern !== "object") {
    if (actual === pattern) return [];
    return differ(`${JSON.stringify(actual)}, not ${JSON.stringify(pattern)}`);
  }
  if (Array.isArray(pattern)) {
    if (!Array.isArray(actual) || actual.length !== pattern.length) {
      return differ(`not a list of ${pattern.length}`);
    }
    return pattern.flatMap((item, index) =>
      differences(actual[index], item, tolerances, `${path}/${index}`),
    );
  }
  const [key] = Object.keys(pattern);
  if (key?.startsWith("$")) return compareMatcher(actual, key, pattern[key], tolerances, path);
  if (actual === null || typeof actual !== "object") return differ("not an object");
  return Object.entries(pattern).flatMap(([member, expected]) => {
    if (expected?.$absent === true) {
      return Object.hasOwn(actual, member) ? differ(`has ${member}`) : [];
    }
    if (!Object.hasOwn(actual, member)) return differ(`lacks ${member}`);
    return differences(actual[member], expected, tolerances, `${path}/${member}`);
  });
}

function compareNumbers(actual, expected, tolerances, path) {
  const fits = ({ at }) => new RegExp(`^${at.replaceAll("*", "[^/]+")}$`).test(path);
  const { absolute = 0, relative = 0 } = tolerances.filter(fits).at(-1) ?? {};
  const allowed = Math.max(absolute, relative * Math.abs(expected));
  const isNear = typeof actual === "number" && Math.abs(actual - expected) <= allowed;
  return isNear ? [] : [`${path}: ${actual}, not ${expected} (± ${allowed})`];
}

function compareMatcher(actual, matcher, expected, tolerances, path) {
  const differ = (what) => [`${path || "the result"}: ${what}`];
  switch (matcher) {
    case "$any":
      return typeof actual === expected ? [] : differ(`not a ${expected}`);
    case "$prefix":
      return typeof actual === "string" && actual.startsWith(expected)
        ? []
        : differ(`does not begin with "${expected}"`);
    case "$pattern":
      return typeof actual === "string" && new RegExp(`^(?:${expected})$`, "su").test(actual)
        ? []
        : differ(`does not match ${expected}`);
    case "$float":
    case "$integer":
      return compareNumbers(actual, expected, tolerances, path);
    case "$text":
      // The page reads values, so how a number was written is no longer known here.
      return differences(actual, JSON.parse(expected), tolerances, path);
    case "$all":
      return expected.flatMap((pattern) => differences(actual, pattern, tolerances, path));
    case "$anyOf":
      return expected.some(
        (pattern) => differences(actual, pattern, tolerances, path).length === 0,
      )
        ? []
        : differ(`is none of ${JSON.stringify(expected)}`);
    case "$invariant": {
      const weights = actual.map(({ weight }) => weight);
      const holds = {
        weights_sum_to_one: () =>
          Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) <= 1e-12,
        weights_descend: () =>
          weights.every((weight, index) => index === 0 || weight <= weights[index - 1]),
      };
      return holds[expected]() ? [] : differ(`breaks ${expected}`);
    }
    default:
      throw new Error(`${path}: the matcher ${matcher} is not known here.`);
  }
}
