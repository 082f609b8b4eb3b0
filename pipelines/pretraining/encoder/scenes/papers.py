"""Papers and screens: things that are read."""
from .canvas import FONTS

SLANTED = [f for f in FONTS if "Italic" in f or "Oblique" in f]

def table(c):
    c.paper()
    c.title()
    rows, cols, ruled = c.rng.randint(3, 9), c.rng.randint(2, 5), c.rng.random()
    times = c.rng.random() < 0.5
    for i in range(rows):
        y = 0.2 + 0.72 * i / rows
        if ruled < 0.4:
            c.rect(0.05, y, 0.95, y + 0.72 / rows, None, c.jitter((150, 150, 150)), 0.006)
        elif ruled < 0.6 and i % 2:
            c.rect(0.05, y, 0.95, y + 0.72 / rows, c.jitter((222, 228, 232), 6))
        for j in range(cols):
            words = c.words(1, 2) if i == 0 or j == 0 else f"{c.rng.randint(5, 22):02d}:{c.rng.choice(['00', '15', '30', '45'])}" if times else c.number()
            c.text(0.07 + 0.88 * j / cols, y + 0.36 / rows, words, 0.065 if i else 0.055)
    if times:
        return ["timetable", "schedule of departures", "table of departure times", "bus timetable", "boat and train times", "时刻表"], ["dates and times in columns", "when it leaves and returns", "travel times"]
    return ["table of numbers", "spreadsheet", "data table with rows and columns", "表格"], ["columns of figures", "list of values"]


def note(c):
    name, color = c.color("yellow", "beige", "white", "pink", "light blue")
    c.paper(tuple(min(255, v + 12) for v in color))
    n = c.rng.randint(4, 9)
    lined = c.rng.random() < 0.7
    face, pen = c.rng.choice(SLANTED), c.jitter(c.rng.choice([(40, 60, 120), (40, 40, 45), (90, 40, 60)]), 15)
    if lined and c.rng.random() < 0.5:
        c.line([(0.13, 0.02), (0.13, 0.98)], (215, 150, 145), 0.008)
    for i in range(n):
        y = 0.12 + 0.8 * i / n
        if lined:
            c.line([(0.03, y + 0.05), (0.97, y + 0.05)], c.jitter((195, 205, 215), 10), 0.006)
        c.text(0.16, y, c.words(1, 5).capitalize(), c.rng.uniform(0.07, 0.085), pen, face=face)
    if c.rng.random() < 0.5:
        c.oval(0.5, 0.04, 0.025, fill=c.color("red", "blue", "green")[1])
    c.image = c.image.rotate(c.rng.uniform(-3, 3), fillcolor=c.jitter((190, 180, 160), 30))
    return ["handwritten note", "note on lined paper", "handwriting on a sheet of paper", "scribbled message", "list pinned to the wall", "memo", "手写便条"], \
        [f"{name} paper", "written by hand", "reminder for others", "pinned up"]


def page(c):
    c.paper(c.jitter((250, 249, 245), 5))
    c.text(0.1, 0.1, c.words(1, 3).capitalize(), 0.09)
    columns = c.rng.choice([1, 1, 2, 3])
    for j in range(columns):
        x, w = 0.1 + 0.82 * j / columns, 0.82 / columns - 0.04
        y = 0.2
        while y < 0.93:
            c.line([(x, y), (x + w * c.rng.choice([1, 1, 1, 0.6]), y)], c.jitter((90, 92, 96), 15), 0.014)
            y += c.rng.choice([0.045, 0.045, 0.08])
    if columns > 1:
        return ["newspaper page", "article in columns", "printed newspaper"], ["columns of small print"]
    return ["page of text", "printed document", "letter", "page from a book", "文件"], ["lines of print", "paragraphs"]


def terminal(c):
    c.paper(c.jitter((22, 24, 28), 14))
    if c.rng.random() < 0.5:
        c.rect(0, 0, 1, 0.08, c.jitter((60, 62, 66)))
    for i in range(c.rng.randint(5, 13)):
        x = 0.04 + c.rng.choice([0, 0, 0.06, 0.12])
        c.text(x, 0.14 + i * 0.066, c.rng.choice(["$ ", "> ", "", "", "# "]) + c.words(1, 4), 0.055, c.jitter(c.rng.choice([(120, 220, 120), (220, 220, 220), (240, 190, 90), (120, 180, 240)])), face="/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf")
    return ["terminal window", "command line", "shell screen", "code in a dark editor", "screenshot of a terminal", "终端"], ["light letters on black", "source code", "commands"]


