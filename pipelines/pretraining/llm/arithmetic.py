"""Word problems and their programs: GSM8K's marks turned into Python, and made-up problems."""
import contextlib
import io
import re

import words as w

_MARK = re.compile(r"<<([^=<>]+)=([^<>]+)>>")
_SAFE = re.compile(r"[\d\s.+*/()-]+\Z")


def run(program):
    """What a program prints. Only for programs that this recipe wrote itself."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program, {})
    return out.getvalue().rstrip("\n")


def number(text):
    """A printed number as an answer gives it: 36.0 is 36."""
    return text[:-2] if text.endswith(".0") else text


def from_marks(row):
    """(question, program, printed) of a GSM8K problem, or None where its marks do not give its answer."""
    final = row["answer"].split("####")[-1].strip().replace(",", "")
    lines, known = [], {}
    for expression, value in _MARK.findall(row["answer"]):
        expression = re.sub(r"(\d+(?:\.\d+)?)%", r"\1/100", expression.replace(",", "").replace("$", "").replace("x", "*").strip())
        if not _SAFE.match(expression) or "**" in expression or "//" in expression or re.search(r"\b0\d", expression):
            return None
        expression = re.sub(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])", lambda m: known.get(_key(m.group()), m.group()), expression)
        expression = re.sub(r"(?<![\d])\.(\d)", r"0.\1", expression).replace(" ", "")
        variable = "abcdefghijklmnopqrstuvwxyz"[len(lines) % 26]
        lines.append(f"{variable}={expression}")
        try:
            known[_key(value.replace(",", ""))] = variable
        except ValueError:
            return None
    if not lines:
        return None
    program = "\n".join([*lines[:-1], f"print({lines[-1].split('=', 1)[1]})"])
    try:
        printed = run(program)
        if abs(float(printed) - float(final)) > 1e-6:
            return None
    except (SyntaxError, ZeroDivisionError, ValueError, NameError, TypeError):
        return None
    return row["question"], program, printed


def _key(text):
    return f"{float(text):.6g}"


_PROBLEMS = [
    "{first} has {n} {goods}. {first2} gives {first} {m} more. How many {goods} does {first} have now? || print({n}+{m}) || {first} has {r} {goods}",
    "{first} had {h} {goods} and sold {n} of them. How many {goods} are left? || print({h}-{n}) || {r} {goods} are left",
    "A box holds {n} {goods}. How many {goods} are in {m} boxes? || print({n}*{m}) || There are {r} {goods}",
    "{first} buys {m} {goods} for {n} {cur} each and pays with {h} {cur}. How much change is there? || a={m}*{n}\nprint({h}-a) || The change is {r} {cur}",
    "{first} reads {n} pages a day. How many days does a book of {big} pages take? || print(round({big}/{n},1)) || It takes {r} days",
    "{first} earns {n} {cur} an hour and works {m} hours a week. How much does {first} earn in {w2} weeks? || a={n}*{m}\nprint(a*{w2}) || {first} earns {r} {cur}",
    "What is {pct} percent of {big}? || print({big}*{pct}/100) || {pct} percent of {big} is {r}",
    "What is {big} plus {big2}? || print({big}+{big2}) || The sum is {r}", "What is {n} times {h}? || print({n}*{h}) || The product is {r}", "{h} - {n} || print({h}-{n}) || The result is {r}",
    "Calculate {n}*{m}+{h}. || print({n}*{m}+{h}) || The result is {r}", "What is ({n}+{m})*{h}? || print(({n}+{m})*{h}) || The result is {r}", "How much is {big} divided by {n}? || print({big}/{n}) || The result is {r}",
    "What is {m} to the power of 3? || print({m}**3) || The result is {r}", "What is the square root of {h}? || import math\nprint(round(math.sqrt({h}),4)) || The square root of {h} is {r}",
    "What is the average of {n}, {m}, {h} and {n2}? || print(({n}+{m}+{h}+{n2})/4) || The average is {r}", "What is the sum of {n}, {m}, {h}, {n2} and {m2}? || print(sum([{n},{m},{h},{n2},{m2}])) || The sum is {r}",
    "What is the largest of {n}, {m}, {h} and {n2}? || print(max({n},{m},{h},{n2})) || The largest is {r}", "What is the median of {n}, {m}, {h}, {n2} and {m2}? || import statistics\nprint(statistics.median([{n},{m},{h},{n2},{m2}])) || The median is {r}",
    "How many minutes are {m} hours? || print({m}*60) || {m} hours are {r} minutes", "How many seconds are {m} minutes and {n} seconds? || print({m}*60+{n}) || That is {r} seconds",
    "Convert {n} miles to kilometres. || print(round({n}*1.609344,2)) || {n} miles are {r} kilometres", "How many feet are {n} metres? || print(round({n}/0.3048,2)) || {n} metres are {r} feet",
    "What is {n} degrees Fahrenheit in Celsius? || print(round(({n}-32)*5/9,1)) || It is {r} degrees Celsius", "Convert {n} Celsius to Fahrenheit. || print({n}*9/5+32) || It is {r} degrees Fahrenheit",
    "How many days are there between {iso} and {iso2}? || from datetime import date\nprint(abs((date({iso2c})-date({isoc})).days)) || There are {r} days between them",
    "Which weekday is {iso}? || from datetime import date\nprint(date({isoc}).strftime('%A')) || {iso} is a {r}",
    "What date is {m} days after {iso}? || from datetime import date,timedelta\nprint(date({isoc})+timedelta(days={m})) || It is {r}",
    "A {noun} of {h} {cur} is {pct} percent cheaper now. What does it cost? || print(round({h}*(100-{pct})/100,2)) || It costs {r} {cur}",
    "A price rises from {n} to {h} {cur}. By how many percent? || print(round(({h}-{n})/{n}*100,1)) || It rises by {r} percent",
    "{first} drives {h} kilometres in {m} hours. How fast is that? || print(round({h}/{m},1)) || That is {r} kilometres an hour",
    "A garden is {n} metres long and {m} metres wide. What is its area? || print({n}*{m}) || Its area is {r} square metres", "A garden is {n} metres long and {m} metres wide. How long is the fence around it? || print(2*({n}+{m})) || The fence is {r} metres long",
    "{first} saves {n} {cur} a month. {first2} saves twice as much. How much do they save together in {m} months? || a=2*{n}\nb={n}+a\nprint(b*{m}) || Together they save {r} {cur}",
    "{h} {goods} are shared equally among {m} people. How many does each get and how many are left? || print({h}//{m},{h}%{m}) || Each gets and left over: {r}",
    "How many letters has the word {noun}? || print(len('{noun}')) || It has {r} letters", "Write {noun} backwards. || print('{noun}'[::-1]) || Backwards it is {r}",
    "Sort the numbers {h}, {n}, {m} and {n2}. || print(sorted([{h},{n},{m},{n2}])) || In order they are {r}", "Is {h} a prime number? || print(all({h}%i for i in range(2,{h}))) || Prime: {r}",
    "What is the sum of all numbers from 1 to {h}? || print(sum(range(1,{h}+1))) || The sum is {r}",
]


def made_up(r, nouns, held):
    """(question, program, printed, answer) of a made-up problem; one template in nine is kept back."""
    question, program, reply = [part.strip() for part in r.choice([p for i, p in enumerate(_PROBLEMS) if (i % 9 == 4) == held]).split("||")]
    values = {}

    def slot(match):
        key = match.group(0)
        if key not in values:
            kind = match.group(1)
            if kind.startswith("iso"):
                day = f"{r.randint(1950, 2035)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}"
                values["{" + kind.rstrip("c") + "}"] = day
                values["{" + kind.rstrip("c") + "c}"] = ",".join(str(int(p)) for p in day.split("-"))
            elif kind.startswith("w"):
                values[key] = str(r.randint(2, 9))
            elif kind.startswith("big"):
                values[key] = str(r.randint(100, 9999))
            else:
                values[key] = w.FILL[re.sub(r"\d", "", kind)](r, nouns)
        return values[key]

    slots = re.compile(r"\{([a-z]+\d?c?)\}")
    question, program = slots.sub(slot, question), slots.sub(slot, program)
    printed = run(program)
    values["{r}"] = number(printed)
    return question, program, printed, slots.sub(slot, reply)
