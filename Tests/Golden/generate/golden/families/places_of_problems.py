"""Where the problems of a YAML text are, by line and column (PRO-27)."""

from ..cases import File, error

PROFILE = (
    "profile_id: one",
    "name: One",
    'version: "1.0"',
    "detection_rules: {loudness_dbfs: [-16, -12], crest_db: [10, 14], zero_crossing_rate: [0.1, 0.2]}",
    "processing_targets: {loudness_change_db: 1, crest_change_db: 0, centroid_change_hz: 1}",
    "training: {source: made, tracks: 0}",
    "confidence: 0.5",
)
WRONG = "colour: red"


def files() -> list[File]:
    file = File(
        "profiles/places",
        "Each problem says where it is, in lines and columns that are counted from 1.",
        "Derived by hand from PRO-27: an unknown key is at its first letter.",
        requires=["profiles", "profiles-yaml"],
        method="profiles.import",
        since="2.0",
    )
    file.notes = {
        "counting": "Lines and columns begin with 1; a column is a code point, and a line ends with LF, CR or both.",
    }

    def at(id: str, description: str, text: str, line: int, column: int, field: str = "colour") -> None:
        problem = {"reason": "unknown_field", "field": field, "line": line, "column": column}
        file.case(
            id,
            description,
            "PRO-27 PRO-28",
            {"yaml": text},
            error=error("invalid_profile_text", problems={"$contains": problem}),
            flags=["counting"],
        )

    first = "".join(f"{line}\n" for line in PROFILE)
    second = first.replace("one", "two").replace("One", "Two")
    in_list = "profiles:\n  - " + "".join(f"{line}\n    " for line in PROFILE)
    at("on-the-first-line", "the first line is 1, and so is the first column", f"{WRONG}\n{first}", 1, 1)
    at("on-the-last-line", "without an end of line after it", first + WRONG, 8, 1)
    at("in-a-list", "in a list, by the key and not by its element", f"{in_list}{WRONG}\n", 9, 5)
    at(
        "in-a-mapping",
        "in a mapping within a profile",
        first.replace("training: {source: made, tracks: 0}", f"training:\n  source: made\n  tracks: 0\n  {WRONG}"),
        9,
        3,
        "training.colour",
    )
    at("behind-another", "in the second document", f"{first}---\n{second}{WRONG}\n", 16, 1)
    at("behind-comments", "comments and empty lines count", f"# é\n\n{first}\n# \n{WRONG}\n", 12, 1)
    at("after-crlf", "CR and LF are one end of a line", (first + WRONG).replace("\n", "\r\n"), 8, 1)
    at("after-cr", "so is CR alone", (first + WRONG).replace("\n", "\r"), 8, 1)
    at("behind-letters", "a code point is one column", f'{{profile_id: a, name: "é𝄞ü", {WRONG}}}\n', 1, 30)
    file.case(
        "no-profile",
        "a document that is no profile is at its beginning",
        "PRO-27 PRO-28",
        {"yaml": "# one\n---\n7\n"},
        error=error(
            "invalid_profile_text", problems=[{"reason": "not_profiles", "line": 3, "column": 1}]
        ),
        flags=["counting"],
    )
    return [file]
