"""Whole dialogues in the agent's protocol, one function a kind."""
import re

import arithmetic
import protocol as p
import words as w
from documents import HELD_SUMS, PAIRS, SUMS, Fact, Passage, Table, Values, _title, uri
from questions import ask, fewer, keywords
from protocol import Dialogue, answer, calls, observation
from talk import ABOUT, CHAT, INJECTIONS, MCP, WISHES

SEARCH, PICTURES = "Search the documents.", "A picture may show it."
RETRY, REFUSE = "Not in these passages; try other words and pictures.", "Nothing found answers it."
READ, COMPUTE, RESULT = "{} answers it.", "{} has the numbers; compute.", "The result is known."
FOLLOW, PLAIN, TALK = "{} names {}; search for that.", "This is arithmetic.", "No search is needed."


def cite(statement, n):
    """The statement with its mark."""
    return statement.rstrip(" .") + "".join(f" [{i}]" for i in (n if isinstance(n, (list, tuple)) else [n])) + "."


class Teller:
    """Tells dialogues. writer draws passages; r is the only source of chance."""

    def __init__(self, writer):
        self.writer, self.r, self.nouns, self.held = writer, writer.r, writer.nouns, writer.held

    # Prompts

    def start(self, kind, needed=()):
        """A dialogue with the default tools, or with some of them, shuffled, among others never seen."""
        r = self.r
        if r.random() < .72:
            return Dialogue(kind, p.system())
        tools = [t for t in p.TOOLS if p.tool_name(t) in needed or r.random() < .75]
        tools += [Mcp(r, self.nouns, False).line for _ in range(r.choice([0, 0, 1, 2, 3]))]
        if r.random() < .5:
            r.shuffle(tools)
        return Dialogue(kind, p.system(tools))

    def wish(self, question):
        """Now and then a question is dressed up as people do."""
        r = self.r
        roll = r.random()
        if roll < .06:
            return question.lower()
        if roll < .1:
            return question.rstrip("?.")
        if roll < .18:
            lower = question if question[:2].isupper() or question.startswith("I ") else question[0].lower() + question[1:]
            return r.choice(WISHES).format(lower)
        return question

    # Reading

    def material(self):
        """A question, its statement and passages: (question, [statement line], passage with it, look-alikes)."""
        r, writer = self.r, self.writer
        roll = r.random()
        if roll < .40:
            fact = writer.fact()
            passage, lines = writer.passage([fact.statement])
            others = [o for o in (fact.look_alike(r, self.nouns) for _ in range(r.choice([0, 1, 1, 2, 3]))) if o]
            return fact.question, lines[0], passage, [writer.passage([o.statement])[0] for o in others]
        if roll < .50:
            table = writer.table()
            question, reply = table.ask(r)
            return question, reply, table.passage, []
        if roll < .58:
            return self.word_problem_reading()
        if roll < .63:
            picture = Picture(r, self.nouns, writer, plain=True)
            return picture.question, picture.reply, picture, []
        while True:
            section = writer.real()
            at = r.randrange(len(section.sentences))
            statement = section.sentences[at]
            if section.kind == "command":
                question = self.command_question(section, statement)
            else:
                question = ask(r, statement)
            if question and len(question) < 200 and not question.startswith("#"):
                break
        near = [s for s in (writer.beside(section) for _ in range(r.choice([0, 1, 2]))) if s is not section]
        same = [writer.section(s) for s in dict.fromkeys(near)]
        return question, statement, writer.section(section, at), same

    def word_problem_reading(self):
        r, writer = self.r, self.writer
        while True:
            parts = re.split(r"(?<=[.!?])\s+", r.choice(writer.problems)["question"])
            parts = [x for x in parts if not x.endswith("?")]
            usable = [x for x in parts if len(x) > 20]
            if usable:
                statement = r.choice(usable)
                question = ask(r, statement)
                if question:
                    break
        title = _title(r, self.nouns)
        return question, statement, Passage(title, "", uri(r, title), " ".join(parts)), []

    def command_question(self, section, statement):
        r = self.r
        language = section.uri.split("/")[0]
        if ": " not in statement:
            return {"pages.zh": f"{section.title} 是什么？", "pages.es": f"¿Qué hace {section.title}?"}.get(language, r.choice([f"What does {section.title} do?", f"What is {section.title}?", f"What is {section.title} for?"]))
        task = statement.rsplit(": ", 1)[0]
        task = task[0].lower() + task[1:] if not task[:2].isupper() else task
        return {"pages.zh": r.choice([f"如何{task}？", f"{section.title} {task}"]), "pages.es": f"¿Cómo {task} con {section.title}?"}.get(
            language, r.choice([f"How do I {task}?", f"How do I {task} with {section.title}?", f"Which command does this: {task}?", f"{section.title}: {task}", f"How can I {task} in {section.title}?"]))

    def mixed(self, passages, extra):
        """Passages and as many others, shuffled with the wanted ones rather in front."""
        r = self.r
        pool = passages + [self.writer.other() for _ in range(extra)]
        order = sorted(range(len(pool)), key=lambda i: r.random() * (1.0 if i < len(passages) else 1.4))
        return [pool[i] for i in order]

    def read(self):
        """Search once, or twice with other words, and answer from a passage."""
        r = self.r
        question, statement, passage, alike = self.material()
        passages = self.mixed([passage, *alike], r.choice([0, 1, 2, 2, 3, 3, 4]))[:6]
        if passage not in passages:
            passages[-1] = passage
        asked = self.wish(question)
        d = self.start("read", ("search", "search_images")).user(asked).say(calls(SEARCH, ("search", {"query": keywords(asked)})), tool="search")
        if r.random() < .12:
            self.failed(d, asked, None)
            passages = passages[:3] if passage in passages[:3] else [passage, *passages[:2]]
            d.user(observation(("search", d.show(self.again(d, passages))), self.picture_results(d)))
        else:
            d.user(observation(("search", self.poison(d.show(passages)))))
        at = d.number(passage)
        return d.say(answer(READ.format(f"[{at}]"), cite(statement, at)), cited=[at], statement=statement)

    def again(self, d, passages):
        """A second search often finds some of what the first one found."""
        old = [x for x in d.seen if self.r.random() < .3] if self.r.random() < .6 else []
        mixed = [*passages, *old[:3]]
        if self.r.random() < .5:
            self.r.shuffle(mixed)
        return mixed

    def picture_results(self, d):
        found = [Picture(self.r, self.nouns) for _ in range(self.r.choice([0, 0, 1, 2, 3]))]
        return "search_images", d.show(found, "No pictures found.")

    def failed(self, d, asked, near, most=4):
        """A search whose passages do not answer; the next search is said."""
        r = self.r
        passages = self.mixed([x for x in (near or [])], r.choice([1, 2, 3, most]))[:5] if r.random() < .85 else []
        d.user(observation(("search", d.show(passages))))
        d.say(calls(RETRY, ("search", {"query": fewer(asked)}), ("search_images", {"query": keywords(asked)})), tool="search")

    def poison(self, text):
        """Now and then a passage tries to give orders."""
        if self.r.random() > .05:
            return text
        lines = text.split("\n")
        at = self.r.randrange(1, len(lines)) if len(lines) > 1 else 0
        lines[at] += " " + self.r.choice(INJECTIONS).format(self.r.choice(self.nouns), w.name(self.r))
        return "\n".join(lines)

    def refuse(self):
        """Two searches find only what is near, and the answer says so."""
        r, writer = self.r, self.writer
        fact = writer.fact()
        roll = r.random()
        if roll < .65:
            question = fact.question
            near = [o for o in (fact.look_alike(r, self.nouns) for _ in range(3)) if o]
            near = [writer.passage([o.statement])[0] for o in near]
        elif roll < .8:
            table, other = writer.table(), writer.table()
            question, near = other.ask(r)[0], [table.passage]
        else:
            question, statement, passage, _ = self.material()
            text = passage.text.replace(statement, "").strip() if isinstance(passage, Passage) else ""
            if len(text) < 20 or ": " in statement or not re.match(r"(What|How many|When|Who) (is|are|was|did|does|do|can|must)\b", question):
                question, near = fact.question, []
            else:
                passage.text = text
                near = [passage] if r.random() < .3 else []
        asked = self.wish(question)
        d = self.start("refuse", ("search", "search_images")).user(asked).say(calls(SEARCH, ("search", {"query": keywords(asked)})), tool="search")
        self.failed(d, asked, near[:2])
        rest = self.again(d, self.mixed(near[2:], r.choice([0, 1, 2])))
        d.user(observation(("search", self.poison(d.show(rest))), self.picture_results(d)))
        return d.say(answer(REFUSE, p.NOTHING), nothing=True)

    def both(self):
        """Two facts from two passages, or a comparison."""
        r, writer = self.r, self.writer
        first = writer.fact()
        second = first.look_alike(r, self.nouns) if r.random() < .6 else writer.fact()
        second = second or writer.fact()
        question = f"{first.question.rstrip('?.')} and {second.question[0].lower() + second.question[1:]}"
        if "?" not in question:
            question += "?"
        a, b = writer.passage([first.statement])[0], writer.passage([second.statement])[0]
        together = r.random() < .2
        if together:
            a, _ = writer.passage([first.statement, second.statement])
        passages = self.mixed([a] if together else [a, b], r.choice([0, 1, 2]))
        d = self.start("both", ("search",)).user(question)
        if r.random() < .5:
            d.say(calls(SEARCH, ("search", {"query": keywords(first.question)}), ("search", {"query": keywords(second.question)})), tool="search")
            one = [x for x in passages if x is not b]
            two = [x for x in passages if x is b] + [writer.other() for _ in range(r.choice([0, 1]))] if not together else [writer.other()]
            d.user(observation(("search", d.show(one)), ("search", d.show(self.again(d, two)))))
        else:
            d.say(calls(SEARCH, ("search", {"query": keywords(question)})), tool="search")
            d.user(observation(("search", d.show(passages))))
        at, bt = d.number(a), d.number(a if together else b)
        thought = READ.format(f"[{at}]") if at == bt else f"[{at}] and [{bt}] answer it."
        return d.say(answer(thought, cite(self.line(a, first.statement), at) + " " + cite(self.line(a if together else b, second.statement), bt)), cited=sorted({at, bt}))

    @staticmethod
    def line(passage, statement):
        """The statement as it stands in the passage; a log's line begins with its date."""
        for line in passage.text.split("\n"):
            if statement in line and re.match(r"\d{4}-\d\d-\d\d  ", line):
                return line
        return statement

    def hop(self):
        """The first passage names who or what the second search asks about."""
        r, writer = self.r, self.writer
        person, thing, org, place, role = w.person(r), w.thing(r, self.nouns), w.org(r), w.place(r), r.choice(w.ROLE)
        bridge, hint, name = r.choice([
            (f"{person} looks after the {thing}.", f"the person who looks after the {thing}", person), (f"The {role} of the {org} is {person}.", f"the {role} of the {org}", person),
            (f"The {thing} was built by {person} in {r.randint(1850, 2020)}.", f"the builder of the {thing}", person), (f"{person} won the {thing} prize.", f"the winner of the {thing} prize", person),
            (f"{person} reported the broken {thing}.", f"the person who reported the broken {thing}", person), (f"The {org} stands in {place}.", f"the town of the {org}", place),
            (f"The key to the {thing} is kept by {person}.", f"the keeper of the key to the {thing}", person), (f"The {thing} was made in {place}.", f"the place where the {thing} was made", place),
            (f"{person} has led the {org} since {r.randint(1990, 2026)}.", f"the person who leads the {org}", person), (f"{person} has lent out the {thing}.", f"the person who lent out the {thing}", person)])
        about = [(f"The extension of {name} is {r.randint(100, 999)}.", "What is the extension of {}?"), (f"{name} sleeps in the {r.choice(w.ROOM)}.", "Where does {} sleep?"),
                 (f"{name} was born in {r.randint(1850, 2010)} in {w.place(r)}.", "Where was {} born?"), (f"{name} likes {r.choice(w.LIKES)} most of all.", "What does {} like?"),
                 (f"{name} works in the {r.choice(w.ROOM)} on {r.choice(w.WEEKDAYS)}s.", "When does {} work?"), (f"{name} can be reached under {w.code(r)}.", "How can I reach {}?"),
                 (f"The office of {name} is in the {r.choice(w.ROOM)}.", "Where is the office of {}?"), (f"The radio call sign of {name} is {w.name(r)} {r.randint(1, 99)}.", "What is the call sign of {}?")] if name is person else [
                 (f"{name} has {w.big(r)} inhabitants.", "How many inhabitants has {}?"), (f"{name} lies {r.randint(2, 900)} metres above the sea.", "How high is {}?"), (f"The mayor of {name} is {w.person(r)}.", "Who is the mayor of {}?"),
                 (f"{name} is known for its {w.thing(r, self.nouns)}.", "What is {} known for?"), (f"The market of {name} is held on {r.choice(w.WEEKDAYS)}.", "When is the market of {} held?")]
        fact, question = r.choice(about)
        asked = question.format(hint)
        a, b = writer.passage([bridge])[0], writer.passage([fact])[0]
        wrong = writer.passage([fact.replace(name, w.person(r) if name is person else w.place(r))])[0]
        first = self.mixed([a, wrong] if r.random() < .5 else [a], r.choice([0, 1, 2]))
        d = self.start("hop", ("search",)).user(asked).say(calls(SEARCH, ("search", {"query": keywords(asked)})), tool="search")
        d.user(observation(("search", d.show(first))))
        at = d.number(a)
        d.say(calls(FOLLOW.format(f"[{at}]", name), ("search", {"query": keywords(question.format(name))})), tool="search")
        second = self.mixed([b], r.choice([0, 1, 2]))
        d.user(observation(("search", d.show(self.again(d, second)))))
        bt = d.number(b)
        return d.say(answer(f"[{at}] and [{bt}] answer it.", cite(self.line(a, bridge), at) + " " + cite(self.line(b, fact), bt)), cited=[at, bt])

    # Arithmetic

    def sum(self):
        """Numbers from a passage go into a program."""
        r, writer = self.r, self.writer
        roll = r.random()
        if roll < .5:
            return self.table_sum() if roll < .2 else self.pair_sum() if roll < .35 else self.told_sum()
        template = r.choice(HELD_SUMS if self.held else SUMS)
        values = Values(r, self.nouns)
        statement, question = values.fill(template[0]), values.fill(r.choice(template[1].split(" | ")))
        program = re.sub(r"(?<=\d),(?=\d{3})", "", values.fill(template[2], sentence=False))
        printed = arithmetic.run(program)
        values["{r}"] = arithmetic.number(printed)
        reply = values.fill(template[3])
        passage, _ = writer.passage([statement])
        passages = self.mixed([passage], r.choice([0, 1, 2, 3, 4]))
        asked = self.wish(question)
        d = self.start("sum", ("search", "compute")).user(asked).say(calls(SEARCH, ("search", {"query": keywords(asked)})), tool="search")
        d.user(observation(("search", d.show(passages))))
        at = d.number(passage)
        return self.compute(d, COMPUTE.format(f"[{at}]"), program, printed, cite(reply, at), cited=[at])

    def pair_sum(self):
        """Two numbers from two passages."""
        r, writer = self.r, self.writer
        first, second, questions, program, reply = r.choice(PAIRS)
        values = Values(r, self.nouns)
        a, b = values.fill(first), values.fill(second)
        question, program = values.fill(r.choice(questions.split(" | "))), re.sub(r"(?<=\d),(?=\d{3})", "", values.fill(program, sentence=False))
        printed = arithmetic.run(program)
        values["{r}"] = arithmetic.number(printed)
        one, two = writer.passage([a])[0], writer.passage([b])[0]
        passages = self.mixed([one, two], r.choice([0, 1, 2, 3]))
        d = self.start("sum", ("search", "compute")).user(question).say(calls(SEARCH, ("search", {"query": keywords(question)})), tool="search")
        d.user(observation(("search", d.show(passages))))
        at = sorted((d.number(one), d.number(two)))
        return self.compute(d, f"[{at[0]}] and [{at[1]}] have the numbers; compute.", program, printed, cite(values.fill(reply), at), cited=at)

    def told_sum(self):
        """A problem whose story stands in a passage and whose question is the user's."""
        r, writer = self.r, self.writer
        while True:
            row = r.choice(writer.problems)
            parts = re.split(r"(?<=[.!?])\s+", row["question"].strip())
            found = arithmetic.from_marks(row) if len(parts) > 1 and parts[-1].endswith("?") else None
            if found:
                break
        _, program, printed = found
        title, question = _title(r, self.nouns), parts[-1]
        passage = Passage(title, "", uri(r, title), " ".join(parts[:-1]))
        passages = self.mixed([passage], r.choice([0, 1, 2]))
        d = self.start("sum", ("search", "compute")).user(question).say(calls(SEARCH, ("search", {"query": keywords(question)})), tool="search")
        d.user(observation(("search", d.show(passages))))
        at = d.number(passage)
        return self.compute(d, COMPUTE.format(f"[{at}]"), program, printed, cite(f"The answer is {arithmetic.number(printed)}", at), cited=[at])

    def table_sum(self):
        r, writer = self.r, self.writer
        while True:
            table = writer.table()
            columns = [c for c in table.columns if c in NUMERIC_COLUMNS]
            if columns and len(table.rows) <= 8:
                break
        column = r.choice(columns)
        at = table.columns.index(column)
        numbers = [row[1][at] for row in table.rows]
        kind, two = r.random(), r.sample(table.rows, 2)
        if kind < .3:
            question, program, reply = r.choice([f"What is the total {column} of all {table.key}s?", f"What is the sum of the {column} of all {table.key}s?", f"How much is the {column} of all {table.key}s together?"]), f"print(sum([{','.join(numbers)}]))", f"The total {column} is {{}}"
        elif kind < .5:
            question, program, reply = f"What is the average {column} of the {table.key}s?", f"print(round(sum([{','.join(numbers)}])/{len(numbers)},2))", f"The average {column} is {{}}"
        elif kind < .6:
            question, program, reply = f"What is the highest {column} of the {table.key}s?", f"print(max([{','.join(numbers)}]))", f"The highest {column} is {{}}"
        else:
            (x, a), (y, b) = two
            if r.random() < .5:
                question, program, reply = r.choice([f"What is the {column} of {x} and {y} together?", f"How much is the {column} of {x} plus that of {y}?"]), f"print({a[at]}+{b[at]})", f"Together the {column} is {{}}"
            else:
                question, program, reply = f"What is the difference in {column} between {x} and {y}?", f"print({a[at]}-{b[at]})", f"The difference in {column} is {{}}"
        printed = arithmetic.run(program)
        passages = self.mixed([table.passage], r.choice([0, 1, 2]))
        d = self.start("sum", ("search", "compute")).user(question).say(calls(SEARCH, ("search", {"query": keywords(question)})), tool="search")
        d.user(observation(("search", d.show(passages))))
        n = d.number(table.passage)
        return self.compute(d, COMPUTE.format(f"[{n}]"), program, printed, cite(reply.format(arithmetic.number(printed)), n), cited=[n])

    def compute(self, d, thought, program, printed, reply, **gold):
        """The call of compute, now and then with a slip that its error message repairs."""
        r = self.r
        if r.random() < .06 and program.endswith(")"):
            wrong = r.choice([program[:-1], program.replace("print(", "print(x+", 1), re.sub(r"\bprint\(", "prnt(", program, 1)])
            error = ("Error: SyntaxError: '(' was never closed" if wrong == program[:-1] else "Error: NameError: name 'x' is not defined" if "x+" in wrong else "Error: NameError: name 'prnt' is not defined")
            d.messages.append(("assistant", calls(thought, ("compute", {"program": wrong}))))
            d.user(observation(("compute", error)))
            thought = "The program failed; repair it."
        d.say(calls(thought, ("compute", {"program": program})), tool="compute", printed=printed)
        return d.user(observation(("compute", printed))).say(answer(RESULT, reply), printed=printed, **gold)

    def problem(self):
        """A word problem: no search, a program."""
        r = self.r
        d = None
        if r.random() < .5:
            while True:
                found = arithmetic.from_marks(r.choice(self.writer.problems))
                if found:
                    break
            question, program, printed = found
            reply = f"The answer is {arithmetic.number(printed)}."
            kind = "gsm8k"
        else:
            question, program, printed, reply = arithmetic.made_up(r, self.nouns, self.held)
            reply = reply.rstrip(".") + "."
            kind = "problem"
        d = self.start(kind, ("compute",)).user(question)
        return self.compute(d, PLAIN, program, printed, reply)

    # Pictures

    def picture(self):
        """Search for a picture; its text answers, or a closer look does, or nothing."""
        r = self.r
        wanted = Picture(r, self.nouns, self.writer)
        if r.random() < .2:
            return self.unnamed(Picture(r, self.nouns, self.writer, plain=True))
        asked = self.wish(wanted.question)
        d = self.start("picture", ("search_images", "look_at_image", "search")).user(asked)
        d.say(calls(PICTURES, ("search_images", {"query": keywords(asked)})), tool="search_images")
        found = [wanted] + [Picture(r, self.nouns) for _ in range(r.choice([0, 1, 2, 3]))]
        r.shuffle(found) if r.random() < .5 else None
        hidden = r.random() < .3
        wanted.hidden = hidden
        d.user(observation(("search_images", d.show(found))))
        at = d.number(wanted)
        if hidden:
            d.say(calls(f"[{at}] may show it; look at it.", ("look_at_image", {"image": wanted.uri, "question": asked})), tool="look_at_image")
            d.user(observation(("look_at_image", wanted.closer(r, at))))
        return d.say(answer(READ.format(f"[{at}]"), cite(wanted.reply, at)), cited=[at])

    def unnamed(self, wanted):
        """The question does not speak of a picture; the passages do not answer, a picture does."""
        r = self.r
        asked = self.wish(wanted.question)
        d = self.start("picture", ("search_images", "search")).user(asked).say(calls(SEARCH, ("search", {"query": keywords(asked)})), tool="search")
        self.failed(d, asked, None, 2)
        passages = [self.writer.other() for _ in range(r.choice([0, 1, 2]))]
        found = [wanted] + [Picture(r, self.nouns) for _ in range(r.choice([0, 1, 2]))]
        r.shuffle(found)
        d.user(observation(("search", d.show(self.again(d, passages))), ("search_images", d.show(found))))
        at = d.number(wanted)
        return d.say(answer(READ.format(f"[{at}]"), cite(wanted.reply, at)), cited=[at])

    def shown(self):
        """The user's own picture comes with the question."""
        r = self.r
        wanted = Picture(r, self.nouns, self.writer)
        question = r.choice([wanted.question, "What does this picture show?", "What is this?", "What can be seen here?", "Describe this picture.", "What does the text in the picture say?", "Read the text in this picture."])
        d = self.start("shown", ("look_at_image",)).user(f"{question}\nPicture: image 1")
        d.say(calls("Look at the picture.", ("look_at_image", {"image": "image 1", "question": question})), tool="look_at_image")
        d.user(observation(("look_at_image", f"[1] picture: image 1\n" + wanted.body())))
        if question == wanted.question:
            reply = wanted.reply
        else:
            reply = f"The text says: {wanted.text[0]}" if "text" in question.lower() else f"The picture shows {wanted.caption[0].lower() + wanted.caption[1:]}"
        return d.say(answer(READ.format("[1]"), cite(reply, 1)), cited=[1])

    # Conversation and other tools

    def chat(self):
        r = self.r
        question, reply = r.choice(CHAT)
        d = self.start("chat").user(question if r.random() < .8 else question.lower().rstrip("!."))
        return d.say(answer(TALK, r.choice(reply.split(" | "))), tool=None)

    def memory(self):
        r = self.r
        subject, value = r.choice(ABOUT)
        fill = Values(r, self.nouns)
        fact = fill.fill(subject)
        if r.random() < .5:
            d = self.start("memory", ("remember",)).user(r.choice(["Remember that {}.", "Please remember that {}.", "Keep in mind that {}.", "Note for later: {}.", "Don't forget that {}.", "Remember: {}"]).format(fact[0].lower() + fact[1:] if not fact.startswith("I ") else fact))
            d.say(calls("The user asks to keep a fact.", ("remember", {"fact": fact})), tool="remember")
            d.user(observation(("remember", r.choice(["Kept.", f"Kept: {fact}", "Remembered.", "Saved.", "Kept as fact 12."]))))
            return d.say(answer("It is kept.", f"I will remember it: {fact}."), tool=None)
        question = fill.fill(value)
        d = self.start("memory", ("recall",)).user(question)
        d.say(calls("The user asks for a fact kept earlier.", ("recall", {"query": keywords(question)})), tool="recall")
        others = [Values(r, self.nouns).fill(r.choice([a for a, _ in ABOUT if a != subject])) for _ in range(r.choice([0, 1, 2]))]
        if r.random() < .2:
            d.user(observation(("recall", "\n".join(f"[{i + 1}] {x}" for i, x in enumerate(others)) or "No facts found.")))
            return d.say(answer(REFUSE, p.NOTHING), nothing=True)
        listed = [fact, *others]
        r.shuffle(listed)
        style = r.random()
        d.user(observation(("recall", "\n".join(f"[{i + 1}] {x}" if style < .6 else f"- {x}" for i, x in enumerate(listed)))))
        at = 1 + listed.index(fact)
        said = re.sub(r"^My ", "Your ", re.sub(r"^I am ", "You are ", re.sub(r"^I (?!am )", "You ", fact)))
        return d.say(answer(READ.format(f"[{at}]") if style < .6 else "A kept fact answers it.", cite(said, at) if style < .6 else said + "."), cited=[at])

    def collections(self):
        r = self.r
        d = self.start("collections", ("list_collections",)).user(r.choice(["Which collections are there?", "What collections do you have?", "What can I search?", "List the collections.", "How many documents do you have?", "What documents are here?", "Which collections can I ask about?", "Show me all collections."]))
        d.say(calls("List the collections.", ("list_collections", {})), tool="list_collections")
        names = [f"{w.name(r).lower() if r.random() < .5 else r.choice(self.nouns)}" for _ in range(r.randint(1, 5))]
        lines = [f"{x}: {r.randint(1, 3000)} documents{f', {r.randint(1, 40)} on their way' if r.random() < .15 else ''}" for x in names]
        d.user(observation(("list_collections", "\n".join(lines))))
        return d.say(answer("The collections are listed.", "; ".join(lines) + "."), tool=None)

    def open(self):
        """Read on in a document that the user names."""
        r, writer = self.r, self.writer
        fact = writer.fact()
        passage, lines = writer.passage([fact.statement], r.choice([2, 3, 5]))
        asked = r.choice(["Open {} and tell me: {}", "{1} Look into {0}.", "Read {}. {}", "In {}, {}", "{1} It stands in {0}.", "According to {}, {}"]).format(passage.uri, fact.question)
        d = self.start("open", ("open_document", "search")).user(asked)
        d.say(calls("Open the document.", ("open_document", {"document": passage.uri})), tool="open_document")
        if r.random() < .25:
            d.user(observation(("open_document", f"Error: there is no document {passage.uri}"))).say(calls("There is no such document; search.", ("search", {"query": keywords(fact.question)})), tool="search")
            found = self.mixed([passage], r.choice([0, 1, 2]))
            d.user(observation(("search", d.show(found))))
        else:
            d.user(observation(("open_document", d.show([passage]) + r.choice(["", f"\nIt goes on at {r.randint(900, 2400)} of {r.randint(2401, 90000)}."]))))
        at = d.number(passage)
        return d.say(answer(READ.format(f"[{at}]"), cite(lines[0], at)), cited=[at])

    def other_tool(self):
        """A tool that only the prompt describes."""
        r = self.r
        tool = Mcp(r, self.nouns, self.held)
        tools = [t for t in p.TOOLS if r.random() < .8] + [Mcp(r, self.nouns, self.held).line for _ in range(r.choice([0, 1, 2]))]
        tools = [t for t in tools if p.tool_name(t) != tool.name] + [tool.line]
        r.shuffle(tools)
        d = Dialogue("tool", p.system(tools)).user(tool.question)
        d.say(calls(f"{tool.name} does this.", (tool.name, tool.arguments)), tool=tool.name)
        d.user(observation((tool.name, tool.result)))
        return d.say(answer("The tool answered.", tool.reply), tool=None)

    def follow(self):
        """A question that only the earlier turn makes clear."""
        r, writer = self.r, self.writer
        subject = w.thing(r, self.nouns) if r.random() < .5 else None
        who = w.person(r) if subject is None else None
        if subject:
            name = f"the {subject}"
            pairs = [(f"When was {name} built?", f"The {subject} was built in {w.date(r)[-4:]}.", "When was it built?"), (f"Where is {name}?", f"The {subject} is in the {r.choice(w.ROOM)}.", "Where is it?"), (f"How much does {name} weigh?", f"The {subject} weighs {r.randint(2, 900)} kilograms.", "How much does it weigh?"),
                     (f"Who looks after {name}?", f"{w.person(r)} looks after the {subject}.", "Who looks after it?"), (f"What colour is {name}?", f"The {subject} is {r.choice(w.COLOURS)}.", "What colour is it?"), (f"When does {name} open?", f"The {subject} opens at {w.FILL['time'](r, None)}.", "And when does it open?"),
                     (f"What does {name} cost?", f"The {subject} costs {w.big(r)} {r.choice(w.CURRENCY)}.", "What does it cost?"), (f"What is {name} made of?", f"The {subject} is made of {r.choice(w.MATERIAL)}.", "And what is it made of?")]
        else:
            name = who
            pairs = [(f"Where does {name} work?", f"{name} works in the {r.choice(w.ROOM)}.", "Where does she work?"), (f"What is the extension of {name}?", f"The extension of {name} is {r.randint(100, 999)}.", "What is her extension?"), (f"When was {name} born?", f"{name} was born on {w.date(r)}.", "When was he born?"),
                     (f"What does {name} like?", f"{name} likes {r.choice(w.LIKES)}.", "And what does he like?"), (f"Who is {name}?", f"{name} is the {r.choice(w.ROLE)} of the {w.org(r)}.", "Who is that?"), (f"Where does {name} live?", f"{name} lives in {w.place(r)}.", "Where does he live?")]
        before, now = r.sample(pairs, 2)
        d = self.start("follow", ("search",))
        if r.random() < .3:
            d.earlier(*r.choice([("hello", "Hello! What would you like to know?"), ("thanks", "You are welcome.")]))
        d.earlier(before[0], cite(before[1], r.randint(1, 4))).user(now[2])
        d.say(calls(SEARCH, ("search", {"query": keywords(now[0])})), tool="search")
        passage, lines = writer.passage([now[1]])
        found = self.mixed([passage], r.choice([0, 1, 2, 3]))
        d.user(observation(("search", d.show(found))))
        at = d.number(passage)
        return d.say(answer(READ.format(f"[{at}]"), cite(lines[0], at)), cited=[at])

    def error(self):
        """The search fails once; it is tried again."""
        r = self.r
        question, statement, passage, alike = self.material()
        found = self.mixed([passage, *alike], r.choice([0, 1]))[:5]
        found = found if passage in found else [passage]
        d = self.start("error", ("search",)).user(question).say(calls(SEARCH, ("search", {"query": keywords(question)})), tool="search")
        d.user(observation(("search", r.choice(["Error: the search timed out", "Error: the index is being rebuilt; try again", "Error: connection refused", "Error: k must be between 1 and 50"]))))
        d.say(calls("The search failed; try again.", ("search", {"query": fewer(question)})), tool="search").user(observation(("search", d.show(found))))
        at = d.number(passage)
        return d.say(answer(READ.format(f"[{at}]"), cite(statement, at)), cited=[at])

    def once(self):
        """Passages come with the question, and the answer is plain text."""
        r = self.r
        question, statement, passage, alike = self.material()
        nothing = r.random() < .25
        fact = self.writer.fact()
        found = self.mixed([passage, *alike], r.choice([0, 1, 2, 3]))[:6]
        if passage not in found:
            found[-1] = passage
        if nothing:
            question = fact.question
        while not isinstance(passage, Passage):
            question, statement, passage, alike = self.material()
            found = self.mixed([passage, *alike], r.choice([0, 1, 2, 3]))[:6]
            if passage not in found:
                found[-1] = passage
        numbered = "\n\n".join(f"<passage number=\"{i + 1}\">\n{x.uri}\n{x.title}{' › ' + x.heading if x.heading else ''}\n\n{x.text}\n</passage>" for i, x in enumerate(found))
        system_text, user_text = READ_ONCE
        d = Dialogue("once", system_text).user(user_text.replace("{{passages}}", numbered).replace("{{question}}", question))
        return d.say(p.NOTHING if nothing else cite(statement, 1 + found.index(passage)), **({"nothing": True} if nothing else {"cited": [1 + found.index(passage)]}))


