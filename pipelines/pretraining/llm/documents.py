"""Made-up documents: facts from templates, dressed as prose, lists, tables, logs and records; and passages of real sections."""
import pathlib
import re

import words as w

HERE = pathlib.Path(__file__).resolve().parent
_SLOT = re.compile(r"\{([a-z]+)(\d*)\}")


def _rows(name, fields):
    rows = [line.strip() for line in (HERE / name).read_text(encoding="utf-8").split("\n") if line.strip() and not line.startswith("#")]
    return [[part.strip() for part in row.split("||")] for row in rows if row.count("||") == fields - 1]


def _split(rows):
    """One template in thirteen is kept back for evaluation."""
    return [row for i, row in enumerate(rows) if i % 13 != 5], [row for i, row in enumerate(rows) if i % 13 == 5]


PAIRS = _rows("pairs.txt", 5)
FACTS, HELD_FACTS = _split(_rows("templates.txt", 2))
SUMS, HELD_SUMS = _split(_rows("sums.txt", 4))


class Values(dict):
    """Fillers of one fact: drawn when first asked for."""

    def __init__(self, r, nouns, given=()):
        super().__init__(given)
        self.r, self.nouns = r, nouns

    def fill(self, template, sentence=True):
        def slot(match):
            key = match.group(0)
            if key not in self:
                self[key] = w.FILL[match.group(1)](self.r, self.nouns)
            return self[key]
        text = _SLOT.sub(slot, template)
        return text[0].upper() + text[1:] if text and sentence else text


class Fact:
    """A statement, a question that it answers, and what the question names."""
    __slots__ = ("statement", "question", "template", "values", "asked")

    def __init__(self, r, nouns, rows, template=None, given=()):
        self.template = template or r.choice(rows)
        self.values = Values(r, nouns, given)
        self.statement = self.values.fill(self.template[0])
        self.asked = r.choice(self.template[1].split(" | "))
        self.question = self.values.fill(self.asked)

    def look_alike(self, r, nouns):
        """The same kind of fact about something else, or None when the question would fit it too."""
        keep = {key: value for key, value in self.values.items() if r.random() < .35}
        other = Fact(r, nouns, [self.template], self.template, keep)
        return other if other.values.fill(self.asked) != self.question and other.statement != self.statement else None


class Passage:
    __slots__ = ("title", "heading", "uri", "text")

    def __init__(self, title, heading, uri, text):
        self.title, self.heading, self.uri, self.text = title, heading, uri, text

    def show(self, n):
        place = self.title + (f" › {self.heading}" if self.heading else "")
        return f"[{n}] {place} ({self.uri})\n{self.text}"


FOLDERS = "handbook reports letters logs notes docs archive research minutes manuals visitors instruments projects team 2019 2023 data wiki policy".split()
ENDINGS = "md md md txt html pdf docx csv json".split()


def uri(r, title, ending=None):
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "page"
    ending = ending or r.choice(ENDINGS)
    roll = r.random()
    if roll < .55:
        return f"{r.choice(FOLDERS)}/{stem}.{ending}"
    if roll < .75:
        return f"{stem}.{ending}"
    if roll < .85:
        return f"https://{w.name(r).lower()}.example/{stem}"
    if roll < .95:
        return f"{r.choice(FOLDERS)}/{r.choice(FOLDERS)}/{stem}.{ending}"
    return f"file:///home/{w.name(r).lower()}/{stem}.{ending}"


HEADS = "Overview|Introduction|Rules|Safety|Opening hours|Prices|History|People|Contact|How to get there|Equipment|Maintenance|Storage|Numbers|Findings|Summary|Methods|Results|Questions|Before you come|In an emergency|Food|Rooms|Animals|Plans|Costs|Log|Notes|First day|Water|Power|Travel|Records".split("|")


def _title(r, nouns):
    roll = r.random()
    if roll < .3:
        return w.org(r)
    if roll < .6:
        return f"{w.thing(r, nouns)}".capitalize()
    if roll < .8:
        return r.choice(["Handbook of the {}", "Guide to {}", "Report on the {}", "Annual report {}", "Letter from {}", "Minutes {}", "{} FAQ", "About {}", "Notes on {}", "{} log"]).format(r.choice([w.place(r), w.name(r), w.thing(r, nouns), str(r.randint(1950, 2029))]))
    return f"{r.choice(HEADS)} {w.place(r)}"


