"""Diagrams, plans and maps."""
import math


def boxes(c):
    c.paper()
    c.title()
    name, fill = c.color("light blue", "white", "yellow", "green", "orange", "pink", "beige")
    columns = c.rng.randint(2, 4)
    grid = [[(0.05 + i * 0.92 / columns, 0.18 + j * 0.78 / rows, 0.6 / columns, 0.45 / rows) for j in range(rows)]
            for i, rows in ((i, c.rng.randint(1, 3)) for i in range(columns))]
    for here, there in zip(grid, grid[1:]):
        for x, y, w, h in here:
            x2, y2, _, h2 = c.rng.choice(there)
            c.arrow((x + w, y + h / 2), (x2, y2 + h2 / 2), c.ink)
    radius = c.rng.choice([0, 0.04])
    for column in grid:
        for x, y, w, h in column:
            c.rect(x, y, x + w, y + h, fill, c.ink, 0.012, radius)
            c.text(x + w / 2, y + h / 2, c.words(1, 1), 0.055, (40, 40, 44), "mm")
    return ["flow chart", "block diagram", "boxes joined by arrows", "diagram of a system", "process diagram", "schematic of how parts are connected", "流程图"], \
        [f"{name} boxes", "arrows from left to right", "components and connections", "from source to outlet", "how it flows"]


def pipes(c):
    c.paper()
    c.title()
    _, water = c.color("blue", "light blue")
    roof = c.rng.random() < 0.6
    if roof:
        c.poly([(0.04, 0.4), (0.14, 0.22), (0.24, 0.4)], c.color("red", "brown", "orange")[1])
    n = c.rng.randint(1, 3)
    for i in range(n):
        y = 0.22 + i * 0.25
        c.rect(0.36, y, 0.58, y + 0.13, c.jitter((165, 200, 218), 15), c.ink, 0.012, 0.03)
        c.arrow((0.22, 0.4), (0.35, y + 0.06), water)
        c.text(0.47, y + 0.17, c.words(1, 2), 0.05, anchor="mm")
    c.arrow((0.59, 0.45), (0.7, 0.45), water, 0.02)
    c.rect(0.71, 0.36, 0.86, 0.56, (255, 255, 255), c.ink, 0.012, 0.03)
    c.arrow((0.785, 0.57), (0.785, 0.8), water, 0.02)
    c.text(0.785, 0.86, c.words(1, 2), 0.055, anchor="mm")
    return ["water supply diagram", "pipes and tanks", "plumbing scheme", "how rain water reaches the tap", "diagram of tanks, pump and filter", "供水系统图"], ["storage tanks", "blue arrows", "from the roof to the kitchen" if roof else "flow of water"]


def power(c):
    c.paper()
    c.title()
    for i in range(3):
        y = 0.2 + i * 0.26
        c.rect(0.05, y, 0.33, y + 0.17, (255, 255, 255), c.ink, 0.012, 0.03)
        c.text(0.19, y + 0.085, c.rng.choice(["wind", "solar", "diesel", "generator", "grid", "turbine"]), 0.06, (40, 40, 44), "mm")
        c.line([(0.33, y + 0.085), (0.45, 0.48)], c.color("blue", "green", "orange", "red")[1], 0.014)
    c.rect(0.45, 0.37, 0.67, 0.6, c.jitter((205, 225, 235), 12), c.ink, 0.012, 0.03)
    c.text(0.56, 0.48, c.rng.choice(["battery", "storage", "bank"]), 0.06, (40, 40, 44), "mm")
    c.line([(0.67, 0.48), (0.77, 0.48)], c.any(), 0.014)
    c.rect(0.77, 0.37, 0.96, 0.6, (255, 255, 255), c.ink, 0.012, 0.03)
    return ["power system diagram", "electricity supply scheme", "wiring diagram", "how turbine, solar panels and generator charge the battery", "电力系统图"], ["sources on the left, battery in the middle", "electric energy", "boxes joined by lines"]


