"""Questions to sentences of real text, by patterns; and keywords of a question, as the agent searches for them."""
import re

STOP = set("""a an the of to in on at by for from with and or is are was were be been am do does did has have had can could may might must shall should will would
what which who whom whose when where why how many much long far often old high large that this these those there it its they them their he she his her i me my we our you your
about as if into than then so any some please tell say said get one also not no's s
der die das den dem des ein eine einen einem einer ist sind war waren wird werden hat haben kann darf muss wie was wann wer wo wen wem warum welche welcher welches viel viele im in am an auf zu zum zur von vom mit für und oder es sich man
el la los las un una de del en que qué cómo cuándo dónde quién cuántos cuántas es son por para con""".split())
_WORD = re.compile(r"[^\W_][\w'./+:%-]*[^\W_]|[^\W_]")
_IRREGULAR = dict(pair.split(":") for pair in """went:go saw:see made:make took:take gave:give got:get came:come found:find bought:buy brought:bring thought:think built:build kept:keep left:leave
lost:lose paid:pay ran:run said:say sold:sell sent:send spent:spend stood:stand told:tell won:win wrote:write ate:eat drank:drink drove:drive flew:fly grew:grow knew:know rode:ride sang:sing
slept:sleep spoke:speak swam:swim threw:throw wore:wear began:begin broke:break caught:catch chose:choose cut:cut dug:dig drew:draw fell:fall felt:feel fought:fight forgot:forget had:have held:hold
led:lead met:meet put:put read:read rose:rise set:set shot:shoot stole:steal taught:teach understood:understand has:have does:do did:do goes:go""".split())
_VERBS = """walk play use need want start stop work live visit help plant cook bake clean fill collect count order receive earn save share pick pack carry move call ask answer add remove create return
allow provide support require contain include define describe show print run read write send take make give get set keep hold build cost weigh measure produce sell buy eat drink drive grow own sleep
finish open close change check copy compile call store track match expose report represent implement handle borrow spawn join expect accept offer consist belong receive watch lose win pay run plan score
raise rent drop donate deliver harvest hike jog knit paint wash swim travel wait weave bring find leave teach wear spend think bring""".split()


def _forms():
    forms = {}
    for verb in _VERBS:
        stem = verb[:-1] if verb.endswith("e") else verb
        past = verb[:-1] + "ied" if re.search(r"[^aeiou]y$", verb) else stem + "ed"
        third = verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else verb + ("es" if re.search(r"(s|sh|ch|x|o)$", verb) else "s")
        doubled = verb + verb[-1] + "ed" if re.search(r"[^aeiou][aeiou][bdgmnpt]$", verb) else past
        for form, tense in ((past, "did"), (doubled, "did"), (third, "does")):
            forms[form] = (verb, tense)
    forms.update({past: (base, "does" if past in ("has", "does", "goes") else "did") for past, base in _IRREGULAR.items()})
    return forms


_FORMS = _forms()
_AUX = {"is", "are", "was", "were", "can", "must", "should", "may", "will", "could", "would"}
_SYNONYMS = [set(group.split()) for group in """big large|small little|fast quick|start begin|stop end|buy purchase|cost price|show display|make create|delete remove|get obtain|use employ|fix repair|build construct
car vehicle|house building|work job|shop store|film movie|sea ocean|path way|doctor physician|boss head|guest visitor|trip journey|picture image|error mistake|list show|change modify|choose select|allow permit|need require|help assist""".replace("\n", "|").split("|")]


def keywords(question):
    """Words of a question without those that only ask; in order."""
    words = [w for w in _WORD.findall(question) if w.lower() not in STOP]
    return " ".join(words) if words else question.strip(" ?")


def fewer(question):
    """Other words for a second search: names and numbers if there are any, else the longest words."""
    words = keywords(question).split()
    strong = [w for w in words if w[0].isupper() or w[0].isdigit()]
    if 0 < len(strong) < len(words):
        return " ".join(strong)
    longest = sorted(sorted(range(len(words)), key=lambda i: (-len(words[i]), i))[:2])
    return " ".join(words[i] for i in longest)