class Writer:
    """Draws passages: made-up ones and real ones. held: evaluation material only."""

    def __init__(self, r, corpus, nouns, held=False):
        self.r, self.nouns, self.held = r, nouns, held
        self.sections = corpus.held if held else corpus.train
        self.prose = [s for s in self.sections if s.kind == "prose"]
        self.problems = corpus.held_problems if held else corpus.problems
        self.long = False
        self.facts = HELD_FACTS if held else FACTS
        self.all_facts = FACTS

    def fact(self):
        return Fact(self.r, self.nouns, self.facts)

    def filler(self, count):
        """Sentences that answer nothing in particular."""
        r, out = self.r, []
        while len(out) < count:
            roll = r.random()
            if roll < .5:
                out.append(Fact(r, self.nouns, self.all_facts).statement)
            elif roll < .75:
                section = r.choice(self.prose)
                at = r.randrange(len(section.sentences))
                out += section.sentences[at:at + r.randint(1, 2)]
            else:
                parts = re.split(r"(?<=[.!?])\s+", r.choice(self.problems)["question"])
                out += [p for p in parts if not p.endswith("?")][:r.randint(1, 2)]
        return out[:count]

    def passage(self, statements=(), size=None):
        """A passage with the statements somewhere in it; the answer lines as they stand in it, in order of the statements."""
        r = self.r
        size = r.choice([5, 7, 9, 11, 13] if self.long else [0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 10]) if size is None else size
        if not statements:
            size = max(size, 1)
        lines = self.filler(size)
        places = sorted(r.randint(0, len(lines)) for _ in statements)
        for shift, (at, statement) in enumerate(zip(places, statements)):
            lines.insert(at + shift, statement)
        title, style = _title(r, self.nouns), r.random()
        shown = {s: s for s in statements}
        ending = None
        if style < .68:
            text = ""
            for line in lines:
                text += ("" if not text else "\n" if r.random() < .12 else " ") + line
        elif style < .8:
            text = "\n".join(f"- {line}" for line in lines)
        elif style < .88:
            text = "\n".join(f"{i + 1}. {line}" for i, line in enumerate(lines))
        else:
            day, month, year, out = 1, r.randint(1, 12), r.randint(1990, 2029), []
            for line in lines:
                day = min(28, day + r.randint(0, 4))
                stamp = f"{year}-{month:02d}-{day:02d}  {line}"
                out.append(stamp)
                if line in shown:
                    shown[line] = stamp
            text, ending = "\n".join(out), "txt"
            title = title if r.random() < .5 else f"Log {w.MONTHS[month - 1]} {year}"
        if r.random() < .06:
            picture = f"{r.choice(['Photo', 'Map', 'Chart', 'Drawing'])} of {w.thing(r, self.nouns)}"
            text += f"\n{picture}"
        heading = r.choice(HEADS) if r.random() < .5 else w.thing(r, self.nouns).capitalize() if r.random() < .4 else ""
        return Passage(title, heading, uri(r, title, ending), text), [shown[s] for s in statements]

    def real(self):
        """A real section; the many short command pages do not drown the prose."""
        return self.r.choice(self.prose if self.r.random() < .6 else self.sections)

    def beside(self, section):
        """A section of the same document or one near it."""
        at = self.sections.index(section)
        return self.sections[max(0, min(len(self.sections) - 1, at + self.r.choice([-2, -1, 1, 2])))]

    def section(self, section=None, around=None):
        """A real section as a passage; around is the index of a sentence that must be in it."""
        r = self.r
        section = section or self.real()
        count = len(section.sentences)
        length = min(count, r.choice([8, 10, 12, 14] if self.long else [2, 3, 4, 5, 6, 8]))
        start = r.randint(max(0, (around or 0) - length + 1), min(around, count - length)) if around is not None else r.randint(0, count - length)
        joiner = "\n\n" if section.kind == "command" else " "
        return Passage(section.title, section.heading, section.uri, joiner.join(section.sentences[start:start + length]))

    def other(self):
        """Any passage that answers nothing in particular."""
        roll = self.r.random()
        return self.section() if roll < .3 else self.table().passage if roll < .4 else self.passage()[0]

    def table(self):
        return Table(self.r, self.nouns)


