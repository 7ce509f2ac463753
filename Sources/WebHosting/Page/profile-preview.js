// What profiles would change in the library, before they are kept: asking the server, and the words for
// its answer.

import { count, fixed } from "./numbers.js";
import { failure } from "./words.js";

/** The longest body of a request that the server reads. */
export const MOST_BYTES = 64 * 1024;

/** What is said of a file whose request would be longer. */
export const TOO_LARGE = "The file is too large to be sent. Compare it with mastering profiles preview.";

const UNREACHABLE = "The server cannot be reached.";

/**
 * Compares the whole library page by page.
 *
 * @param bytes the file with the profiles, an ArrayBuffer
 * @param fetch a `fetch` that sends the token
 * @param arrived called after each page with the number of compared tracks, and of all
 * @returns `{added, compared, unmeasured, changed}`, or `{sentences}`: why there is no comparison
 */
export async function preview(bytes, { fetch, signal, arrived = () => {} }) {
  const yaml = text(bytes);
  if (yaml === null) return { sentences: ["The file is not text in UTF-8."] };
  const found = { added: [], compared: 0, unmeasured: 0, changed: [] };
  for (let offset = 0; offset !== null; ) {
    const body = JSON.stringify({ yaml, offset });
    if (new TextEncoder().encode(body).length > MOST_BYTES) {
      return { sentences: [TOO_LARGE] };
    }
    let [response, page] = [null, null];
    try {
      response = await fetch("/api/library/map/preview", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
        signal,
      });
      page = await response.json();
    } catch (error) {
      if (signal?.aborted) throw error;
      return { sentences: [UNREACHABLE] };
    }
    if (!response.ok) return { sentences: problemSentences(page.error ?? { code: "", message: "" }) };
    found.added = page.added;
    found.compared += page.compared;
    found.unmeasured += page.unmeasured;
    found.changed.push(...page.changed);
    offset = page.next_offset;
    arrived(offset ?? page.total, page.total);
  }
  return found;
}

function text(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** What is wrong with a text of profiles, a sentence for each listed problem; or why the server refused. */
export function problemSentences(error) {
  const { problems, problem_count: total } = error;
  if (problems === undefined) {
    const { title, sentences } = failure(error, "The profiles cannot be compared");
    return [`${title}.`, ...sentences.map(sentence)];
  }
  const sentences = problems.map(({ message }) => sentence(message));
  if (total > problems.length) sentences.push(`There are ${count(total - problems.length)} more problems.`);
  return sentences;
}

const sentence = (words) => `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;

/** How many recommendations the profiles would change, and what was left out. */
export function previewWords({ compared, unmeasured, changed }) {
  const tracks = compared === 1 ? "1 track" : `${count(compared)} tracks`;
  const words =
    compared === 0
      ? "No track is measured yet, so nothing can be compared."
      : `${count(changed.length)} of ${tracks} would be recommended otherwise.`;
  if (unmeasured === 0 || compared === 0) return words;
  const others = unmeasured === 1 ? "1 track is" : `${count(unmeasured)} tracks are`;
  return `${words} ${others} not measured yet.`;
}

/** The names of the profiles that are tried. */
export function triedWords(added) {
  const names = added.slice(0, 3).map(({ name }) => `“${name}”`);
  const more = added.length - names.length;
  return `Trying ${names.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}.`;
}

/** One side of a changed recommendation: the profile, and the change in loudness, crest and brightness. */
export function sideWords({ profile_name: name, is_hybrid: isHybrid, change }) {
  if (name === null) return "no profile";
  const { loudness_db: loudness, crest_db: crest, centroid_hz: centroid } = change;
  const numbers = [
    `${fixed(loudness, 1, { signed: true })}\u00a0dB`,
    `${fixed(crest, 1, { signed: true })}\u00a0dB crest`,
    `${fixed(centroid, 0, { signed: true })}\u00a0Hz`,
  ];
  return `${isHybrid ? "a blend led by " : ""}${name} (${numbers.join(", ")})`;
}