def layers(c):
    c.paper()
    c.title()
    n, top = c.rng.randint(3, 6), 0.18
    h = (0.97 - top) / n
    base = c.rng.choice([(235, 220, 190), (150, 190, 210), (160, 140, 110), (190, 205, 160)])
    for i in range(n):
        fill = c.jitter(tuple(max(0, round(v * (1 - 0.09 * i))) for v in base), 16) if c.rng.random() < 0.8 else c.any()
        c.rect(0.03, top + i * h, 0.97, top + (i + 1) * h, fill)
        for x in (0.06, 0.36, 0.62):
            c.text(x, top + (i + 0.5) * h, c.words(1, 2), 0.06, (40, 44, 48) if sum(fill) > 300 else (240, 240, 240))
    return ["diagram of layers", "horizontal zones", "cross section in bands", "zones of the shore one above the other", "strata", "levels from top to bottom", "分层图"], ["coloured bands", "each band with its height and what lives there", "zonation"]


def floor(c):
    c.paper()
    c.title()
    wall = c.rng.uniform(0.01, 0.02)
    y0, middle, gap = 0.18, c.rng.uniform(0.46, 0.55), c.rng.choice([0, 0.1, 0.13])
    for a, b in ((y0, middle), (middle + gap, 0.93)):
        cuts = sorted([0.05, 0.95] + [c.rng.uniform(0.2, 0.8) for _ in range(c.rng.randint(1, 3))])
        for left, right in zip(cuts, cuts[1:]):
            c.rect(left, a, right, b, (255, 255, 255) if c.rng.random() < 0.7 else c.jitter((230, 232, 225), 12), c.ink, wall)
            if right - left > 0.15:
                c.text((left + right) / 2, (a + b) / 2, c.words(1, 1), 0.055, (40, 40, 44), "mm")
    c.rect(0.05, y0, 0.95, 0.93, None, c.ink, wall * 1.4)
    if c.rng.random() < 0.6:
        c.arrow((0.12, 0.9), (0.12, 0.99), c.color("green", "red")[1], 0.02)
    return ["floor plan", "plan of a building", "plan of the rooms", "ground plan of a house", "architect's drawing", "layout of the rooms", "平面图"], ["rooms and corridor", "walls seen from above", "where each room is", "exits marked"]


