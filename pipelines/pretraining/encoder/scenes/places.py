"""Landscapes, buildings and vehicles in simple drawing."""
import math


def sky(c, night=None):
    """Sky and ground; returns (height of the horizon, words for the time of day)."""
    kind = c.rng.choice(["day", "day", "grey", "sunset", "night"]) if night is None else "night" if night else "day"
    top, low = {"day": ((150, 195, 232), (222, 236, 244)), "grey": ((175, 184, 190), (214, 220, 224)),
                "sunset": ((236, 130, 90), (250, 210, 150)), "night": ((18, 24, 52), (50, 60, 96))}[kind]
    top, low = c.jitter(top, 14), c.jitter(low, 10)
    for i in range(20):
        t = i / 19
        c.rect(0, i / 20, 1, (i + 1) / 20 + 0.01, tuple(round(a + (b - a) * t) for a, b in zip(top, low)))
    if kind == "night":
        for _ in range(25):
            c.oval(c.rng.random(), c.rng.uniform(0, 0.5), 0.006, fill=(250, 250, 230))
    elif kind != "grey" and c.rng.random() < 0.6:
        c.oval(c.rng.uniform(0.1, 0.9), c.rng.uniform(0.1, 0.4), 0.08, fill=(250, 225, 120))
    c.ground = low
    return c.rng.uniform(0.62, 0.82), {"day": "by day", "grey": "under a grey sky", "sunset": "at sunset", "night": "at night"}[kind]


def land(c, y, color=(140, 175, 110)):
    c.poly([(0, y), (1, y + c.rng.uniform(-0.05, 0.05)), (1, 1), (0, 1)], c.jitter(color, 20))


def sea(c, y):
    color = c.jitter((70, 130, 170), 25)
    c.rect(0, y, 1, 1, color)
    for _ in range(8):
        x, w = c.rng.random(), c.rng.uniform(0.05, 0.2)
        v = c.rng.uniform(y, 1)
        c.line([(x, v), (x + w, v)], tuple(min(255, k + 40) for k in color), 0.008)


def labels(c):
    if c.rng.random() < 0.4:
        c.text(0.05, 0.07, c.words(1, 3).capitalize(), 0.08)
    if c.rng.random() < 0.3:
        for i in range(3):
            c.line([(0.56, 0.3 + i * 0.17), (0.66, 0.3 + i * 0.15)], (120, 124, 130), 0.008)
            c.text(0.67, 0.3 + i * 0.15, c.words(1, 2), 0.05)


def lighthouse(c):
    y, when = sky(c)
    sea(c, y - 0.05) if c.rng.random() < 0.5 else None
    land(c, y)
    x, top, w = c.rng.uniform(0.35, 0.65), c.rng.uniform(0.22, 0.35), c.rng.uniform(0.05, 0.09)
    base = y + 0.05
    c.poly([(x - w * 1.4, base), (x - w, top), (x + w, top), (x + w * 1.4, base)], (248, 248, 244), (50, 50, 54))
    name, stripe = c.color("red", "black", "red", "blue")
    n = c.rng.choice([2, 3, 4])
    for i in range(n):
        a, b = top + (base - top) * (2 * i + 0.6) / (2 * n), top + (base - top) * (2 * i + 1.6) / (2 * n)
        wa, wb = (w * (1 + 0.4 * (t - top) / (base - top)) for t in (a, b))
        c.poly([(x - wa, a), (x + wa, a), (x + wb, b), (x - wb, b)], stripe)
    c.rect(x - w * 0.7, top - 0.1, x + w * 0.7, top, (255, 240, 170), (50, 50, 54))
    c.poly([(x - w, top - 0.1), (x, top - 0.18), (x + w, top - 0.1)], stripe)
    labels(c)
    return ["lighthouse", "lighthouse on the coast", "tall striped tower with a lamp", "beacon for ships", "灯塔"], [f"{name} and white stripes", when, "drawing with labelled parts"]


