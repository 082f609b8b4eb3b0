"""Renders the templates of ../Published and the snippets with Jinja, set up as Hugging Face's apply_chat_template does it.

python3 goldens.py    (python3 with jinja2; on Debian python3-jinja2)
"""
import datetime
import json
import pathlib

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = pathlib.Path(__file__).parent
NOW = datetime.datetime(2025, 3, 4, 5, 6, 7)


class Generation(jinja2.ext.Extension):
    """The generation block marks what a model is trained on; for a prompt it is transparent."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.Scope(body).set_lineno(line)


def environment():
    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"])

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


def render(source, **variables):
    try:
        return {"text": environment().from_string(source).render(**variables)}
    except Exception as error:  # what goes wrong is part of the golden
        return {"error": type(error).__name__}


def call(name, arguments, identifier, as_text=False):
    return {"id": identifier, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments) if as_text else arguments}}


def tool(name, description, properties, required):
    return {"type": "function", "function": {"name": name, "description": description, "parameters": {"type": "object", "properties": properties, "required": required}}}


TOOLS = [
    tool("get_weather", "Weather at a place", {"city": {"type": "string", "description": "Name of a city"}, "days": {"type": "integer"}}, ["city"]),
    tool("list_files", "Files of a folder <x> & 'y'", {"path": {"type": ["string", "null"]}, "deep": {"type": "boolean", "description": " a flag "}}, []),
]
SYSTEM = {"role": "system", "content": "You are terse."}
ASK = {"role": "user", "content": " How warm is it in Zürich? "}


def calling(as_text, content):
    return [
        ASK,
        {"role": "assistant", "content": content, "tool_calls": [call("get_weather", {"city": "Zürich", "days": 2}, "abc123def", as_text)]},
        {"role": "tool", "content": "{\"celsius\": 7.5}", "tool_call_id": "abc123def", "name": "get_weather"},
        {"role": "assistant", "content": "7.5 °C."},
        {"role": "user", "content": "Thanks"},
    ]


def parallel(as_text):
    return [
        ASK,
        {"role": "assistant", "content": "Looking.", "tool_calls": [call("get_weather", {"city": "Bern"}, "abc123de1", as_text), call("list_files", {}, "abc123de2", as_text)]},
        {"role": "tool", "content": "9", "tool_call_id": "abc123de1", "name": "get_weather"},
        {"role": "tool", "content": "[]", "tool_call_id": "abc123de2", "name": "list_files"},
    ]


CONVERSATIONS = {
    "one": [ASK],
    "system": [SYSTEM, ASK],
    "turns": [SYSTEM, ASK, {"role": "assistant", "content": " Mild. "}, {"role": "user", "content": "And 😀 \"tomorrow\"?\n\n"}],
    "thought": [ASK, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nMild."}, {"role": "user", "content": "Sure?"}],
    "disorder": [ASK, ASK],
    "call": calling(False, None),
    "call, empty content": calling(False, ""),
    "call, text arguments": calling(True, None),
    "parallel": parallel(False),
    "parallel, text arguments": parallel(True),
    "ends with assistant": [ASK, {"role": "assistant", "content": "Mild."}],
}


def main():
    goldens = []
    for path in sorted((HERE.parent / "Published").glob("*.jinja")):
        source = path.read_text(encoding="utf-8")
        for name, messages in CONVERSATIONS.items():
            for tools in (None, TOOLS):
                for generate in (True, False):
                    result = render(source, messages=messages, tools=tools, add_generation_prompt=generate, bos_token="<s>", eos_token="</s>")
                    goldens.append({"template": path.stem, "conversation": name, "tools": tools is not None, "generate": generate, **result})
    (HERE.parent / "Goldens" / "templates.json").write_text(
        json.dumps({"tools": TOOLS, "conversations": CONVERSATIONS, "renderings": goldens}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    snippets = (HERE / "snippets.txt").read_text(encoding="utf-8").split("\n---\n")
    (HERE.parent / "Goldens" / "snippets.json").write_text(
        json.dumps([{"source": source, **render(source)} for source in snippets], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


main()
