"""Text of the corpora: pairs (a title or heading, what stands under it) and plain sentences for co-occurrence."""
import hashlib
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Pair:
    page: str  # pairs of one page are each other's hard negatives
    query: str
    passage: str


def plain(markdown):
    """Markdown to words: code fences, links, marks and HTML away."""
    text = re.sub(r"```.*?```", " ", markdown, flags=re.S)
    text = re.sub(r"<!--.*?-->|<[^>\n]{1,200}>", " ", text, flags=re.S)
    text = re.sub(r"\{\{#.*?\}\}", " ", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\[[^\]]*\]", r"\1", text)
    text = re.sub(r"[`*_#>|]+", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def sections(name, markdown):
    """(heading path, text) of each section with at least 60 characters of prose."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.S)
    front = re.search(r"\A---\n.*?^title:\s*(.+?)$", markdown, flags=re.S | re.M)
    title = plain(front.group(1).strip("\"' ")) if front else ""
    path, fenced, heading, lines, out = [], False, title, [], []

    def close():
        text = plain("\n".join(lines))
        if heading and len(text) >= 60:
            out.append((heading, text))

    for line in body.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        match = None if fenced else re.match(r"(#{1,5})\s+(.+)", line)
        if match:
            close()
            lines = []
            path[len(match.group(1)) - 1:] = [plain(match.group(2))]
            heading = " ".join(dict.fromkeys(p for p in ([title] + path)[-2:] if p))
        else:
            lines.append(line)
    close()
    return out


def read_pages(archive, suffix=".md"):
    with zipfile.ZipFile(archive) as z:
        for name in sorted(z.namelist()):
            if name.endswith(suffix):
                yield name, z.read(name).decode("utf-8", "replace")


def book_pairs(archive, prefix):
    pairs = []
    for name, text in read_pages(archive):
        for heading, body in sections(name, text):
            words = body.split(" ")
            for start in range(0, min(len(words), 240), 80):
                passage = " ".join(words[start:start + 80])
                if len(passage) >= 60:
                    pairs.append(Pair(f"{prefix}/{name}", heading, passage))
    return pairs


def tldr_pairs(archive):
    """Command page: its name with its description; what an example does with its command; one page in two languages."""
    pairs, english = [], {}
    for name, text in read_pages(archive):
        folder, _, rest = name.partition("/")
        if folder not in ("pages", "pages.es", "pages.zh"):
            continue
        title = re.search(r"^# (.+)$", text, re.M)
        about = " ".join(line[2:] for line in text.splitlines() if line.startswith("> ") and "http" not in line)
        if not title or not about:
            continue
        about = plain(about)
        page = f"tldr/{rest}"
        steps = [plain(s).rstrip(":：") for s in re.findall(r"^- (.+)$", text, re.M)]
        commands = [re.sub(r"\{\{|\}\}", "", c) for c in re.findall(r"^`(.+)`$", text, re.M)]
        pairs.append(Pair(page, about, f"{title.group(1)}. " + ". ".join(steps)))
        pairs += [Pair(page, step, f"{command} {title.group(1)}: {about}") for step, command in zip(steps, commands)]
        if folder == "pages":
            english[rest] = (about, steps)
        elif rest in english:
            other, other_steps = english[rest]
            pairs.append(Pair(page, about, other))
            if len(other_steps) == len(steps):
                pairs += [Pair(page, a, b) for a, b in zip(steps, other_steps)]
    return pairs


def all_pairs(data: Path):
    corpora = data / "corpora"
    pairs = book_pairs(corpora / "prometheus-docs.zip", "prometheus") + book_pairs(corpora / "rust-book.zip", "rust") + tldr_pairs(corpora / "tldr.zip")
    return [p for p in pairs if p.query and p.passage and p.query != p.passage]


def is_kept_back(page):
    """One page in twenty, by its name, is never trained on."""
    return hashlib.sha256(page.encode()).digest()[0] < 13


def word_problems(data: Path):
    with open(data / "gsm8k" / "train.jsonl", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            answer = re.sub(r"<<.*?>>|####.*", " ", row["answer"])
            yield f"{row['question']} {answer}"