def island(c):
    sea = c.color("light blue", "blue")[1]
    c.paper(tuple(min(255, v + 25) for v in sea))
    land = c.jitter((210, 222, 180), 20)
    for _ in range(c.rng.choice([1, 1, 1, 2])):
        x, y = c.rng.uniform(0.4, 0.6), c.rng.uniform(0.45, 0.6)
        rx, ry = c.rng.uniform(0.2, 0.38), c.rng.uniform(0.18, 0.34)
        c.poly(c.blob(x, y, rx * 1.15, ry * 1.18), tuple(min(255, v + 10) for v in sea))
        c.poly(c.blob(x, y, rx, ry), land, (70, 70, 60))
        c.poly(c.blob(x, y, rx * 0.4, ry * 0.4), tuple(max(0, v - 28) for v in land))
    spots = [(c.rng.uniform(0.25, 0.75), c.rng.uniform(0.3, 0.75)) for _ in range(c.rng.randint(3, 6))]
    for a, b in zip(spots, spots[1:]):
        if c.rng.random() < 0.7:
            color = c.any()
            for i in range(0, 10, 2):
                q = lambda t: (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
                c.line([q(i / 10), q((i + 1) / 10)], color, 0.014)
    for x, y in spots:
        c.oval(x, y, 0.018, fill=c.rng.choice([(190, 60, 45), (35, 40, 44)]))
        c.text(x + 0.03, y, c.words(1, 2).title(), 0.045)
    if c.rng.random() < 0.4:
        c.rect(0, 0, 1, 0.13, (250, 248, 240))
        c.text(0.04, 0.065, c.words(1, 2).title(), 0.08, (40, 44, 48))
    return ["map of an island", "island map", "map with paths and places", "hiking map", "chart of an island in the sea", "trail map", "岛屿地图"], ["walking trails as dashed lines", "surrounded by sea", "land seen from above", "geography of the place"]


def route(c):
    sea = c.rng.random() < 0.6
    c.paper(c.jitter((205, 226, 234) if sea else (228, 224, 205), 12))
    for _ in range(c.rng.randint(1, 3)):
        c.poly(c.blob(c.rng.uniform(0.1, 0.9), c.rng.uniform(0.15, 0.9), c.rng.uniform(0.07, 0.18), c.rng.uniform(0.05, 0.15)), c.jitter((200, 214, 170) if sea else (170, 195, 215), 20))
    ways = c.rng.choice([1, 2])
    a = (c.rng.uniform(0.6, 0.85), c.rng.uniform(0.2, 0.4))
    b = (c.rng.uniform(0.15, 0.35), c.rng.uniform(0.55, 0.85))
    for _ in range(ways):
        mid = [(a[0] + (b[0] - a[0]) * t + c.rng.uniform(-0.09, 0.09), a[1] + (b[1] - a[1]) * t + c.rng.uniform(-0.09, 0.09)) for t in (0.3, 0.6)]
        c.line([a, *mid, b], c.color("red", "purple", "blue", "orange", "black")[1], 0.016)
    c.oval(*b, 0.03, fill=c.color("yellow", "red")[1], outline=c.ink)
    for x, y in (a, b):
        c.text(x + 0.04, y + 0.05, c.words(1, 2), 0.05)
    return ["route on a map", "track of a journey", "path of a migrating bird over the sea", "flight path", "voyage drawn as a line", "GPS track", "路线图"], ["there and back", "start and end marked", "distance travelled", "out over the sea" if sea else "across the country"]


def streets(c):
    c.paper(c.jitter((236, 234, 226), 8))
    for _ in range(c.rng.randint(2, 4)):
        c.poly(c.blob(c.rng.random(), c.rng.random(), 0.13, 0.1), c.jitter((190, 216, 170), 14))
    for _ in range(c.rng.randint(5, 9)):
        t, tilt = c.rng.random(), c.rng.uniform(-0.15, 0.15)
        c.line([(t, 0), (t + tilt, 1)] if c.rng.random() < 0.5 else [(0, t), (1, t + tilt)], c.rng.choice([(255, 255, 255), (250, 215, 120), (255, 255, 255)]), c.rng.uniform(0.02, 0.05))
    if c.rng.random() < 0.5:
        c.line([(0, c.rng.random()), (0.5, c.rng.random()), (1, c.rng.random())], c.jitter((150, 190, 225), 12), 0.09)
    return ["street map", "city map", "map of a town", "road map", "城市地图"], ["streets and parks", "roads seen from above"]


def network(c):
    c.paper()
    spots = [(c.rng.uniform(0.1, 0.9), c.rng.uniform(0.15, 0.9)) for _ in range(c.rng.randint(5, 12))]
    for i, a in enumerate(spots[1:], 1):
        c.line([a, spots[c.rng.randrange(i)]], c.jitter((140, 142, 146)), 0.01)
    fill = c.any()
    for x, y in spots:
        c.oval(x, y, c.rng.uniform(0.03, 0.055), fill=fill)
    return ["network graph", "nodes and edges", "dots joined by lines", "网络图"], ["connections", "links between things"]


def tree(c):
    c.paper()
    fill = c.any()
    n = c.rng.randint(2, 4)
    for i in range(n):
        x = (i + 0.5) / n
        c.line([(0.5, 0.2), (x, 0.55)])
        for j in (-0.25, 0.25):
            c.line([(x, 0.55), (x + j / n, 0.85)])
            c.rect(x + j / n - 0.05, 0.8, x + j / n + 0.05, 0.9, fill)
        c.rect(x - 0.08, 0.49, x + 0.08, 0.61, fill)
    c.rect(0.38, 0.12, 0.62, 0.26, fill)
    return ["organisation chart", "tree diagram", "family tree", "hierarchy", "组织结构图"], ["one box on top", "branches"]


def venn(c):
    c.paper()
    for x, y in ((0.38, 0.42), (0.62, 0.42), (0.5, 0.65))[:c.rng.choice([2, 3])]:
        c.oval(x, y, 0.26, outline=c.any(), width=0.03)
    return ["venn diagram", "overlapping circles", "韦恩图"], ["what sets have in common"]


def cycle(c):
    c.paper()
    n, fill = c.rng.randint(3, 6), c.any()
    for i in range(n):
        a, b = (2 * math.pi * k / n for k in (i, i + 1))
        c.arrow(c.around(0.5, 0.52, 0.33, a - 0.3), c.around(0.5, 0.52, 0.33, b + 0.35 - 2 * math.pi / n * 2))
        c.oval(*c.around(0.5, 0.52, 0.33, a), 0.09, fill=fill)
    return ["cycle diagram", "circular process", "ring of steps", "循环图"], ["arrows going round"]


DRAW = [boxes, boxes, pipes, power, layers, layers, floor, floor, island, island, route, route, streets, network, tree, venn, cycle]
