"""Sessions with the official client library."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any
from unittest import mock

import anyio
import jsonschema
import mcp.client.session
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from shelf import Shelf

TOOLS = ["measure", "loudness", "compare", "recommend", "explain", "search_library",
         "analyze_library", "profiles_list", "profiles_show", "profiles_check", "profiles_learn", "render",
         "predicted_vs_measured", "conformance_check"]
OLDER = "2025-06-18"
# The instructions for starting the library.
ERAS = ("2026-07-28", "auto", "legacy", OLDER)
WRITING = ("profiles_learn", "render", "conformance_check")


@asynccontextmanager
async def client(shelf: Shelf, era: str) -> AsyncIterator[Client]:
    parameters = StdioServerParameters(
        command=shelf.command, args=shelf.arguments, env=shelf.environment)
    # Of the revisions with sessions, the library requests its newest; it has no option for another.
    wish = (mock.patch.object(mcp.client.session, "LATEST_HANDSHAKE_VERSION", era)
            if era == OLDER else nullcontext())
    with wish:
        mode = "legacy" if era == OLDER else era
        async with Client(parameters, mode=mode, read_timeout_seconds=600) as session:
            yield session


async def value(session: Client, tool: str, **arguments: Any) -> Any:
    """A tool's result; it must match the tool's own output schema and come with a short text."""
    tools = {entry.name: entry for entry in (await session.list_tools()).tools}
    jsonschema.validate(arguments, tools[tool].input_schema)
    result = await session.call_tool(tool, arguments)
    text = result.content[0].text
    assert not result.is_error, f"{tool}: {text}"
    assert 0 < len(text) < 4000, text
    jsonschema.validate(result.structured_content, tools[tool].output_schema)
    return result.structured_content


async def refusal(session: Client, tool: str, **arguments: Any) -> str:
    """The code with which a tool fails."""
    result = await session.call_tool(tool, arguments)
    assert result.is_error, result.structured_content
    assert result.structured_content is None
    return result.content[0].text.split(":")[0]


async def negotiation(shelf: Shelf, era: str) -> str:
    async with client(shelf, era) as session:
        version = session.protocol_version
        expected = {"legacy": "2025-11-25", OLDER: OLDER}.get(era, "2026-07-28")
        assert version == expected, version
        assert (await session.list_tools()).tools
        assert session.server_info is None or session.server_info.name == "adaptive-mastering"
        return version


async def lists(shelf: Shelf, era: str) -> str:
    async with client(shelf, era) as session:
        tools = (await session.list_tools()).tools
        assert [tool.name for tool in tools] == TOOLS, [tool.name for tool in tools]
        for tool in tools:
            for schema in (tool.input_schema, tool.output_schema):
                jsonschema.Draft202012Validator.check_schema(schema)
                assert schema["type"] == "object"
            assert tool.description and tool.title
            assert tool.annotations.destructive_hint is False
            assert tool.annotations.read_only_hint is (tool.name not in WRITING)
        again = await session.list_tools(cache_mode="bypass")
        assert again.tools == tools
        resources = (await session.list_resources()).resources
        for resource in resources:
            contents = (await session.read_resource(str(resource.uri))).contents
            assert contents[0].text, resource.uri
        assert (await session.list_resource_templates()).resource_templates
        try:
            await session.read_resource("mastering://nothing")
        except MCPError as error:
            # The revision is given, because on a busy machine a library that negotiates may settle for an
            # older one.
            is_stateless = session.protocol_version == "2026-07-28"
            assert error.code == (-32602 if is_stateless else -32002), error.code
        else:
            raise AssertionError("an unknown resource was read")
        return f"{len(tools)} tools, {len(resources)} resources"


async def tools(shelf: Shelf, era: str) -> str:
    hybrid, other = shelf.path(shelf.HYBRID), shelf.path(f"album/{shelf.OTHER}")
    async with client(shelf, era) as session:
        measured = await value(session, "measure", path=hybrid)
        recommended = await value(session, "recommend", path=hybrid)
        assert recommended["is_hybrid"] and recommended["fingerprint"] == measured["fingerprint"]
        sure = await value(session, "recommend", path=hybrid, confidence_threshold=0, top_k=1)
        assert not sure["is_hybrid"] and sure["top_k"] == 1
        again = await value(session, "recommend", fingerprint=measured["fingerprint"])
        assert again["primary_profile_id"] == recommended["primary_profile_id"]
        weighed = await value(session, "recommend", path=hybrid, weighting="dimension")
        assert weighed["blend"]["source"] == "dimension"
        assert {key: weighed[key] for key in recommended} == recommended
        blend = [{"profile_id": member["profile_id"], "weight": weight}
                 for member, weight in zip(recommended["weighted_profiles"], (3, 1))]
        mixed = (await value(session, "recommend", path=hybrid, blend=blend))["blend"]
        assert mixed["source"] == "manual"
        assert [member["weights"]["crest"] for member in mixed["members"]] == [0.75, 0.25]
        tasted = await value(session, "recommend", path=hybrid, taste=True)
        assert tasted["blend"]["source"] == "taste" and tasted["blend"]["taste"]["decisions"] == 1
        assert {key: tasted[key] for key in recommended} == recommended
        explained = await value(session, "explain", path=hybrid)
        assert explained["recommendation"] == recommended
        scores = [entry["score"] for entry in explained["ranking"]]
        assert scores == sorted(scores, reverse=True) and len(scores) == 3
        assert abs(scores[0] - recommended["confidence_score"]) < 1e-12
        loudness = await value(session, "loudness", path=other)
        assert -60 < loudness["integrated_lufs"] < 0
        compared = await value(session, "compare", first=hybrid, second=other)
        assert compared["first"] == measured["fingerprint"]
        for metric, difference in compared["difference"].items():
            assert abs(compared["second"][metric] - compared["first"][metric] - difference) < 1e-9
        profiles = (await value(session, "profiles_list"))["profiles"]
        shown = await value(session, "profiles_show", profile_id=profiles[0]["profile_id"])
        assert shown["profile"] == profiles[0]
        checked = await value(session, "profiles_check", yaml="profiles:\n  - profile_id: 7\n")
        assert not checked["is_valid"] and checked["problems"][0]["message"]
        judged = await value(session, "conformance_check", host="own", filter="recommendation/worked*")
        assert judged["is_well"] and judged["totals"]["pass"] > 0
        for code, tool, arguments in [
            ("unknown_profile", "profiles_show", {"profile_id": "none"}),
            ("invalid_params", "conformance_check", {"host": "rm -rf /"}),
            ("invalid_params", "recommend", {}),
            ("invalid_top_k", "recommend", {"path": hybrid, "top_k": 0}),
            ("unsupported_format", "measure", {"path": shelf.path("broken.wav")}),
        ]:
            assert await refusal(session, tool, **arguments) == code, (tool, arguments)
        return f"{recommended['primary_profile_id']} {recommended['confidence_score']:.3f}"


async def library(shelf: Shelf, era: str) -> str:
    heard: list[tuple[float, float | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append((progress, total))

    async with client(shelf, era) as session:
        found = await value(session, "search_library", query="AMEN full")
        assert [track["path"] for track in found["tracks"]] == [shelf.path(shelf.HYBRID)]
        everything = await value(session, "search_library", limit=2)
        assert everything["total"] == 3 and len(everything["tracks"]) == 2
        rest = await value(session, "search_library", limit=2, offset=2)
        assert len(rest["tracks"]) == 1
        unknown = (await session.read_resource("mastering://library")).contents[0].text
        assert '"measured": 0' in unknown and '"not_reached": 3' in unknown, unknown
        result = await session.call_tool("analyze_library", {}, progress_callback=hear)
        summary = result.structured_content["summary"]
        assert (summary["measured"], summary["failed"]) == (2, 1), summary
        assert heard and heard == sorted(heard) and heard[-1][1] == 3, heard
        failures = result.structured_content["failures"]
        assert [failure["path"] for failure in failures] == [shelf.path("broken.wav")], failures
        known = (await value(session, "analyze_library", folder=shelf.path("album")))["summary"]
        assert (known["files"], known["from_cache"], known["measured"]) == (1, 1, 0), known
        remembered = (await session.read_resource("mastering://library")).contents[0].text
        assert '"from_cache": 2' in remembered, remembered
        return f"{summary['measured']} measured, {len(heard)} reports"


async def files(shelf: Shelf, era: str) -> str:
    before = shelf.everything()
    source = shelf.path(shelf.HYBRID)
    made = shelf.path(f"{era}.flac")
    async with client(shelf, era) as session:
        for path in [str(shelf.private / "secret.flac"), shelf.path("../private/secret.flac"),
                     shelf.path("link.flac"), shelf.path("door/secret.flac"), "/etc/passwd"]:
            for tool, arguments in [("measure", {"path": path}), ("loudness", {"path": path}),
                                    ("compare", {"first": source, "second": path}),
                                    ("render", {"path": path}), ("recommend", {"path": path}),
                                    ("predicted_vs_measured", {"original": source, "mastered": path})]:
                assert await refusal(session, tool, **arguments) == "path_not_allowed", (tool, path)
        assert await refusal(session, "analyze_library", folder=str(shelf.private)) == "path_not_allowed"
        tracks = (await value(session, "search_library"))["tracks"]
        assert not any("secret" in track["path"] for track in tracks), tracks
        dry = await value(session, "render", path=source, output=made)
        assert dry["written"] is None and shelf.everything() == before
        assert await refusal(session, "render", path=source, dry_run=False) == "invalid_params"
        for output in [str(shelf.private / "out.flac"), shelf.path("door/out.flac"),
                       shelf.path("../out.flac"), shelf.path("link.flac")]:
            code = await refusal(session, "render", path=source, dry_run=False, output=output)
            assert code == "path_not_allowed", (output, code)
        for output in [source, shelf.path(f"album/{shelf.OTHER}")]:
            code = await refusal(session, "render", path=source, dry_run=False, output=output)
            assert code == "output_refused", (output, code)
        assert shelf.everything() == before
        done = await value(session, "render", path=source, dry_run=False, output=made)
        assert done["written"] == made and done["report"] == dry["report"]
        assert await refusal(session, "render", path=source, dry_run=False, output=made) == "output_refused"
        after = shelf.everything()
        assert {path: after[path] for path in before} == before and set(after) - set(before) == {made}
        compared = await value(session, "predicted_vs_measured", original=source, mastered=made)
        achieved = done["report"]["loudness_db"]["achieved"]
        assert abs(compared["loudness_db"]["measured"] - achieved) < 0.2, (compared, achieved)
        (shelf.music / f"{era}.flac").unlink()
        return f"loudness {achieved:+.2f} dB"


async def learning(shelf: Shelf, era: str) -> str:
    heard: list[tuple[float, float | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append((progress, total))

    mixes, masters = shelf.pairs(4)
    try:
        before = shelf.everything()
        async with client(shelf, era) as session:
            result = await session.call_tool(
                "profiles_learn", {"before": mixes, "after": masters}, progress_callback=hear)
            told = result.structured_content
            assert not result.is_error, result.content[0].text
            assert told["written"] is None and shelf.everything() == before
            assert heard and heard == sorted(heard) and heard[-1][1] == 5, heard
            report = told["report"]
            # Each master is half as loud; the link that leads out of the folder is not analysed.
            assert report["pairs"] == 4 and len(report["refused"]) == 1, report
            assert "leak" in report["refused"][0]["name"], report["refused"]
            assert abs(report["change"]["loudness_db"] + 6.02) < 0.01, report["change"]
            made = shelf.path("learned.yaml")
            for output in [str(shelf.private / "out.yaml"), shelf.path("door/out.yaml"),
                           shelf.path("../out.yaml")]:
                code = await refusal(session, "profiles_learn", before=mixes, after=masters, output=output)
                assert code == "path_not_allowed", (output, code)
            for output in [shelf.path(shelf.HYBRID), shelf.path("out.txt"), shelf.path(".out.yaml")]:
                code = await refusal(session, "profiles_learn", before=mixes, after=masters, output=output)
                assert code == "output_refused", (output, code)
            for code, arguments in [
                ("path_not_allowed", {"before": str(shelf.private), "after": masters}),
                ("nothing_to_learn", {"before": mixes, "after": mixes}),
                ("file_not_found", {"before": shelf.path("nowhere"), "after": masters}),
                ("invalid_params", {"before": mixes}),
            ]:
                assert await refusal(session, "profiles_learn", **arguments) == code, arguments
            assert shelf.everything() == before
            done = await value(session, "profiles_learn", before=mixes, after=masters, output=made,
                               profile_id="mine")
            assert done["written"] == made
            text = (shelf.music / "learned.yaml").read_text()
            assert text == done["report"]["yaml"] and "mine" in text
            checked = await value(session, "profiles_check", yaml=text)
            assert checked["is_valid"] and checked["profiles"] == ["mine"], checked
            code = await refusal(session, "profiles_learn", before=mixes, after=masters, output=made)
            assert code == "output_refused"
            after = shelf.everything()
            assert {path: after[path] for path in before} == before and set(after) - set(before) == {made}
            towards = await value(session, "profiles_learn", references=masters, own=mixes)
            assert abs(towards["report"]["change"]["loudness_db"] + 6.02) < 0.01
            return f"{len(heard)} reports, loudness {report['change']['loudness_db']:+.2f} dB"
    finally:
        shelf.remove_pairs()


async def cancelling(shelf: Shelf, era: str) -> None:
    """After a caller cancels a call, the server still answers."""
    async with client(shelf, era) as session:
        with anyio.move_on_after(0.05) as scope:
            await session.call_tool("conformance_check", {"host": "own"})
        assert scope.cancelled_caught
        with anyio.fail_after(30):
            assert (await value(session, "profiles_list"))["profiles"]


CHECKS = {"negotiation": negotiation, "lists": lists, "tools": tools, "library": library,
          "files": files, "learning": learning, "cancelling": cancelling}
