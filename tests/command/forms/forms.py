"""A form that several tests fill."""

from banyan.command.forms.form import decode

PIT = {
    "id": "pit", "version": 1,
    "title": {"zh": "路面坑洞", "en": "Pothole"},
    "schema": {
        "type": "object",
        "properties": {
            "state": {"enum": ["open", "fenced"]},
            "width": {"type": "number", "minimum": 0},
            "length": {"type": "number", "minimum": 0},
            "area": {"type": "number"},
            "lane": {"type": "string", "maxLength": 5},
            "phone": {"type": "string", "pattern": "^[0-9]+$"},
            "seen": {"type": "string", "format": "date-time"},
            "photos": {"type": "array", "items": {"type": "object", "required": ["ref"]}},
        },
        "required": ["state", "lane"],
    },
    "rules": [
        {"show": "lane", "when": {">": [{"field": "area"}, 1]}},
        {"compute": "area", "value": {"*": [{"field": "width"}, {"field": "length"}]}},
        {"show": "width", "when": {"=": [{"field": "state"}, "open"]}},
        {"show": "length", "when": {"=": [{"field": "state"}, "open"]}},
        {"require": "phone", "when": {"not": {"given": "photos"}}},
    ],
    "labels": {"lane": {"zh": "车道", "en": "Lane"}},
    "prefill": {"phone": "reporter.phone", "area": "survey.area"},
}
FORM = decode(PIT)