COLUMNS = {
    "serial": w.code, "location": lambda r: r.choice(w.ROOM), "bought": lambda r: str(r.randint(1980, 2029)), "next check": lambda r: f"{r.randint(2024, 2030)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}",
    "keeper": w.person, "price": lambda r: str(r.randint(3, 9000)), "colour": lambda r: r.choice(w.COLOURS), "weight": lambda r: f"{r.uniform(.2, 90):.1f}", "count": lambda r: str(r.randint(1, 900)),
    "observer": w.person, "phone": lambda r: str(r.randint(100, 9999)), "role": lambda r: r.choice(w.ROLE), "town": w.place, "note": lambda r: r.choice(w.REASON), "cost": lambda r: str(r.randint(100, 90000)),
    "depth": lambda r: str(r.randint(1, 300)), "material": lambda r: r.choice(w.MATERIAL), "status": lambda r: r.choice(["open", "closed", "in use", "broken", "lent out", "in repair"]), "departure": lambda r: f"{r.randint(0, 23):02d}:{r.randint(0, 59):02d}",
    "planned": lambda r: str(r.randint(100, 9000)), "spent": lambda r: str(r.randint(100, 9000)), "year": lambda r: str(r.randint(1950, 2029)), "author": w.person, "channel": lambda r: str(r.randint(1, 88)),
}
NUMERIC = {"price", "weight", "count", "cost", "depth", "planned", "spent"}
KEYS = "item name device plot station room species title product person site".split()


class Table:
    """Records of one kind as lines 'column: value; column: value'."""

    def __init__(self, r, nouns):
        self.key, self.columns = r.choice(KEYS), r.sample(sorted(COLUMNS), r.randint(2, 5))
        self.rows, seen = [], set()
        for _ in range(r.randint(3, 9)):
            label = w.person(r) if self.key == "person" else r.choice("ABCDEFGHJKLM") + str(r.randint(1, 40)) if self.key in ("plot", "room") and r.random() < .5 else w.place(r) if self.key == "site" else w.thing(r, nouns).capitalize()
            if label not in seen:
                seen.add(label)
                self.rows.append((label, [COLUMNS[c](r) for c in self.columns]))
        def spell(c):
            return c.replace(" ", "_") if under else c
        under = r.random() < .5
        title = f"{r.choice(['Inventory', 'List of', 'Table of', 'Overview of', 'Register'])} {self.key}s {w.place(r) if r.random() < .5 else r.randint(1990, 2029)}"
        lines = [f"{self.key}: {label}; " + "; ".join(f"{spell(c)}: {v}" for c, v in zip(self.columns, values)) for label, values in self.rows]
        if r.random() < .15:
            lines = ["; ".join([label, *values]) for label, values in self.rows]
        self.passage = Passage(title, "", uri(r, title, r.choice(["csv", "csv", "json", "xlsx", "html"])), "\n".join(lines))

    def ask(self, r):
        """(question, answer) about one cell."""
        label, values = r.choice(self.rows)
        at = r.randrange(len(self.columns))
        column, value = self.columns[at], values[at]
        if [row[1][at] for row in self.rows].count(value) == 1 and r.random() < .25:
            return r.choice([f"Which {self.key} has the {column} {value}?", f"{self.key} with {column} {value}?"]), f"The {self.key} with the {column} {value} is {label}"
        who = {"keeper": f"Who keeps the {label}?", "observer": f"Who observed {label}?", "location": f"Where is the {label}?", "author": f"Who wrote {label}?", "cost": f"What did the {label} cost?",
               "price": f"How much is the {label}?", "phone": f"What is the phone number of {label}?", "weight": f"How heavy is the {label}?", "bought": f"When was the {label} bought?", "colour": f"What colour is the {label}?"}
        question = who[column] if column in who and r.random() < .5 else r.choice([f"What is the {column} of {label}?", f"What is the {column} of the {label}?", f"Which {column} does {label} have?", f"{column} of {label}", f"What is given as {column} for {label}?"])
        return question, f"The {column} of {label} is {value}"
