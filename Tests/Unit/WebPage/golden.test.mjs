import assert from "node:assert/strict";
import { test } from "node:test";

import { InvalidMessage, readMessage } from "../../../Sources/WebHosting/Page/messages.js";
import { reasoning } from "../../../Sources/WebHosting/Page/reasoning.js";
import { ranked, recommended, ScoringError } from "../../../Sources/WebHosting/Page/scoring.js";
import { builtInProfiles, casesOf, differences } from "./support/golden.mjs";

// A port's methods, implemented by the page's modules.
const methods = {
  "ranking.rank": ({ fingerprint, profiles = builtInProfiles, top_k: topK }) => ({
    ranking: ranked(profiles, fingerprint, topK).map(({ profile, score, dimensions }) => ({
      profile_id: profile.profile_id,
      profile_name: profile.name,
      score,
      dimensions,
    })),
  }),
  "recommendation.weighted": ({
    fingerprint,
    profiles = builtInProfiles,
    confidence_threshold: confidenceThreshold,
    top_k: topK,
    track_id: trackId,
    ceiling_dbtp: ceiling = -1,
    weighting = "plain",
  }) => {
    const headroom = {
      basis: "estimate",
      peak_dbtp: fingerprint?.peak_dbfs,
      ceiling_dbtp: ceiling,
    };
    const options = { confidenceThreshold, topK, headroom, weighting };
    const answer = recommended(profiles, fingerprint, options);
    const words = reasoning(answer, ranked(profiles, fingerprint, topK));
    return { ...(trackId === undefined ? {} : { track_id: trackId }), ...answer, reasoning: words };
  },
  "recommendation.single": (params) =>
    methods["recommendation.weighted"]({ ...params, confidence_threshold: 0 }),
};

// Whether a case concerns the page. The server checks profiles and other parameters; the page gets
// its catalogue from there and opens no files.
function concernsThePage({ method, params, expect }) {
  if (!Object.hasOwn(methods, method) || params === undefined) return false;
  if (Object.hasOwn(params, "path")) return false;
  const code = expect.error?.data.code;
  return (
    code === undefined ||
    ["invalid_threshold", "invalid_top_k", "invalid_fingerprint", "no_profiles"].includes(code)
  );
}

const fewest = { similarity: 100, ranking: 100, recommendation: 100, headroom: 5, "dimension-weights": 20 };
for (const [chapter, count] of Object.entries(fewest)) {
  test(`the page answers the golden cases of ${chapter} to the last bit`, () => {
    const cases = casesOf(chapter).filter(concernsThePage);
    assert.ok(cases.length >= count, `only ${cases.length} cases were found`);
    const failed = cases.flatMap((played) => {
      const found = outcome(played);
      return found.length === 0 ? [] : [`${played.name}: ${found.join("; ")}`];
    });
    assert.deepEqual(failed, []);
  });
}

function outcome({ method, params, expect, tolerances }) {
  try {
    return differences(methods[method](params), expect.result ?? "an error", tolerances);
  } catch (error) {
    if (!(error instanceof ScoringError)) throw error;
    const expected = expect.error?.data.code ?? "a result";
    return error.code === expected ? [] : [`${error.code}, not ${expected}`];
  }
}

test("the page reads the golden messages as a client must", () => {
  // JSON.parse drops duplicate keys, and does not limit the depth or length of a text.
  const isBeyondJSONParse = ({ requires = [] }) => requires.includes("strict-json");
  const cases = casesOf("messages").filter(
    (played) =>
      played.method === "message.check" &&
      typeof played.params?.text === "string" &&
      !isBeyondJSONParse(played),
  );
  assert.ok(cases.length >= 150, `only ${cases.length} cases were found`);
  const failed = cases.flatMap(({ name, params, expect }) => {
    const found = messageOutcome(params.text, expect);
    return found.length === 0 ? [] : [`${name}: ${found.join("; ")}`];
  });
  assert.deepEqual(failed, []);
});

function messageOutcome(text, expect) {
  try {
    const message = readMessage(text);
    const known = message !== null;
    return differences(known ? { known, type: message.type } : { known }, {
      known: expect.result?.known ?? "an error",
      ...(known && expect.result ? { type: expect.result.type } : {}),
    });
  } catch (error) {
    if (!(error instanceof InvalidMessage)) throw error;
    return differences(
      { path: error.path, reason: error.reason },
      expect.error?.data
        ? { path: expect.error.data.path, reason: expect.error.data.reason }
        : "a message",
    );
  }
}

test("a difference in the last bit is detected", () => {
  const [played] = casesOf("recommendation").filter(({ expect }) => expect.result?.is_hybrid);
  const answer = methods[played.method](played.params);
  answer.confidence_score += Number.EPSILON / 4;
  assert.notDeepEqual(differences(answer, played.expect.result), []);
});