NUMERIC_COLUMNS = {"price", "weight", "count", "cost", "depth", "planned", "spent"}
READ_ONCE = [part.strip() for part in (p.READ_ONCE / "answer.md").read_text(encoding="utf-8").replace("{{nothing}}", p.NOTHING).split("\n---\n")]


class Picture:
    """A picture as tools describe it: caption, text in it, labels; and a question that its text or caption answers."""

    def __init__(self, r, nouns, writer=None, plain=False):
        self.hidden = False
        kind, self.uri = r.choice(["chart", "map", "photo", "diagram", "sign", "poster", "table", "drawing", "timetable", "plan", "label", "plaque"]), None
        subject = w.thing(r, nouns)
        self.title = r.choice([f"{subject} {kind}", f"{kind} of the {subject}", subject, f"{w.place(r)} {kind}"])
        self.uri = f"{r.choice(['pictures/', 'images/', 'img/', 'reports/images/', ''])}{re.sub(r'[^a-z0-9]+', '-', self.title.lower()).strip('-')}.{r.choice(['png', 'jpg', 'svg', 'webp', 'gif'])}"
        what = f"{kind} of the {subject}"
        roll, fact = r.random(), Fact(r, nouns, writer.facts if writer else None) if writer else None
        years = sorted({r.randint(1980, 2029) for _ in range(r.randint(3, 6))})
        pairs = [(str(y), str(r.randint(3, 999))) for y in years] if r.random() < .5 else [(w.name(r) if r.random() < .5 else r.choice(nouns), f"{r.randint(2, 99)}{r.choice([' percent', ' m', ' km', '', ' litres', '%'])}") for _ in range(r.randint(2, 6))]
        counted = r.choice(w.SURVEY)
        label, value = r.choice(pairs)
        self.caption = f"{kind.capitalize()} of {counted if kind == 'chart' else 'the ' + subject}"
        if fact and roll < .35:
            self.text = [fact.statement.rstrip(".")] + [Fact(r, nouns, writer.all_facts).statement.rstrip(".") for _ in range(r.choice([0, 0, 1, 2]))]
            r.shuffle(self.text)
            self.reply = fact.statement
            self.question = fact.question if plain else r.choice(["According to the {1} of the {2}, {0}", "In the {1} of the {2}: {0}", "{0} See the {1} of the {2}."]).format(fact.question, kind, subject)
        elif roll < .8 or plain:
            self.text = [r.choice(["{} {}", "{}: {}", "{} = {}"]).format(a, b) for a, b in pairs]
            chosen = self.text[pairs.index((label, value))]
            self.question = r.choice([f"What does the {what} show for {label}?", f"Which value does the {what} give for {label}?", f"How many {counted} were there in {label} according to the {what}?", f"In the {what}, what is the value of {label}?", f"What number stands beside {label} in the {what}?", f"In the {kind}, how much is {label}?"])
            if plain:
                self.caption = f"{kind.capitalize()} of {counted} per {'year' if label.isdigit() else 'place'}"
                self.question = r.choice([f"How many {counted} were there in {label}?", f"How many {counted} were counted in {label}?", f"{counted} in {label}", f"What was the number of {counted} in {label}?"])
            self.reply = f"The {kind} shows {chosen}"
        elif roll < .9:
            self.text = [w.thing(r, nouns) for _ in range(r.randint(1, 4))]
            self.question = r.choice([f"What does the {what} show?", f"What can be seen in the {what}?", f"Show me a {what}.", f"Is there a picture of the {subject}?", f"Which picture shows the {subject}?", f"Find a {kind} of the {subject}."])
            self.caption = f"{kind.capitalize()} of the {subject} with {w.thing(r, nouns)} and {w.thing(r, nouns)}"
            self.reply = f"The picture shows {self.caption[0].lower() + self.caption[1:]}"
        else:
            words = " ".join(r.choice(nouns) for _ in range(r.randint(2, 7))).capitalize()
            self.text = [words]
            self.question = r.choice([f"What is written on the {what}?", f"What does the {what} say?", f"Which words are on the {what}?", f"Read the text of the {what}."])
            self.reply = f"The text says: {words}"
        self.labels = [r.choice(nouns) for _ in range(r.choice([0, 0, 2, 3]))]
        self.joiner = r.choice(["\n", " ", "; ", "\n"])

    def body(self):
        labels = f"\nlabels: {', '.join(self.labels)}" if self.labels else ""
        return f"{self.caption}\n{self.joiner.join(self.text)}{labels}"

    def show(self, n):
        return f"[{n}] picture: {self.title} ({self.uri})\n" + (self.caption if self.hidden else self.body())

    def closer(self, r, n):
        """What a closer look tells."""
        style = r.random()
        if style < .7:
            about = f"{r.randint(64, 2000)} x {r.randint(64, 2000)} pixels" + (f"\nshown under: {self.title} › {r.choice(self.text)}" if r.random() < .3 else "")
            shown = f"[{n}] picture: {self.title} ({self.uri})\n{self.body()}"
            return shown if style < .3 else f"{shown}\n\n{about}" if style < .5 else f"{about}\n\n{shown}"
        text = "\n".join(f"{t} (at {r.randint(0, 99)}%, {r.randint(0, 99)}%)" for t in self.text) if style < .85 else "\n".join(self.text)
        return f"{self.caption}\ntext:\n{text}"


