"""Charts. Each function draws one picture and returns (names for it, details of it)."""
import math


def axes(c):
    c.paper()
    c.title()
    if c.rng.random() < 0.6:
        for i in range(c.rng.randint(2, 5)):
            y = 0.2 + 0.6 * i / 5
            c.line([(0.1, y), (0.95, y)], c.jitter((205, 207, 205), 12), 0.006)
    if c.rng.random() < 0.7:
        c.line([(0.1, 0.18), (0.1, 0.86), (0.95, 0.86)], width=0.01)


def bars(c):
    axes(c)
    n, (name, fill) = c.rng.randint(3, 12), c.color()
    many = c.rng.random() < 0.25
    odd = c.rng.randrange(n) if c.rng.random() < 0.4 else -1
    step = 0.82 / n
    for i in range(n):
        top = 0.86 - c.rng.uniform(0.05, 0.62)
        c.rect(0.12 + i * step, top, 0.12 + (i + c.rng.choice([0.6, 0.75])) * step, 0.86, c.any() if many or i == odd else fill)
        if n < 9:
            c.text(0.12 + (i + 0.35) * step, 0.92, c.number(), 0.05, anchor="mm")
            c.text(0.12 + (i + 0.35) * step, top - 0.04, c.number(), 0.05, anchor="mm")
    return ["bar chart", "bar graph", "column chart", "chart with vertical bars", "counts per year as bars", "条形图", "柱状图"], \
        ["comparing numbers", "statistics of several years", "coloured bars" if many else f"{name} bars"]


def flat_bars(c):
    axes(c)
    n, (name, fill) = c.rng.randint(3, 8), c.color()
    for i in range(n):
        y = 0.2 + i * 0.64 / n
        c.rect(0.25, y, 0.25 + c.rng.uniform(0.1, 0.68), y + 0.42 / n, fill)
        c.text(0.04, y + 0.2 / n, c.words(1, 1), 0.05)
    return ["horizontal bar chart", "bar chart lying on its side", "ranking as horizontal bars"], [f"{name} bars", "comparing values"]


def lines(c):
    axes(c)
    count = c.rng.choice([1, 1, 2, 3])
    names = []
    for _ in range(count):
        n, y = c.rng.randint(4, 16), c.rng.uniform(0.3, 0.7)
        points = []
        for i in range(n):
            y = min(0.82, max(0.2, y + c.rng.uniform(-0.17, 0.17)))
            points.append((0.12 + 0.8 * i / (n - 1), y))
        name, fill = c.color()
        names.append(name)
        c.line(points, fill, c.rng.uniform(0.01, 0.025))
        if n < 10 and c.rng.random() < 0.7:
            hollow = c.rng.random() < 0.5
            for q in points:
                c.oval(*q, 0.022, fill=c.ground if hollow else fill, outline=fill)
    for i in range(5):
        c.text(0.16 + i * 0.18, 0.93, c.number(), 0.05, anchor="mm")
    return ["line chart", "line graph", "curve over time", "trend line rising and falling", "time series plot", "graph of how a number changed over the years", "折线图"], \
        [f"{names[0]} line", "one line" if count == 1 else "several lines", "numbers by year"]


def pie(c):
    c.paper()
    c.title()
    n, start, x = c.rng.randint(2, 6), c.rng.uniform(-90, 270), c.rng.choice([0.35, 0.5, 0.4])
    shares = [c.rng.uniform(0.1, 1) for _ in range(n)]
    half = c.rng.random() < 0.2
    span, y = (180, 0.85) if half else (360, 0.56)
    start = 180 if half else start
    r = 0.5 if half and x == 0.5 else 0.33
    hollow = c.rng.random() < 0.25
    for i, share in enumerate(shares):
        end = start + span * share / sum(shares)
        fill = c.any()
        c.pie(x, y, r, start, end, fill, c.ground)
        start = end
        if x < 0.5:
            c.rect(0.7, 0.28 + i * 0.1, 0.74, 0.33 + i * 0.1, fill)
            c.text(0.77, 0.305 + i * 0.1, f"{c.words(1, 1)} {round(100 * share / sum(shares))}%", 0.055)
    if hollow:
        c.oval(x, y, r * 0.5, fill=c.ground)
    names = ["donut chart", "ring chart"] if hollow else ["pie chart", "pie diagram", "circle divided into slices", "circle chart of shares", "饼图"]
    return names, ["shares in percent", "parts of a whole", "proportions by colour", "how much each source contributes", "breakdown by kind"]


def scatter(c):
    axes(c)
    name, fill = c.color()
    slope = c.rng.uniform(-0.6, 0.6)
    for _ in range(c.rng.randint(20, 90)):
        x = c.rng.uniform(0.13, 0.93)
        y = 0.5 - slope * (x - 0.5) + c.rng.gauss(0, 0.08)
        c.oval(x, min(0.84, max(0.2, y)), c.rng.choice([0.012, 0.018]), fill=fill)
    return ["scatter plot", "cloud of points", "scatter chart", "dots plotted on two axes", "散点图"], [f"{name} dots", "correlation of two quantities"]


def area(c):
    axes(c)
    low = [0.86] * 9
    for _ in range(c.rng.randint(1, 4)):
        top = [y - c.rng.uniform(0.04, 0.2) for y in low]
        xs = [0.12 + 0.1 * i for i in range(9)]
        c.poly(list(zip(xs, top)) + list(zip(xs[::-1], low[::-1])), c.any())
        low = top
    return ["area chart", "stacked area graph", "filled curves"], ["layers of colour", "development over time"]


def heat(c):
    c.paper()
    c.title()
    n, m = c.rng.randint(4, 10), c.rng.randint(4, 12)
    (_, low), (_, high) = c.color("white", "light blue", "yellow"), c.color("red", "blue", "purple", "dark green")
    for i in range(n):
        for j in range(m):
            t = c.rng.random()
            c.rect(0.1 + 0.84 * j / m, 0.18 + 0.74 * i / n, 0.1 + 0.84 * (j + 1) / m, 0.18 + 0.74 * (i + 1) / n,
                   tuple(round(a + (b - a) * t) for a, b in zip(low, high)))
    return ["heat map", "grid of coloured cells", "matrix plot", "热力图"], ["values as colours", "rows and columns"]


def wave(c):
    axes(c)
    name, fill = c.color()
    f, p = c.rng.uniform(6, 30), c.rng.uniform(0, 6)
    c.line([(0.12 + 0.8 * i / 120, 0.52 + 0.25 * math.sin(f * i / 120 + p)) for i in range(121)], fill, 0.018)
    return ["sine wave", "wave on a graph", "oscillation", "tide curve", "signal on an oscilloscope"], [f"{name} curve", "going up and down regularly"]


def radar(c):
    c.paper()
    n = c.rng.randint(5, 8)
    angle = lambda i: math.pi / 2 + 2 * math.pi * i / n
    for r in (0.13, 0.26, 0.38):
        c.line([c.around(0.5, 0.52, r, angle(i)) for i in range(n + 1)], c.jitter((190, 190, 190)), 0.006)
    c.poly([c.around(0.5, 0.52, c.rng.uniform(0.1, 0.37), angle(i)) for i in range(n)], c.any())
    return ["radar chart", "spider chart", "star plot"], ["profile of several qualities"]


DRAW = [bars, flat_bars, lines, pie, scatter, area, heat, wave, radar]