def house(c):
    y, when = sky(c)
    land(c, y)
    x, w = c.rng.uniform(0.3, 0.7), c.rng.uniform(0.15, 0.25)
    name, wall = c.color("white", "beige", "red", "yellow", "brown", "light blue")
    c.rect(x - w, y - 0.25, x + w, y + 0.08, wall, (60, 50, 45))
    c.poly([(x - w - 0.04, y - 0.25), (x, y - 0.47), (x + w + 0.04, y - 0.25)], c.color("red", "brown", "gray", "black")[1])
    c.rect(x - 0.04, y - 0.1, x + 0.04, y + 0.08, c.color("brown", "green", "blue")[1])
    for k in (-0.65, 0.65):
        c.rect(x + k * w - 0.04, y - 0.18, x + k * w + 0.04, y - 0.08, (190, 220, 240), (60, 50, 45))
    return ["house", "cottage", "hut", "home", "building with a roof", "房子"], [f"{name} walls", when, "in the country"]


def castle(c):
    y, when = sky(c)
    land(c, y)
    wall = c.jitter((165, 160, 152), 20)
    c.rect(0.2, y - 0.28, 0.8, y + 0.1, wall, (70, 68, 64))
    for x in (0.18, 0.72):
        c.rect(x, y - 0.45, x + 0.12, y + 0.1, wall, (70, 68, 64))
        for i in range(3):
            c.rect(x + i * 0.045, y - 0.5, x + i * 0.045 + 0.03, y - 0.45, wall)
    c.pie(0.5, y + 0.1, 0.14, 180, 360, (70, 50, 40))
    return ["castle", "fortress", "castle with towers", "城堡"], [when, "stone walls"]


def mountains(c):
    y, when = sky(c)
    for _ in range(c.rng.randint(2, 4)):
        x, h, w = c.rng.uniform(0.1, 0.9), c.rng.uniform(0.3, 0.55), c.rng.uniform(0.25, 0.4)
        c.poly([(x - w, y), (x, y - h), (x + w, y)], c.jitter((120, 125, 140), 30))
        c.poly([(x - w * 0.25, y - h * 0.75), (x, y - h), (x + w * 0.25, y - h * 0.75)], (248, 250, 252))
    land(c, y)
    return ["mountains", "mountain range", "peaks with snow", "山脉"], [when, "landscape"]


def boat(c):
    y, when = sky(c)
    sea(c, y - 0.1)
    x, w = c.rng.uniform(0.3, 0.7), c.rng.uniform(0.14, 0.24)
    name, hull = c.color("red", "brown", "blue", "white", "black", "green")
    c.poly([(x - w, y - 0.06), (x + w, y - 0.06), (x + w * 0.7, y + 0.06), (x - w * 0.7, y + 0.06)], hull)
    if c.rng.random() < 0.5:
        c.line([(x, y - 0.06), (x, y - 0.5)], (80, 60, 45), 0.016)
        c.poly([(x + 0.02, y - 0.48), (x + 0.02, y - 0.1), (x + w, y - 0.1)], c.color("white", "red", "yellow", "orange")[1])
        return ["sailing boat", "sail boat on the water", "yacht", "帆船"], [f"{name} hull", when, "at sea"]
    c.rect(x - w * 0.4, y - 0.2, x + w * 0.4, y - 0.06, (245, 245, 242), (50, 50, 54))
    c.rect(x - 0.02, y - 0.3, x + 0.06, y - 0.2, c.color("red", "black", "blue")[1])
    return ["ship", "boat", "ferry", "steamer on the sea", "轮船"], [f"{name} hull", when, "on the sea"]


def city(c):
    y, when = sky(c)
    lit = when == "at night"
    x = 0
    while x < 1:
        w, h = c.rng.uniform(0.07, 0.16), c.rng.uniform(0.15, 0.6)
        c.rect(x, y - h, x + w, 1, c.jitter((45, 48, 62) if lit else (140, 146, 155), 22))
        for i in range(int(w / 0.04)):
            for j in range(int(h / 0.07)):
                if c.rng.random() < 0.6:
                    c.rect(x + 0.012 + i * 0.04, y - h + 0.02 + j * 0.07, x + 0.03 + i * 0.04, y - h + 0.055 + j * 0.07, (250, 225, 130) if lit else (200, 220, 235))
        x += w
    return ["city skyline", "skyscrapers", "tall buildings", "town", "城市天际线"], [when, "many windows"]


