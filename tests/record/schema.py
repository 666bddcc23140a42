"""As much of JSON Schema (2020-12) as docs/record.schema.json uses; anything else is refused, not passed over."""
import re

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
TEXTS = {"$schema", "$defs", "title", "description"}


def is_type(value, name):
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def faults(schema, value, root, path="$"):
    """Every place that does not fit, as text."""
    for word in schema.keys() - TEXTS:
        yield from CHECKS[word](schema, value, root, path)


def check_ref(schema, value, root, path):
    target = root
    for part in schema["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    return faults(target, value, root, path)


def check_any(schema, value, root, path):
    tried = [list(faults(choice, value, root, path)) for choice in schema["anyOf"]]
    return min(tried, key=len) if all(tried) else []


def check_type(schema, value, root, path):
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return [] if any(is_type(value, name) for name in names) else [f"{path}: {value!r} is no {names}"]


def check_pattern(schema, value, root, path):
    return [] if not isinstance(value, str) or re.search(schema["pattern"], value) else [f"{path}: {value!r} has another form"]


def check_enum(schema, value, root, path):
    return [] if value in schema["enum"] else [f"{path}: {value!r} is none of {schema['enum']}"]


def check_const(schema, value, root, path):
    return [] if value == schema["const"] else [f"{path}: {value!r} is not {schema['const']!r}"]


def check_items(schema, value, root, path):
    for i, item in enumerate(value if isinstance(value, list) else []):
        yield from faults(schema["items"], item, root, f"{path}[{i}]")


def check_properties(schema, value, root, path):
    for name, inner in schema["properties"].items():
        if isinstance(value, dict) and name in value:
            yield from faults(inner, value[name], root, f"{path}.{name}")


def check_required(schema, value, root, path):
    return [f"{path}: lacks {name}" for name in schema["required"] if isinstance(value, dict) and name not in value]


def check_additional(schema, value, root, path):
    extra = value.keys() - schema.get("properties", {}).keys() if isinstance(value, dict) else set()
    inner = schema["additionalProperties"]
    if inner is False:
        return [f"{path}: {name} is unknown" for name in sorted(extra)]
    if inner is True:
        return []
    return [fault for name in sorted(extra) for fault in faults(inner, value[name], root, f"{path}.{name}")]


def check_bound(word, wrong):
    def check(schema, value, root, path):
        return [f"{path}: {value!r} breaks {word} {schema[word]}"] if wrong(value, schema[word]) else []
    return check


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


CHECKS = {
    "$ref": check_ref, "anyOf": check_any, "type": check_type, "pattern": check_pattern, "enum": check_enum, "const": check_const,
    "items": check_items, "properties": check_properties, "required": check_required, "additionalProperties": check_additional,
    "minItems": check_bound("minItems", lambda v, n: isinstance(v, list) and len(v) < n),
    "maxItems": check_bound("maxItems", lambda v, n: isinstance(v, list) and len(v) > n),
    "minimum": check_bound("minimum", lambda v, n: is_number(v) and v < n),
    "maximum": check_bound("maximum", lambda v, n: is_number(v) and v > n),
}
