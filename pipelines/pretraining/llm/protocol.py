"""The agent's messages, with the prompt read from the program's own files so that prompt and training never part."""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROMPTS = ROOT / "src" / "Assistant.Core" / "Agent" / "Prompts"
READ_ONCE = ROOT / "src" / "Assistant.Core" / "Answering" / "Prompts"
NOTHING = "Nothing in the collection answers this."
TEMPLATE = ("{% for message in messages %}{% if message['role'] == 'system' %}<|system|>{% elif message['role'] == 'assistant' %}<|assistant|>"
            "{% else %}<|user|>{% endif %}{{ message['content'] }}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}")

REACT = (PROMPTS / "react.md").read_text(encoding="utf-8").strip().replace("{{nothing}}", NOTHING)
TOOLS = [line for line in (PROMPTS / "tools.txt").read_text(encoding="utf-8").strip().split("\n") if line.strip()]


def tool_name(line):
    return re.match(r"- ([\w.-]+)", line).group(1)


def system(tools=None):
    return REACT.replace("{{tools}}", "\n".join(TOOLS if tools is None else tools))


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def calls(thought, *steps):
    """An action that uses tools; steps are (tool, arguments)."""
    return compact({"thought": thought, "calls": [{"tool": tool, "arguments": arguments} for tool, arguments in steps]})


def answer(thought, text):
    return compact({"thought": thought, "answer": text})


def observation(*results):
    """The user message with the results of calls; results are (tool, text)."""
    return "\n\n".join(f"Observation from {tool}:\n{text}" for tool, text in results)


class Dialogue:
    """kind names what it teaches; messages are (role, text); only assistant messages in learn are trained on."""

    def __init__(self, kind, system_text):
        self.kind, self.messages, self.learn, self.gold, self.seen = kind, [], set(), {}, []
        if system_text:
            self.messages.append(("system", system_text))

    def number(self, item):
        """The number of a passage or picture; what is shown again keeps its number."""
        at = next((i for i, other in enumerate(self.seen) if other is item), None)
        if at is None:
            self.seen.append(item)
            at = len(self.seen) - 1
        return at + 1

    def show(self, items, nothing="No passages found."):
        return "\n\n".join(item.show(self.number(item)) for item in items) or nothing

    def user(self, text):
        self.messages.append(("user", text))
        return self

    def earlier(self, question, reply):
        self.messages += [("user", question), ("assistant", answer("", reply))]
        return self

    def say(self, text, **gold):
        """An assistant message to be learnt; gold is what an evaluation compares beside the text itself."""
        self.learn.add(len(self.messages))
        self.gold[len(self.messages)] = gold
        self.messages.append(("assistant", text))
        return self

    def encode(self, tokenizer, context_weight):
        """(ids, weights): weight 2 for what is learnt as an answer, 1 for context in users' messages where context_weight, 0 elsewhere."""
        ids, weights = [], []
        for at, (role, text) in enumerate(self.messages):
            body = tokenizer.encode(text)
            ids.append(tokenizer.ids[f"<|{role}|>"])
            ids += body
            ids.append(tokenizer.end)
            learnt = 2 if at in self.learn else 1 if context_weight and role == "user" else 0
            weights += [0] + [learnt] * len(body) + [2 if at in self.learn else 0]
        return ids, weights
