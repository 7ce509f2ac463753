"""OpenRPC, OpenAPI and AsyncAPI."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from openapi_spec_validator import OpenAPIV31SpecValidator

import bundle
from spec import Spec, pointed_at, read_json, read_yaml, references

# The meta-schemas of OpenRPC and AsyncAPI are only available online; these are our own, and modest.
META = Path(__file__).parent / "metaschemas"


def check_openrpc(spec: Spec) -> Iterator[str]:
    document = spec.openrpc
    yield from _structure("openrpc.json", document)
    yield from _local_references("openrpc.json", document)
    yield from _component_schemas("openrpc.json", document)
    names = [method["name"] for method in document.get("methods", []) if "name" in method]
    for name in names:
        if names.count(name) > 1:
            yield f"openrpc.json: {name} stands twice"
    if (spec.root / "openrpc.json").read_text(encoding="utf-8") != bundle.openrpc_text(spec):
        yield "openrpc.json: differs from the schemas; run python3 Spec/check --write"


def check_openapi(spec: Spec) -> Iterator[str]:
    document = read_yaml(spec.root / "openapi.yaml")
    dead = list(_local_references("openapi.yaml", document))
    if dead:
        # The validator would stop at the first error with a page of text.
        yield from dead
        return
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        yield f"openapi.yaml: /{'/'.join(map(str, error.path))}: {' '.join(error.message.split())[:160]}"
        break
    yield from _made_from_schemas(spec, "openapi.yaml", document)


def check_asyncapi(spec: Spec) -> Iterator[str]:
    document = read_yaml(spec.root / "asyncapi.yaml")
    yield from _structure("asyncapi.yaml", document)
    yield from _made_from_schemas(spec, "asyncapi.yaml", document)


def _made_from_schemas(spec: Spec, file: str, document: Any) -> Iterator[str]:
    yield from _local_references(file, document)
    yield from _component_schemas(file, document)
    text = (spec.root / file).read_text(encoding="utf-8")
    if text != bundle.with_components(spec, text):
        yield f"{file}: its schemas are not those of schemas/; run python3 Spec/check --write"


def _structure(file: str, document: Any) -> Iterator[str]:
    meta = Draft202012Validator(read_json(META / (file.split(".")[0] + ".json")))
    for error in sorted(meta.iter_errors(document), key=lambda error: list(map(str, error.path))):
        yield f"{file}: /{'/'.join(map(str, error.path))}: {' '.join(error.message.split())[:160]}"


def _local_references(file: str, document: Any) -> Iterator[str]:
    for reference in sorted(set(references(document))):
        if not pointed_at(document, reference):
            yield f"{file}: $ref {reference} leads nowhere"


def _component_schemas(file: str, document: Any) -> Iterator[str]:
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            yield f"{file}: component {name} is not a schema: {error.message}"