class Mcp:
    """A tool from outside: a line for the prompt, a question that needs it, arguments, result and reply."""

    def __init__(self, r, nouns, held):
        row = r.choice([m for i, m in enumerate(MCP) if (i % 8 == 3) == held])
        name, signature, about, question, result, reply = [part.strip() for part in row.split("||")]
        values = Values(r, nouns)
        verb, _, noun = name.partition("_")
        self.name = name if r.random() < .4 else r.choice([f"{verb}_{noun}_{w.syllables(r, 1, 1)}", f"{noun}_{verb}", f"{w.syllables(r, 1, 1)}_{verb}_{noun}", f"{w.syllables(r, 1, 1)}-{noun}", f"{verb}{noun.capitalize()}"])
        self.arguments = {}
        types = []
        for part in signature.split(";"):
            if not part.strip():
                continue
            key, kind, template = [x.strip() for x in part.split("=")]
            value = values.fill(template, sentence=False)
            types.append(f'"{key}":{kind}')
            self.arguments[key] = int(value) if kind == "integer" else value
        self.line = f"- {self.name} {{{','.join(types)}}}: {about}"
        self.question, self.result = values.fill(question), values.fill(result)
        values["{r}"] = self.result
        self.reply = values.fill(reply).rstrip(".") + "."


KINDS = [("read", 34), ("refuse", 9), ("both", 4), ("hop", 6), ("sum", 10), ("problem", 11), ("picture", 7), ("shown", 2), ("chat", 2.5), ("memory", 2), ("collections", .7), ("open", 1.5),
         ("other_tool", 4), ("follow", 4), ("error", 1), ("once", 4)]
_NAMES, _WEIGHTS = [k for k, _ in KINDS], [v for _, v in KINDS]


def tell(writer, kind=None):
    writer.long = writer.r.random() < .25
    teller = Teller(writer)
    return getattr(teller, kind or writer.r.choices(_NAMES, _WEIGHTS)[0])()