def window(c):
    c.paper(c.jitter((238, 240, 243), 6))
    name, bar = c.color("blue", "gray", "green", "purple", "black", "orange")
    c.rect(0, 0, 1, 0.1, bar)
    if c.rng.random() < 0.7:
        c.rect(0, 0.1, 0.24, 1, c.jitter((215, 219, 224), 10))
        for i in range(c.rng.randint(3, 7)):
            c.rect(0.03, 0.15 + i * 0.1, 0.2, 0.19 + i * 0.1, c.jitter((160, 166, 174), 15))
    for i in range(c.rng.randint(2, 5)):
        c.rect(0.3, 0.17 + i * 0.17, 0.94, 0.3 + i * 0.17, (255, 255, 255), (200, 204, 208), 0.006, 0.02)
        c.line([(0.34, 0.235 + i * 0.17), (c.rng.uniform(0.5, 0.85), 0.235 + i * 0.17)], (130, 134, 140), 0.016)
    c.rect(0.74, 0.9, 0.94, 0.97, bar, radius=0.02)
    return ["application window", "screenshot of an app", "web page", "user interface", "settings screen", "软件界面"], [f"{name} title bar", "menu and fields", "buttons"]


def checklist(c):
    c.paper()
    c.title()
    for i in range(c.rng.randint(4, 7)):
        y = 0.22 + i * 0.11
        c.rect(0.08, y - 0.03, 0.14, y + 0.03, None, c.ink, 0.012)
        if c.rng.random() < 0.5:
            c.line([(0.085, y), (0.11, y + 0.025), (0.15, y - 0.05)], c.color("green", "red", "blue")[1], 0.02)
        c.text(0.2, y, c.words(2, 4), 0.065)
    return ["checklist", "to-do list", "list with check boxes", "form with boxes to tick", "清单"], ["ticked boxes", "tasks"]


def calendar(c):
    c.paper(c.jitter((252, 252, 250), 3))
    name, top = c.color("red", "blue", "green", "orange")
    c.rect(0, 0, 1, 0.18, top)
    c.text(0.5, 0.09, c.rng.choice(["MARCH", "JULY", "OCTOBER", "MAY"]), 0.1, (255, 255, 255), "mm")
    for i in range(31):
        c.text(0.1 + (i % 7) * 0.135, 0.28 + (i // 7) * 0.145, str(i + 1), 0.065, anchor="mm")
    return ["calendar", "month calendar", "calendar page", "日历"], [f"{name} header", "days of the month"]


def card(c):
    c.paper(c.jitter((220, 226, 228), 12))
    c.rect(0.04, 0.06, 0.96, 0.94, c.jitter((252, 250, 244), 4), (60, 66, 70), 0.01, 0.03)
    left = c.rng.random() < 0.7
    x = 0.1 if left else 0.56
    c.rect(x, 0.25, x + 0.36, 0.8, c.jitter((175, 195, 205), 40))
    c.poly(c.blob(x + 0.18, 0.53, 0.13, 0.15, 0.35), c.jitter((60, 70, 76), 30))
    c.text(0.1, 0.16, c.words(1, 2).upper(), 0.1)
    for i in range(c.rng.randint(3, 6)):
        c.text(0.52 if left else 0.08, 0.32 + i * 0.1, c.words(1, 3), 0.055)
    return ["identity card", "catalogue card with a picture", "profile card", "data sheet of an animal", "index card with photo and facts", "identification card"], ["portrait beside facts", "record of one individual"]


def receipt(c):
    c.paper(c.jitter((120, 110, 100), 40))
    c.rect(0.28, 0.02, 0.72, 0.98, (250, 250, 248))
    for i in range(12):
        y = 0.1 + i * 0.065
        c.line([(0.33, y), (0.33 + c.rng.uniform(0.08, 0.2), y)], (90, 90, 90), 0.014)
        c.line([(0.62, y), (0.68, y)], (90, 90, 90), 0.014)
    return ["receipt", "shop bill", "till slip", "收据"], ["long narrow paper", "list of prices"]


def sticky(c):
    c.paper(c.jitter((205, 185, 150), 25))
    for _ in range(c.rng.randint(3, 9)):
        x, y = c.rng.uniform(0.02, 0.75), c.rng.uniform(0.02, 0.72)
        c.rect(x, y, x + 0.22, y + 0.24, c.color("yellow", "pink", "light blue", "orange", "green")[1])
        for i in range(3):
            c.line([(x + 0.03, y + 0.06 + i * 0.06), (x + c.rng.uniform(0.1, 0.19), y + 0.06 + i * 0.06)], (80, 80, 80), 0.008)
    return ["sticky notes on a board", "pin board", "cork board with notes", "便利贴"], ["many coloured notes"]


DRAW = [table, table, note, note, page, terminal, window, checklist, calendar, card, receipt, sticky]
