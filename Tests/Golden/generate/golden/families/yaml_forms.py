"""The forms that YAML 1.2 gives a text, a list and a mapping: each is one profile, or is refused.

Expected values follow from the YAML specification (yaml.org/spec/1.2.2): chapters 6 (lines, comments,
directives), 7 (flow styles), 8 (block styles) and 9 (documents). The cases follow YAML 1.2.2 and leave out the tabs
that a reader may refuse (PRO-51).
"""

import json
from typing import Any

from ..cases import File, error, step

HEAD = """\
profile_id: ID
name: Form
version: "1.0"
detection_rules:
  loudness_dbfs: [-20, -16]
  crest_db: [14, 18]
  zero_crossing_rate: [0.02, 0.06]
processing_targets:
  loudness_change_db: 1.5
  crest_change_db: -0.5
  centroid_change_hz: 120
training:
  source: my shelf
  tracks: 12
confidence: 0.75
"""
PROFILE: dict[str, Any] = {
    "profile_id": "ID",
    "name": "Form",
    "version": "1.0",
    "description": "",
    "detection_rules": {
        "loudness_dbfs": [-20.0, -16.0],
        "crest_db": [14.0, 18.0],
        "zero_crossing_rate": [0.02, 0.06],
    },
    "processing_targets": {
        "loudness_change_db": 1.5,
        "crest_change_db": -0.5,
        "centroid_change_hz": 120.0,
    },
    "training": {"source": "my shelf", "tracks": 12},
    "confidence": 0.75,
}
SOURCE = "Derived by hand from YAML 1.2.2, chapters 6 to 9."


def files() -> list[File]:
    return [_texts(), _structures(), _refused()]


def _file(name: str, overview: str) -> File:
    return File(
        f"profiles/{name}",
        overview,
        SOURCE,
        requires=["profiles", "profiles-yaml"],
        since="2.0",
        open=["", "/profile"],
    )


def _is_read(file: File, id: str, description: str, yaml: str, *profiles: dict[str, Any]) -> None:
    """The text is imported, each profile is there, and they are removed again."""
    # What a failure leaves behind is not in the way of the next case.
    yaml = yaml.replace("ID", id)
    profiles = tuple(
        one | {"profile_id": one["profile_id"].replace("ID", id)} for one in profiles or (PROFILE,)
    )
    added = [{"profile_id": one["profile_id"], "version": one["version"]} for one in profiles]
    file.case(
        id,
        description,
        "PRO-23 PRO-28 PRO-51",
        steps=[
            step("profiles.import", {"yaml": yaml}, result={"added": added}),
            *(
                step("profiles.get", {"profile_id": one["profile_id"]}, result={"profile": one})
                for one in profiles
            ),
            *(
                step(
                    "profiles.remove",
                    {"profile_id": one["profile_id"]},
                    result={"profile_id": one["profile_id"], "versions": [one["version"]]},
                )
                for one in profiles
            ),
        ],
    )


# MARK: Texts