def forest(c):
    y, when = sky(c)
    land(c, y, (90, 130, 80))
    fir = c.rng.random() < 0.6
    for _ in range(c.rng.randint(4, 11)):
        x, b, h = c.rng.random(), c.rng.uniform(y, y + 0.15), c.rng.uniform(0.25, 0.5)
        c.rect(x - 0.015, b - h * 0.3, x + 0.015, b, (95, 65, 45))
        green = c.jitter((45, 105, 60), 25)
        if fir:
            for k in range(3):
                c.poly([(x - 0.09 + k * 0.02, b - h * (0.2 + k * 0.25)), (x, b - h * (0.55 + k * 0.22)), (x + 0.09 - k * 0.02, b - h * (0.2 + k * 0.25))], green)
        else:
            c.oval(x, b - h * 0.6, 0.1, fill=green)
    return ["forest", "trees", "wood of fir trees" if fir else "grove of round trees", "森林"], [when, "green landscape"]


def desert(c):
    y, when = sky(c)
    land(c, y - 0.1, (225, 190, 130))
    x = c.rng.uniform(0.2, 0.8)
    c.rect(x - 0.03, y - 0.32, x + 0.03, y + 0.05, (70, 125, 70), radius=0.03)
    c.rect(x - 0.12, y - 0.2, x - 0.08, y - 0.08, (70, 125, 70), radius=0.02)
    c.rect(x - 0.12, y - 0.1, x, y - 0.06, (70, 125, 70))
    return ["desert", "cactus in the desert", "sand and a cactus", "沙漠"], [when]


def underwater(c):
    c.paper(c.jitter((220, 238, 244), 8))
    y = c.rng.uniform(0.15, 0.35)
    c.rect(0, y, 1, 1, c.jitter((150, 198, 216), 30))
    c.poly([(0, 0.9), (1, 0.88), (1, 1), (0, 1)], c.jitter((165, 145, 108), 18))
    x = c.rng.uniform(0.25, 0.6)
    name, fill = c.color("yellow", "red", "orange", "green")
    c.poly([(x - 0.09, y + 0.03), (x - 0.03, y - 0.1), (x + 0.03, y - 0.1), (x + 0.09, y + 0.03), (x, y + 0.08)], fill, (40, 44, 48))
    c.line([(x, y + 0.08), (x, 0.9)], (50, 55, 60), 0.01)
    n = c.rng.randint(2, 5)
    for i in range(n):
        v = y + 0.15 + (0.7 - y) * i / n
        c.oval(x, v, 0.022, fill=c.color("red", "black", "orange")[1])
        if c.rng.random() < 0.75:
            c.text(x + 0.08, v, c.words(1, 2), 0.06, (40, 44, 48))
    c.rect(x - 0.06, 0.87, x + 0.06, 0.93, (95, 100, 104))
    return ["buoy", "floating buoy anchored to the sea bed", "measuring buoy with a chain of sensors", "buoy in the sea seen from the side", "浮标"], [f"{name} float", "line going down into the water", "sensors at several depths", "anchor at the bottom"]


def turbine(c):
    y, when = sky(c)
    land(c, y)
    n = c.rng.randint(1, 3)
    for i in range(n):
        x, top = (i + 0.5) / n + c.rng.uniform(-0.08, 0.08), c.rng.uniform(0.25, 0.4)
        c.line([(x, top), (x, y + 0.05)], (245, 245, 245), 0.025)
        a = c.rng.uniform(0, 2)
        for k in range(3):
            c.line([(x, top), c.around(x, top, 0.24, a + k * 2.094)], (250, 250, 250), 0.025)
    return ["wind turbine", "wind turbines" if n > 1 else "wind mill making electricity", "wind power", "风力发电机"], [when, "three white blades"]


