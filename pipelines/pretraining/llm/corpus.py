"""Sections of real documents and the GSM8K training problems, with what is kept back for evaluation."""
import hashlib
import json
import pathlib
import re
import zipfile


def kept_back(key, one_in=20):
    """Whether a document or problem is kept back: by a hash of its name, so that it never moves."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8")).digest()[:4], "big") % one_in == 0


class Section:
    """A section of a document: title, heading, address and sentences."""
    __slots__ = ("title", "heading", "uri", "sentences", "kind")

    def __init__(self, title, heading, uri, sentences, kind):
        self.title, self.heading, self.uri, self.sentences, self.kind = title, heading, uri, sentences, kind


_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'`(])")


def plain(text):
    """Markdown markup away, lines of a paragraph joined."""
    text = re.sub(r"<!--.*?-->|<[^>\n]{1,200}>|\{\{#[^}]*\}\}", "", text, flags=re.S)
    text = _LINK.sub(r"\1", text)
    text = re.sub(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)", "", text)
    return re.sub(r"\s+", " ", text).strip()


def sentences(text):
    return [s for s in (s.strip() for s in _SENTENCE.split(text)) if s]


def _markdown(uri, text):
    text = re.sub(r"\A---\n(.*?)\n---\n", lambda m: "".join(f"# {t}\n" for t in re.findall(r"^title:\s*(.+)$", m.group(1), re.M)), text, flags=re.S)
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    title, heading, block, out = None, "", [], []

    def close():
        paragraphs = [plain(p) for p in re.split(r"\n\s*\n|\n(?=\s*[*+-] |\s*\d+\. )", "\n".join(block))]
        found = [s for p in paragraphs if p and not p.startswith("|") for s in sentences(p)]
        found = [s for s in found if 15 <= len(s) <= 320]
        if len(found) >= 2:
            out.append(Section(title or pathlib.PurePosixPath(uri).stem, heading, uri, found, "prose"))
        block.clear()

    for line in text.split("\n"):
        match = re.match(r"(#{1,5})\s+(.*)", line)
        if not match:
            block.append(line)
            continue
        close()
        name = plain(match.group(2)).strip("# ")
        if title is None:
            title, heading = name, ""
        else:
            heading = name
    close()
    return out


def _tldr(uri, text):
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines or not lines[0].startswith("# "):
        return []
    command = lines[0][2:].strip()
    about = [plain(line[1:]) for line in lines if line.startswith(">") and "<" not in line]
    tasks, task = [], None
    for line in lines[1:]:
        if line.startswith("- "):
            task = plain(line[2:]).rstrip(":：")
        elif line.startswith("`") and task:
            tasks.append((task, line.strip("`").replace("{{", "").replace("}}", "")))
            task = None
    if not tasks or not about:
        return []
    return [Section(command, "", uri, [*about, *[f"{t}: {c}" for t, c in tasks]], "command")]


class Corpus:
    """All sections, split into those to train on and those kept back; and the problems likewise."""

    def __init__(self, data):
        data = pathlib.Path(data)
        self.train, self.held = [], []
        for name in ("prometheus-docs", "rust-book", "tldr"):
            path = data / "corpora" / f"{name}.zip"
            with zipfile.ZipFile(path) as archive:
                for entry in sorted(archive.namelist()):
                    if not entry.endswith(".md") or "LICENSE" in entry:
                        continue
                    if name == "tldr":
                        language = entry.split("/")[0]
                        # A page in twelve of the translations is enough to see other letters.
                        if language != "pages" and not kept_back("language/" + entry, 6 if language == "pages.zh" else 12):
                            continue
                    text = archive.read(entry).decode("utf-8", errors="replace")
                    found = _tldr(entry, text) if name == "tldr" else _markdown(entry, text)
                    key = pathlib.PurePosixPath(entry).name if name != "tldr" else entry
                    (self.held if kept_back(key) else self.train).extend(found)
        self.problems, self.held_problems = [], []
        with open(data / "gsm8k" / "train.jsonl", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                (self.held_problems if kept_back(row["question"]) else self.problems).append(row)

    def texts(self):
        for section in self.train:
            yield section.title + " › " + section.heading
            yield " ".join(section.sentences)
        for row in self.problems:
            yield row["question"]