def _texts() -> File:
    file = _file("forms-of-texts", "What the forms of a text in YAML mean.")

    def text(id: str, description: str, written: str, meant: str, after: str = "") -> None:
        yaml = f"{HEAD}description: {written}\n{after}"
        _is_read(file, id, description, yaml, PROFILE | {"description": meant})

    def first(id: str, description: str, written: str, meant: str) -> None:
        """As the first member, so that others follow it."""
        yaml = f"description: {written}\n{HEAD}"
        _is_read(file, id, description, yaml, PROFILE | {"description": meant})

    for id, words, written, meant in (
        ("plain", "a text needs no quotes", "of warm tapes", "of warm tapes"),
        ("plain-like-an-escape", "a letter alone is one too", "x tapes", "x tapes"),
        ("plain-and-spaces", "spaces around it do not belong to it", "  of warm  tapes \t ", "of warm  tapes"),
        ("plain-and-a-comment", "a comment after it does not either", "of tapes  # mine", "of tapes"),
        ("plain-with-a-hash", "a hash within a word begins no comment", "tape#3 of# x", "tape#3 of# x"),
        ("plain-with-colons", "a colon within a word ends no key", "a:b http://x:1/y a::b", "a:b http://x:1/y a::b"),
        ("plain-with-marks", "marks that begin other things may stand within a text", "a, [b] {c} & * ! | > ' \" % @ `", "a, [b] {c} & * ! | > ' \" % @ `"),
        ("plain-like-a-dash", "a dash without a space after it begins no list", "-tape", "-tape"),
        ("plain-like-a-question", "nor does a question mark begin a key", "?tape", "?tape"),
        ("plain-like-a-colon", "nor a colon a value", ":tape", ":tape"),
        ("plain-like-a-marker", "three dashes within a line end no document", "--- x", "--- x"),
        ("plain-of-other-letters", "letters are those of Unicode", "für 名 🎚", "für 名 🎚"),
        ("plain-over-lines", "a text goes on in lines further in, which are joined by spaces", "of\n  warm\n   tapes", "of warm tapes"),
        ("plain-over-empty-lines", "empty lines between them are kept but for one", "of\n\n  warm\n\n\n  tapes", "of\nwarm\n\ntapes"),
        ("plain-over-lines-and-a-comment", "a comment ends it", "of\n  tapes # mine", "of tapes"),
        ("plain-below-its-key", "it may begin below its key", "\n  of tapes", "of tapes"),
        ("plain-below-its-key-over-lines", "and go on there", "\n  of\n  tapes", "of tapes"),
        ("plain-with-an-anchor", "an anchor is no part of it", "&mine of tapes", "of tapes"),
        ("plain-below-an-anchor", "nor one on its key's line", "&mine\n  of tapes", "of tapes"),
        ("plain-dashes-on-the-next-line", "a dash within a text is text", "of\n  - tapes", "of - tapes"),
        ("single", "in single quotes everything is text", "'of: [tapes] # \"x\" \\n'", 'of: [tapes] # "x" \\n'),
        ("single-with-a-quote", "a doubled quote is one", "'it''s'''", "it's'"),
        ("single-empty", "nothing in quotes is an empty text", "''", ""),
        ("single-and-a-comment", "a comment may follow", "'tapes'   # mine", "tapes"),
        ("single-over-lines", "lines in quotes are joined by spaces", "'of  \n   warm\n\n   tapes'", "of warm\ntapes"),
        ("single-with-spaces-inside", "spaces at its ends are kept", "'  x  '", "  x  "),
        ("double", "in double quotes too", '"of: [tapes] # x \'y\'"', "of: [tapes] # x 'y'"),
        ("double-empty", "nothing in double quotes is an empty text", '""', ""),
        ("double-like-null", "a word in quotes is a text", '"null"', "null"),
        ("double-like-a-number", "a number in quotes too", '"12"', "12"),
        ("double-over-lines", "lines are joined by spaces, without the spaces at their ends", '"of \t\n   warm\n\n   tapes"', "of warm\ntapes"),
        ("double-over-continued-lines", "a backslash at the end of a line joins without a space", '"of wa\\\n   rm\\\n   \\  tapes"', "of warm  tapes"),
        ("double-with-spaces-inside", "spaces at its ends are kept here too", '"  x  "', "  x  "),
        ("escapes-of-one-letter", "escapes of one letter", r'"\"\\\/\t\n\r\b\f\v\a\e\ \_"', "\"\\/\t\n\r\b\f\v\a\x1b \xa0"),
        ("escapes-of-line-ends", "escapes of Unicode's line ends", r'"a\Nb\Lc\Pd"', "a\x85b\u2028c\u2029d"),
        ("escapes-of-two-digits", "an x takes two digits", r'"\x41\xe9z"', "Aéz"),
        ("escapes-of-four-digits", "a u takes four", r'"\u0041\u540dz"', "A名z"),
        ("escapes-of-eight-digits", "a U takes eight", r'"\U00000041\U0001F39Az"', "A🎚z"),
        ("the-last-code-point", "up to the last code point", r'"\U0010FFFF"', "\U0010ffff"),
        ("escapes-in-capitals", "their digits may be capitals", r'"\xE9\u540D"', "é名"),
    ):
        text(id, words, written, meant)
    for id, words, written, meant in (
        ("literal", "lines after a bar stay lines", "|\n  of\n  tapes\n", "of\ntapes\n"),
        ("literal-stripped", "without the last end, if a minus says so", "|-\n  of\n  tapes\n", "of\ntapes"),
        ("literal-kept", "with all ends, if a plus says so", "|+\n  of\n  tapes\n\n\n", "of\ntapes\n\n\n"),
        ("literal-clipped", "with one end otherwise", "|\n  of\n  tapes\n\n\n", "of\ntapes\n"),
        ("literal-with-empty-lines", "empty lines stay", "|\n\n  of\n\n  tapes\n", "\nof\n\ntapes\n"),
        ("literal-with-short-empty-lines", "an empty first line does not say how far in the lines are", "|\n \n  of\n", "\nof\n"),
        ("literal-with-a-line-of-spaces", "a line of spaces further in keeps them", "|\n  of\n     \n  tapes\n", "of\n   \ntapes\n"),
        ("literal-further-in", "what is further in keeps its spaces", "|\n  of\n    warm\n  tapes\n", "of\n  warm\ntapes\n"),
        ("literal-with-a-number", "a digit says how far in the lines are", "|2\n    of\n  tapes\n", "  of\ntapes\n"),
        ("literal-with-a-number-and-a-sign", "a digit and a sign, in either order", "|1-\n  of\n tapes\n", " of\ntapes"),
        ("literal-with-a-sign-and-a-number", "the sign may come first", "|-1\n  of\n tapes\n", " of\ntapes"),
        ("literal-and-a-comment", "a comment may follow the bar", "|  # mine\n  of # tapes\n", "of # tapes\n"),
        ("literal-of-marks", "everything in it is text", "|\n  a: [b\n  - \"c\n  # d\n", "a: [b\n- \"c\n# d\n"),
        ("literal-with-a-tab", "a tab after the indentation is text", "|\n  of\n  \ttapes\n", "of\n\ttapes\n"),
        ("literal-of-nothing", "a bar without lines is an empty text", "|\n", ""),
        ("literal-with-spaces-behind", "spaces at the ends of its lines are kept", "|\n  of  \n  tapes\n", "of  \ntapes\n"),
        ("folded", "lines after an angle become one", ">\n  of\n  warm\n  tapes\n", "of warm tapes\n"),
        ("folded-stripped", "without the last end, if a minus says so", ">-\n  of\n  tapes\n", "of tapes"),
        ("folded-kept", "with all ends, if a plus says so", ">+\n  of\n  tapes\n\n", "of tapes\n\n"),
        ("folded-paragraphs", "an empty line separates paragraphs", ">\n  of\n  warm\n\n  tapes\n\n\n  mine\n", "of warm\ntapes\n\nmine\n"),
        ("folded-further-in", "lines that are further in stay lines", ">\n  of\n    warm\n    old\n  tapes\n  mine\n", "of\n  warm\n  old\ntapes mine\n"),
        ("folded-further-in-and-empty", "also beside empty ones", ">\n  of\n\n    warm\n\n  tapes\n", "of\n\n  warm\n\ntapes\n"),
        ("folded-with-a-number", "a digit says how far in the lines are", ">1\n  of\n tapes\n", " of\ntapes\n"),
        ("folded-first-empty", "empty lines before it stay", ">\n\n  of\n  tapes\n", "\nof tapes\n"),
    ):
        first(id, words, written.removesuffix("\n") if id.endswith("nothing") else written[:-1], meant)
    for id, words, written in (
        ("nothing", "nothing is an absent member", ""),
        ("a-tilde", "a tilde is null", "~"),
        ("null-as-a-word", "and so is the word", "null"),
        ("null-as-a-name", "with a capital", "Null"),
        ("null-in-capitals", "in capitals", "NULL"),
        ("nothing-but-a-comment", "a comment is nothing", " # none"),
        ("nothing-but-an-anchor", "and so is an anchor", "&none"),
        ("nothing-but-an-anchor-and-a-comment", "with a comment too", "&none # none"),
    ):
        text(id, words, written, "")
    first("nothing-before-others", "the next member is no value of the one before", "", "")
    first("an-anchor-before-others", "even if that has an anchor", "&none", "")
    text("literal-below-its-key", "a text of lines may begin below its key", "\n  |-\n  of\n  tapes", "of\ntapes")
    text("single-with-marks-of-documents", "marks within a line end no document", "'of --- warm ... tapes'", "of --- warm ... tapes")
    text("double-with-marks-of-documents", "in double quotes neither", '"of --- warm ... tapes"', "of --- warm ... tapes")
    text("at-the-end", "the text may end without a line end", "of tapes", "of tapes")
    yaml = f"{HEAD}era_estimate:\ngenre_hint: ~\n"
    _is_read(file, "nothing-where-a-number-belongs", "an absent member needs no value of its kind", yaml, PROFILE)
    _is_read(file, "nothing-to-the-end", "a key may be the end", f"{HEAD}description:", PROFILE)
    yaml = f"{HEAD}description: of tapes\n  "
    _is_read(file, "spaces-to-the-end", "spaces at the end mean nothing", yaml, PROFILE | {"description": "of tapes"})
    yaml = f"{HEAD}description: of tapes"
    _is_read(file, "without-a-last-line-end", "the last line needs no end", yaml, PROFILE | {"description": "of tapes"})
    yaml = f'{HEAD}description: |-\n  of\n  tapes'
    _is_read(file, "literal-to-the-end", "nor does the last of a text of lines", yaml, PROFILE | {"description": "of\ntapes"})
    return file