def road(c):
    y, when = sky(c)
    land(c, y - 0.1)
    c.poly([(0.44, y - 0.1), (0.56, y - 0.1), (0.95, 1), (0.05, 1)], c.jitter((105, 108, 112), 12))
    for i in range(4):
        v = y - 0.05 + i * 0.09
        c.rect(0.49, v, 0.51, v + 0.05, (250, 250, 250))
    return ["road", "straight road to the horizon", "motorway", "公路"], [when]


def bridge(c):
    y, when = sky(c)
    sea(c, y)
    color = c.any()
    c.rect(0, y - 0.12, 1, y - 0.07, color)
    for x in (0.25, 0.75):
        c.rect(x - 0.02, y - 0.45, x + 0.02, y + 0.1, color)
        for k in range(-4, 5):
            c.line([(x, y - 0.43), (x + k * 0.06, y - 0.1)], color, 0.006)
    return ["bridge", "suspension bridge", "bridge over water", "桥"], [when]


def car(c):
    y, when = sky(c)
    c.rect(0, y + 0.03, 1, 1, c.jitter((110, 112, 116), 14))
    name, body = c.color("red", "blue", "green", "yellow", "white", "black", "orange")
    x = c.rng.uniform(0.35, 0.65)
    c.rect(x - 0.28, y - 0.1, x + 0.28, y + 0.05, body, radius=0.04)
    c.poly([(x - 0.17, y - 0.1), (x - 0.1, y - 0.22), (x + 0.1, y - 0.22), (x + 0.18, y - 0.1)], body)
    c.poly([(x - 0.12, y - 0.1), (x - 0.08, y - 0.19), (x + 0.08, y - 0.19), (x + 0.12, y - 0.1)], (200, 225, 240))
    for k in (-0.16, 0.16):
        c.oval(x + k, y + 0.05, 0.07, fill=(30, 30, 32))
        c.oval(x + k, y + 0.05, 0.03, fill=(180, 182, 186))
    return [f"{name} car", "car", "automobile", "汽车"], [when, "on the road"]


def tent(c):
    y, when = sky(c)
    land(c, y)
    name, cloth = c.color("orange", "green", "blue", "yellow", "red")
    c.poly([(0.22, y + 0.1), (0.5, y - 0.3), (0.78, y + 0.1)], cloth, (60, 50, 45))
    c.poly([(0.42, y + 0.1), (0.5, y - 0.2), (0.58, y + 0.1)], (50, 45, 50))
    return ["tent", "camping tent", "camp site", "帐篷"], [f"{name} tent", when]


def weather(c):
    sky(c, night=False)
    kind = c.rng.choice(["rain", "snow", "storm", "cloud"])
    grey = c.jitter((120, 126, 134) if kind in ("rain", "storm") else (225, 230, 234), 10)
    for x, y in ((0.35, 0.35), (0.5, 0.28), (0.65, 0.36), (0.5, 0.4)):
        c.oval(x, y, 0.15, fill=grey)
    for _ in range(30 if kind in ("rain", "snow") else 0):
        x, y = c.rng.random(), c.rng.uniform(0.5, 1)
        c.line([(x, y), (x - 0.02, y + 0.07)], (70, 110, 190), 0.008) if kind == "rain" else c.oval(x, y, 0.014, fill=(255, 255, 255))
    if kind == "storm":
        c.poly([(0.52, 0.46), (0.42, 0.7), (0.5, 0.7), (0.45, 0.95), (0.62, 0.62), (0.53, 0.62), (0.6, 0.46)], (250, 215, 60))
    return {"rain": ["rain", "rain cloud", "rainy weather", "下雨"], "snow": ["snow", "snowfall", "winter weather", "下雪"],
            "storm": ["thunderstorm", "lightning", "storm cloud", "雷雨"], "cloud": ["cloud", "clouds in the sky", "cloudy weather", "云"]}[kind], ["sky"]


DRAW = [lighthouse, lighthouse, house, castle, mountains, boat, city, forest, desert, underwater, underwater, turbine, road, bridge, car, tent, weather]
