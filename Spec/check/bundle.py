"""Documents generated from the schemas, so that each schema is written once.

openrpc.json is generated completely. openapi.yaml and asyncapi.yaml are written by hand down to the line
MARK; the schemas that they refer to are generated after it.
"""

import json
import posixpath
from typing import Any

import yaml

from spec import Spec, Unreadable, references

MARK = "# From here on made by `python3 Spec/check --write` from schemas/. Do not edit.\n"
COMPONENTS = "#/components/schemas/"


def openrpc_text(spec: Spec) -> str:
    return json.dumps(_openrpc(spec), indent=2, ensure_ascii=False) + "\n"


def with_components(spec: Spec, text: str) -> str:
    """The text of a YAML document with the schemas that its hand-written part refers to."""
    written, _, _ = text.partition(MARK)
    document = yaml.safe_load(written)
    names = [_schema_named(spec, ref) for ref in references(document) if ref.startswith(COMPONENTS)]
    made = yaml.safe_dump(
        {"schemas": _components(spec, names)}, sort_keys=False, allow_unicode=True, width=100
    )
    indented = "".join(f"  {line}" for line in made.splitlines(keepends=True))
    return written + MARK + indented


def _openrpc(spec: Spec) -> dict[str, Any]:
    methods = [_method(spec, name, stem) for name, stem in sorted(spec.methods.items())]
    names = [_schema_named(spec, ref) for ref in references(methods) if ref.startswith(COMPONENTS)]
    errors = {branch["title"]: _error(branch) for branch in spec.schemas["errors"]["oneOf"]}
    return {
        "openrpc": "1.3.2",
        "info": {
            "title": "Adaptive Mastering",
            "version": "2.0",
            "description": "JSON-RPC 2.0, one message per line of UTF-8. Parameters are by name only. "
            "Every method may also answer -32600, -32602, -32030 and -32031. "
            "Chapter 06 of the specification has the details.",
            "license": {"name": "MIT"},
        },
        "methods": methods,
        "components": {"schemas": _components(spec, names), "errors": errors},
    }


def _method(spec: Spec, name: str, stem: str) -> dict[str, Any]:
    params = _rewritten(spec.schemas[f"{stem}.params"], f"{stem}.params")
    required = params.get("required", [])
    method: dict[str, Any] = {
        "name": name,
        "summary": params["description"],
        "paramStructure": "by-name",
        "params": [
            {"name": key, "required": key in required, "schema": schema}
            for key, schema in params["properties"].items()
        ],
    }
    # Relations between parameters, which a parameter list cannot express.
    rules = {key: params[key] for key in ("oneOf", "allOf") if key in params}
    if rules:
        method["x-params-schema"] = rules
    result = spec.schemas.get(f"{stem}.result")
    if result is not None:
        method["result"] = {"name": "result", "schema": _body(_rewritten(result, f"{stem}.result"))}
    method["errors"] = [
        {"$ref": f"#/components/errors/{code}"}
        for code in spec.schemas[f"{stem}.params"]["x-errors"]
    ]
    return method


def _error(branch: dict[str, Any]) -> dict[str, Any]:
    data = branch["properties"]["data"]
    return {
        "code": branch["properties"]["code"]["const"],
        "message": branch["description"],
        "data": data,
    }


def _components(spec: Spec, names: list[str]) -> dict[str, Any]:
    """These schemas and all that they refer to, by component name."""
    found: dict[str, Any] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if _component(name) in found:
            continue
        body = _rewritten(spec.schemas[name], name)
        found[_component(name)] = _body(body)
        waiting += [_schema_named(spec, ref) for ref in references(body)]
    return dict(sorted(found.items()))


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value for key, value in schema.items() if key not in ("$schema", "$id", "x-errors")
    }


def _component(name: str) -> str:
    return name.replace("/", ".")


def _schema_named(spec: Spec, reference: str) -> str:
    """The name of the schema that a component reference points to."""
    component = reference.removeprefix(COMPONENTS).split("/")[0]
    for name in spec.schemas:
        if _component(name) == component:
            return name
    raise Unreadable(f"schemas/: {reference} leads to no schema")


def _rewritten(value: Any, name: str) -> Any:
    """The value with this schema's references turned into component references."""
    if isinstance(value, list):
        return [_rewritten(element, name) for element in value]
    if not isinstance(value, dict):
        return value
    result = {key: _rewritten(member, name) for key, member in value.items()}
    reference = value.get("$ref")
    if isinstance(reference, str):
        file, _, fragment = reference.partition("#")
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(name), file))
            if file
            else name + ".json"
        )
        result["$ref"] = COMPONENTS + _component(target.removesuffix(".json")) + fragment
    return result