# MARK: Lists, mappings, documents


def _structures() -> File:
    file = _file("forms-of-structures", "The forms of lists, mappings and documents in YAML.")

    def same(id: str, description: str, yaml: str, *profiles: dict[str, Any]) -> None:
        _is_read(file, id, description, yaml, *profiles)

    def changed(id: str, description: str, old: str, new: str) -> None:
        assert old in HEAD, old
        same(id, description, HEAD.replace(old, new))

    loudness, training = "  loudness_dbfs: [-20, -16]\n", "training:\n  source: my shelf\n  tracks: 12\n"
    for id, words, new in (
        ("list-below", "a list may stand below its key, further in", "  loudness_dbfs:\n    - -20\n    - -16\n"),
        ("list-at-its-key", "or as far in as its key", "  loudness_dbfs:\n  - -20\n  - -16\n"),
        ("list-with-comments", "comments and empty lines between elements mean nothing", "  loudness_dbfs:\n  # low\n  - -20   # x\n\n  # high\n  - -16\n"),
        ("list-with-wide-dashes", "any number of spaces follows a dash", "  loudness_dbfs:\n  -    -20\n  -  -16\n"),
        ("list-with-elements-below", "an element may begin below its dash", "  loudness_dbfs:\n  -\n   -20\n  - -16\n"),
        ("brackets-over-lines", "brackets may span lines", "  loudness_dbfs: [\n    -20,\n\n    -16\n   ]\n"),
        ("brackets-with-a-last-comma", "a comma may come last", "  loudness_dbfs: [-20, -16, ]\n"),
        ("brackets-without-spaces", "no space is needed in brackets", "  loudness_dbfs: [-20,-16]\n"),
        ("brackets-with-spaces", "any number of spaces is allowed", "  loudness_dbfs:   [  -20  ,\t-16  ]  \n"),
        ("brackets-and-a-comment", "a comment may follow brackets", "  loudness_dbfs: [-20, -16] # x\n"),
        ("comments-in-brackets", "or stand within", "  loudness_dbfs: [-20, # low\n    # high\n    -16]\n"),
        ("brackets-with-a-comma-below", "a comma may begin a line", "  loudness_dbfs: [-20\n   , -16]\n"),
        ("brackets-below", "brackets may stand below their key", "  loudness_dbfs:\n    [-20, -16]\n"),
        ("brackets-with-an-anchor", "an anchor means nothing", "  loudness_dbfs: &range [-20, &high -16]\n"),
        ("list-with-an-anchor", "nor one above a list", "  loudness_dbfs: &range\n    - -20\n    - &high -16\n"),
        ("numbers-with-exponents", "numbers are those of JSON", "  loudness_dbfs: [-2e1, -160E-1]\n"),
        ("numbers-with-fractions", "with any number of digits", "  loudness_dbfs: [-20.000, -0.16e+2]\n"),
    ):
        changed(id, words, loudness, new)
    for id, words, new in (
        ("braces", "a mapping may stand in braces", "training: {source: my shelf, tracks: 12}\n"),
        ("braces-over-lines", "over several lines", "training: {\n  source:\n    my shelf,\n  tracks:\n  12\n }\n"),
        ("braces-with-quotes", "with keys and texts in quotes", "training: {\"source\":\"my shelf\",'tracks': 12}\n"),
        ("braces-with-a-last-comma", "with a comma at the end", "training: {source: my shelf, tracks: 12,}\n"),
        ("braces-with-text-over-lines", "a text in braces may span lines", "training: {source: my\n    shelf, tracks: 12}\n"),
        ("braces-with-text-before-a-comment", "or end before a comment", "training: {source: my shelf\n  # x\n  , tracks: 12}\n"),
        ("braces-with-text-before-the-end", "or before the end", "training: {tracks: 12, source: my\n  shelf\n  }\n"),
        ("braces-below", "braces may stand below their key", "training:\n  {source: my shelf, tracks: 12}\n"),
        ("braces-with-comments", "and contain comments", "training: {source: my shelf, # x\n  tracks: 12 # y\n }\n"),
        ("braces-with-spaces-before-colons", "a colon may be preceded by spaces", "training: {source : my shelf, tracks  : 12}\n"),
        ("keys-in-quotes", "keys may be in quotes", "\"training\":\n  'source': my shelf\n  \"tracks\": 12\n"),
        ("keys-with-escapes", "with escapes", "\"tr\\x61ining\":\n  source: my shelf\n  tracks: 12\n"),
        ("keys-with-spaces-behind", "spaces may precede a colon", "training :\n  source  : my shelf\n  tracks\t: 12\n"),
        ("a-text-of-lines-within", "a digit counts from the member's own mapping", "training:\n  source: |1-\n   my shelf\n  tracks: 12\n"),
        ("members-in-another-order", "members come in any order", "training:\n  tracks: 12\n  source: my shelf\n"),
        ("members-further-in", "members may be any number of spaces in", "training:\n        source: my shelf\n        tracks: 12\n"),
        ("one-space-in", "one is enough", "training:\n source: my shelf\n tracks: 12\n"),
        ("comments-between", "comments may be anywhere between lines", "# a\ntraining: # b\n# c\n  # d\n  source: my shelf\n      # e\n  tracks: 12\n\n  \n# f\n"),
        ("values-far-behind", "values may be far behind their colons", "training:\n  source:      my shelf\n  tracks:\t12\n"),
        ("mapping-with-an-anchor", "an anchor means nothing here either", "training: &where\n  source: &what my shelf\n  tracks: 12\n"),
    ):
        changed(id, words, training, new)

    two = HEAD.replace("profile_id: ID", "profile_id: other-ID")
    other = PROFILE | {"profile_id": "other-ID"}

    def inside(text: str, first: str, rest: str) -> str:
        lines = text.splitlines(keepends=True)
        return first + lines[0] + "".join(rest + line for line in lines[1:])

    for id, words, first, rest in (
        ("list-of-mappings", "a list of mappings", "  - ", "    "),
        ("list-of-mappings-at-its-key", "as far in as its key", "- ", "  "),
        ("list-of-mappings-below-dashes", "with each mapping below its dash", "  -\n    ", "    "),
        ("list-of-mappings-behind-wide-dashes", "or far behind it", "-   ", "    "),
        ("list-of-mappings-with-anchors", "with anchors", "- &one\n ", " "),
    ):
        yaml = "profiles:\n" + inside(HEAD, first, rest) + inside(two, first.replace("one", "two"), rest)
        same(id, words, yaml, PROFILE, other)
    for id, words, yaml in (
        ("a-directive", "a directive may precede a document", f"%YAML 1.2\n---\n{HEAD}"),
        ("two-directives", "or several", f"%YAML 1.2\n%TAG ! tag:example.org,2026:\n---\n{HEAD}"),
        ("a-directive-after-a-comment", "and comments a directive", f"# mine\n%YAML 1.2\n# x\n---\n{HEAD}"),
        ("a-marker-and-a-comment", "a comment may follow the marker", f"--- # mine\n{HEAD}"),
        ("an-end", "a document may be ended", f"{HEAD}...\n"),
        ("an-end-and-comments", "with comments behind", f"---\n{HEAD}... # x\n# y\n"),
        ("empty-lines-first", "empty lines and comments may come first", f"\n  \n# x\n\n{HEAD}"),
        ("a-mark-of-the-encoding", "a text may begin with a byte order mark", f"\ufeff{HEAD}"),
        ("other-line-ends", "lines may end in CR LF", HEAD.replace("\n", "\r\n")),
        ("old-line-ends", "or in CR alone", HEAD.replace("\n", "\r")),
        ("all-further-in", "a whole document may be further in", "".join(f"   {line}" for line in HEAD.splitlines(keepends=True))),
        ("a-key-alone-in-braces", "a key without a colon has no value", _json()[:-1] + ", description}"),
        ("a-key-alone-first-in-braces", "the next may follow", "{description, " + _json()[1:]),
        ("a-key-with-a-colon-alone-in-braces", "as if it had only a colon", "{description: , " + _json()[1:]),
        ("in-braces-behind-a-marker", "a document in braces may follow the marker", '--- {"profiles": [' + _json() + "]}\n"),
    ):
        same(id, words, yaml)
    same("two-with-an-end", "an ended document may be followed by another", f"{HEAD}...\n---\n{two}...\n", PROFILE, other)
    same("two-without-a-first-marker", "the first needs no marker", f"{HEAD}---\n{two}", PROFILE, other)
    same(
        "a-text-that-ends-a-document",
        "a text of lines ends with its document",
        f"{HEAD}description: |\n  of tapes\n---\n{two}description: of\n  tapes\n...\n",
        PROFILE | {"description": "of tapes\n"},
        other | {"description": "of tapes"},
    )
    return file