def _vary(r, text):
    """Now and then another word of the same meaning."""
    if r.random() > .25:
        return text
    words = text.split()
    for i, word in enumerate(words):
        for group in _SYNONYMS:
            if word.lower() in group:
                words[i] = r.choice(sorted(group - {word.lower()}))
    return " ".join(words)


def _lower(subject):
    return subject[0].lower() + subject[1:] if subject.split()[0].lower() in ("the", "a", "an", "this", "these", "each", "every", "all", "his", "her", "it", "its", "in", "on", "if", "some", "most", "their", "they", "he", "she") else subject


def _clause(r, sentence):
    """A question by turning subject and verb round, or None."""
    words = sentence.rstrip(".!").split()
    for i in range(1, min(8, len(words) - 1)):
        word, subject, rest = words[i], _lower(" ".join(words[:i])), words[i + 1:]
        if "," in subject or subject.split()[0].lower() in ("if", "when", "in", "on", "and", "but", "for", "this", "it", "they", "he", "she"):
            return None
        if word in _AUX:
            tail = " ".join(rest[:r.randint(2, 9)]).rstrip(",;:")
            choice = r.random()
            if word in ("is", "are") and choice < .5 and i <= 5:
                return f"What {word} {subject}?"
            if choice < .6:
                return f"{word.capitalize()} {subject} {tail}?"
            lead = "When" if re.search(r"\b(when|before|after|until|at|in \d{4})\b", sentence) else "Why" if " because " in sentence else "Where" if re.search(r"\b(in|on|under|at) the\b", sentence) else "How"
            return f"{lead} {word} {subject} {' '.join(rest[:r.randint(1, 4)]).rstrip(',;:')}?"
        if word in _FORMS:
            base, do = _FORMS[word]
            text = " ".join(rest)
            number = re.search(r"\b(\d[\d,.]*|" + "two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|half" + r") ([a-z]{3,})", text)
            if number and r.random() < .8:
                left = (text[:number.start()] + text[number.end():]).strip(" ,")
                left = " ".join(left.split()[:r.randint(3, 10)]).rstrip(",;:")
                return f"How many {number.group(2)} {do} {subject} {base} {left}".strip() + "?"
            time = re.search(r"\b(in|on|at|every|before|after|during) [A-Z0-9][\w:]*", text)
            if time and r.random() < .7:
                left = (text[:time.start()] + text[time.end():]).strip(" ,")
                return f"When {do} {subject} {base} {' '.join(left.split()[:6])}".strip(" ,;:") + "?"
            if " because " in text and r.random() < .8:
                return f"Why {do} {subject} {base} {text.split(' because ')[0]}?"
            if r.random() < .5:
                return f"What {do} {subject} {base}?"
            return f"Who {word} {' '.join(rest[:6])}".rstrip(" ,;:") + "?" if sentence.split()[0][0].isupper() and i <= 2 else f"What {word} {' '.join(rest[:5])}".rstrip(" ,;:") + "?"
    return None


def _frame(r, sentence):
    """A question from some of the sentence's words, in their order."""
    words = [w for w in keywords(sentence).split() if len(w) > 2]
    if len(words) < 3:
        return None
    count = r.randint(2, min(6, len(words)))
    start = r.randint(0, len(words) - count) if r.random() < .6 else None
    chosen = words[start:start + count] if start is not None else [words[i] for i in sorted(r.sample(range(len(words)), count))]
    text = " ".join(chosen)
    text = text[0].lower() + text[1:] if r.random() < .5 and not text.isupper() else text
    return r.choice(["What is said about {}?", "What about {}?", "{}?", "{}", "Tell me about {}.", "What does it say about {}?", "How does {} work?", "Is there anything about {}?", "Where is {} mentioned?",
                     "Why {}?", "How {}?", "When {}?", "Who {}?", "What {}?", "Which {}?", "Explain {}.", "I want to know about {}.", "Do you know {}?", "How many {}?"]).format(text)


def ask(r, sentence):
    """A question that the sentence answers, or None when it does not lend itself to one."""
    question = _clause(r, sentence) if r.random() < .65 else None
    question = question or _frame(r, sentence)
    return _vary(r, re.sub(r"\s+", " ", question)) if question else None