def _json() -> str:
    return (
        '{"profile_id": "ID", "name": "Form", "version": "1.0", "detection_rules": {"loudness_dbfs": '
        '[-20, -16], "crest_db": [14, 18], "zero_crossing_rate": [0.02, 0.06]}, "processing_targets": '
        '{"loudness_change_db": 1.5, "crest_change_db": -0.5, "centroid_change_hz": 120}, "training": '
        '{"source": "my shelf", "tracks": 12}, "confidence": 0.75}'
    )


# MARK: Refused


def _refused() -> File:
    file = _file("forms-refused", "What is no YAML, and what is not read although it is.")

    def refused(id: str, description: str, yaml: str, reason: str = "syntax", spec: str = "PRO-28", **more: Any) -> None:
        whole = {"profile_id": id} if "field" in more else {"field": {"$absent": True}}
        problem = {"reason": reason} | more | whole
        if reason == "syntax":
            spec += " PRO-51"
        # A host may list each of several keys.
        problems = {"$contains": problem} if id == "eight-keys-twice" else [problem]
        file.case(
            id,
            description,
            spec,
            steps=[
                step(
                    "profiles.import",
                    {"yaml": yaml.replace("ID", id)},
                    error=error("invalid_profile_text", problems=problems),
                ),
                step("profiles.get", {"profile_id": id}, error=error("unknown_profile", profile_id=id)),
            ],
        )

    def written(id: str, description: str, text: str, reason: str = "syntax", spec: str = "PRO-28") -> None:
        refused(id, description, f"{HEAD}description: {text}\n", reason, spec)

    for id, words, text in (
        ("two-colons", "a plain text contains no key", "of: tapes"),
        ("two-colons-over-lines", "nor does its next line", "of\n  warm: tapes"),
        ("a-colon-at-the-end", "nor is it one", "of tapes:"),
        ("text-behind-quotes", "nothing follows a text in quotes", '"of" tapes'),
        ("text-behind-single-quotes", "of either kind", "'of' tapes"),
        ("open-quotes", "quotes are closed", '"of tapes'),
        ("open-single-quotes", "of either kind", "'of tapes"),
        ("open-quotes-and-a-marker", "before a document ends", '"of\n---\ntapes"'),
        ("an-unknown-escape", "escapes are those that exist", r'"of \q tapes"'),
        ("too-few-digits", "an escape has its digits", r'"\x4"'),
        ("no-digits", "and they are digits", r'"\xg1"'),
        ("half-a-surrogate-pair", "an escape is a character, not half of one", r'"\ud83c"'),
        ("too-few-of-four", "all four of them", r'"\u54 d"'),
        ("too-few-of-eight", "all eight", r'"\U0001F3 x"'),
        ("beyond-unicode", "up to the last code point", r'"\U00110000"'),
        ("an-at", "a text does not begin with an at sign", "@tapes"),
        ("a-backtick", "or a backtick", "`tapes"),
        ("a-percent", "or a percent sign", "%tapes"),
        ("a-comma", "or a comma", ", tapes"),
        ("a-closing-bracket", "or a closing bracket", "] tapes"),
        ("a-closing-brace", "or a closing brace", "} tapes"),
        ("text-behind-brackets", "nothing follows brackets", "[of] tapes"),
        ("open-brackets", "brackets are closed", "[of, tapes"),
        ("open-braces", "braces too", "{of: tapes"),
        ("brackets-closed-by-a-brace", "by their own kind", "[of, tapes}"),
        ("braces-closed-by-a-bracket", "and braces by theirs", "{of: tapes]"),
        ("two-commas", "between two commas is an element", "[of,, tapes]"),
        ("a-comma-first", "and before the first", "[, tapes]"),
        ("a-list-behind-a-key", "a list of dashes begins on a line of its own", "- of tapes"),
        ("a-bar-and-text", "nothing but a comment follows a bar", "| of\n  tapes"),
        ("a-bar-and-zero", "lines are at least one space in", "|0\n  of"),
        ("a-bar-and-two-signs", "a bar has one sign", "|-+\n  of"),
        ("a-bar-and-two-digits", "and one digit", "|12\n  of"),
    ):
        written(id, words, text)
    for id, words, yaml in (
        ("a-directive-further-in", "a directive begins its line", f" %YAML 1.2\n---\n{HEAD}"),
        ("a-key-over-lines", "a key ends on its line", f'{HEAD}"descr\n  iption": x\n'),
        ("further-in-behind-quotes", "a text in quotes ends before a line further in", HEAD.replace("source: my shelf\n  tracks", 'source: "my shelf"\n    tracks')),
        ("no-colon", "a line of a mapping has a colon", f"{HEAD}description\n"),
        ("no-colon-within", "in the middle too", f"description\n{HEAD}"),
        ("further-in", "members are equally far in", f"{HEAD} description: x\n"),
        ("further-out", "and their own members too", HEAD.replace("  tracks: 12", " tracks: 12")),
        ("further-in-within", "none is further in than the first", HEAD.replace("  tracks: 12", "   tracks: 12")),
        ("a-dash-among-members", "a mapping has no elements", f"{HEAD}- x\n"),
        ("a-member-among-dashes", "a list has no members", "- x\nname: y\n"),
        ("a-tab-before-a-key", "a tab indents nothing", HEAD.replace("  tracks", "\ttracks")),
        ("an-element-further-out", "elements are equally far in", HEAD.replace("[14, 18]", "\n    - 14\n   - 18")),
        ("an-element-further-in", "none is further in than the first", HEAD.replace("[14, 18]", "\n    - [14]\n      - 18")),
        ("open-braces-at-the-end", "an open brace at the end of the text", HEAD + "description: {"),
        ("an-open-quote-at-the-end", "an open quote there", HEAD + 'description: "'),
        ("a-backslash-at-the-end", "a backslash there", HEAD + 'description: "x\\'),
    ):
        refused(id, words, yaml)
    for id, words, text in (
        ("an-alias", "an alias is refused", "*name"),
        ("an-alias-in-brackets", "in brackets too", "[x, *name]"),
        ("an-alias-in-braces", "in braces", "{x: *name}"),
        ("an-alias-below", "below its key", "\n  *name"),
    ):
        # What it means is there: otherwise it may be found to be no YAML first.
        yaml = f"training: &name {{source: x}}\ndescription: {text}\n"
        refused(id, words, yaml, "alias", "PRO-26 PRO-28")
    for id, first, opening, closing in (
        ("brackets", "", "[", "]"), ("braces", "", "{a: ", "}"), ("dashes", "\n  ", "- ", "")
    ):
        least, most = (first + opening * count + "x" + closing * count for count in (15, 16))
        refused(
            f"sixteen-{id}", "sixteen levels are read: a description is no list or mapping",
            f"{HEAD}description: {least}\n", "wrong_kind", field="description",
        )
        refused(f"seventeen-{id}", "seventeen are not", f"{HEAD}description: {most}\n", "too_deep")
    refused(
        "eight-keys-twice", "a key that stands twice is a problem of its profile, up to eight of them",
        HEAD + "name: Form\n" * 8, "repeated", "PRO-26 PRO-28", field="name",
    )
    refused(
        "nine-keys-twice", "more are a problem of the whole text",
        HEAD + "name: Form\n" * 9, "too_many_repeated_keys",
    )
    for id, words, yaml in (
        ("a-text-of-lines-alone", "a document that is a text of lines is no profile", "--- |\n  of tapes\n"),
        ("a-folded-text-alone", "nor one that is folded", ">\n  of tapes\n"),
        ("profiles-a-text", "profiles are a list", "profiles: mine\n"),
        ("profiles-a-mapping", "and no mapping", "profiles: {a: b}\n"),
    ):
        refused(id, words, yaml, "not_profiles")
    for id, written in (("infinite-with-a-plus", "+.inf"), ("infinite-in-capitals", ".INF"), ("not-a-number-in-capitals", ".NaN")):
        refused(
            id, "a number is finite, however it is written", HEAD.replace("1.5", written), "not_finite", "PRO-26",
            field="processing_targets.loudness_change_db",
        )
    many = "profiles:\n" + "- 1\n" * 101
    # Of a hundred and one, one is not listed.
    listed = {"$all": [{"$contains": {"reason": "wrong_kind", "field": "profiles"}}, {"$not": {"$elements": {"count": 101}}}]}
    file.case(
        "a-hundred-and-one", "no more than a hundred problems are listed", "PRO-28",
        steps=[step("profiles.import", {"yaml": many}, error=error("invalid_profile_text", problems=listed))],
    )
    largest = (1 << 20) - len(HEAD) - 1
    file.case(
        "of-one-mebibyte", "a text may be as long as 1 MiB", "PRO-28 PRO-23",
        exchange={
            "send": [
                {
                    "concat": [
                        '{"jsonrpc":"2.0","id":1,"method":"profiles.import","params":{"yaml":"#',
                        {"repeat": {"text": "x", "count": largest - 1}},
                        "\\n" + json.dumps(HEAD)[1:-1] + '"}}',
                    ]
                },
                '{"jsonrpc":"2.0","id":2,"method":"profiles.remove","params":{"profile_id":"ID"}}',
            ],
            "expect": [
                {"jsonrpc": "2.0", "id": 1, "result": {"added": [{"profile_id": "ID", "version": "1.0"}]}},
                {"jsonrpc": "2.0", "id": 2, "result": {"profile_id": "ID", "versions": ["1.0"]}},
            ],
        },
    )
    refused(
        "a-key-of-one-letter", "a letter is a key", "x: y\n" + HEAD, "unknown_field", field="x",
    )
    refused(
        "a-key-of-dashes", "three dashes and a letter are a key",
        "---x: y\n" + HEAD, "unknown_field", field="---x",
    )
    refused(
        "a-key-twice-within", "a key of a member may not stand twice either",
        HEAD.replace("  tracks: 12\n", "  tracks: 12\n  tracks: 12\n"), "repeated", "PRO-26 PRO-28",
        field="training.tracks",
    )
    refused(
        "a-key-twice-in-braces", "in braces too",
        HEAD.replace("\n  source: my shelf\n  tracks: 12", " {source: a, tracks: 12, source: b}"), "repeated",
        "PRO-26 PRO-28", field="training.source",
    )
    return file
