"""Dials, meters, clocks and panels."""
import math


def gauge(c):
    c.paper(c.jitter(c.rng.choice([(110, 78, 52), (60, 66, 70), (225, 226, 222), (150, 110, 70)]), 20))
    name, ring = c.rng.choice([("brass", (185, 142, 65)), ("steel", (150, 155, 160)), ("black", (35, 36, 40)), ("brass", (200, 160, 80))])
    ring = c.jitter(ring, 15)
    y = c.rng.uniform(0.45, 0.52)
    c.oval(0.5, y, 0.42, fill=ring)
    c.oval(0.5, y, 0.36, fill=c.jitter((250, 246, 232), 8))
    start, sweep, n = math.radians(c.rng.choice([225, 210, 240])), math.radians(c.rng.choice([270, 240])), c.rng.randint(6, 12)
    for i in range(n + 1):
        a = start - sweep * i / n
        c.line([c.around(0.5, y, 0.34, a), c.around(0.5, y, 0.30, a)], (35, 38, 42), 0.012)
        if i % 2 == 0:
            c.text(*c.around(0.5, y, 0.25, a), str(i * 10), 0.055, (35, 38, 42), "mm")
    a = start - sweep * c.rng.random()
    c.line([(0.5, y), c.around(0.5, y, 0.26, a)], c.rng.choice([(190, 50, 40), (30, 32, 36)]), 0.02)
    c.oval(0.5, y, 0.03, fill=ring)
    return ["pressure gauge", "dial with a needle", "barometer", "round instrument", "analogue meter", "old weather instrument", "speedometer", "manometer", "仪表盘", "气压计"], [f"{name} rim", "pointer on a scale", "measuring air pressure", "hanging on a wall"]


def clock(c):
    c.paper(c.jitter(c.rng.choice([(235, 230, 220), (90, 110, 130), (150, 120, 90)]), 25))
    c.oval(0.5, 0.5, 0.42, fill=(252, 252, 250), outline=c.any(), width=0.03)
    for i in range(12):
        a = math.pi / 2 - i * math.pi / 6
        c.text(*c.around(0.5, 0.5, 0.34, a), str(i or 12), 0.08, (30, 30, 34), "mm")
    for r, w in ((0.2, 0.03), (0.3, 0.018)):
        c.line([(0.5, 0.5), c.around(0.5, 0.5, r, c.rng.uniform(0, 6.28))], (30, 30, 34), w)
    return ["clock", "clock face", "wall clock", "时钟"], ["two hands and twelve numbers", "telling the time"]


def panel(c):
    c.paper(c.jitter((90, 100, 106), 25))
    body = c.jitter(c.rng.choice([(202, 208, 210), (170, 172, 168), (60, 66, 72), (205, 198, 180)]), 14)
    c.rect(0.04, 0.06, 0.96, 0.94, body, (40, 46, 50), 0.014, 0.04)
    ink = (30, 34, 38) if sum(body) > 330 else (235, 235, 235)
    c.text(0.5, 0.14, c.words(1, 2).upper(), 0.08, ink, "mm")
    knob = c.rng.uniform(0.2, 0.28)
    c.oval(knob, 0.45, 0.13, fill=c.jitter((45, 54, 60), 14))
    c.line([(knob, 0.45), c.around(knob, 0.45, 0.12, c.rng.uniform(0.3, 2.8))], (245, 245, 240), 0.025)
    for i in range(c.rng.randint(2, 5)):
        c.oval(0.46 + 0.11 * i, c.rng.choice([0.4, 0.42]), 0.035, fill=c.color("green", "red", "yellow", "brown", "gray")[1], outline=(30, 34, 38), width=0.008)
        c.text(0.46 + 0.11 * i, 0.52, c.words(1, 1)[:4].upper(), 0.04, ink, "mm")
    x = c.rng.uniform(0.08, 0.4)
    c.rect(x, 0.68, x + 0.36, 0.85, (26, 30, 34), (0, 0, 0), 0.008, 0.02)
    c.text(x + 0.18, 0.765, f"{c.rng.randint(0, 99999):05d}", 0.1, c.rng.choice([(225, 240, 190), (240, 90, 70), (120, 230, 140)]), "mm")
    return ["control panel", "switches and lamps", "front panel of a machine", "generator control panel", "buttons, knob and display", "switchboard", "控制面板"], ["start button", "turning switch", "hour counter", "warning lights", "operating an engine"]


def thermometer(c):
    c.paper()
    t = c.rng.uniform(0.2, 0.7)
    c.rect(0.44, 0.08, 0.56, 0.8, (250, 250, 250), c.ink, 0.012, 0.05)
    name, fill = c.color("red", "blue")
    c.rect(0.47, t, 0.53, 0.85, fill)
    c.oval(0.5, 0.85, 0.1, fill=fill, outline=c.ink)
    for i in range(9):
        c.line([(0.58, 0.14 + i * 0.075), (0.63, 0.14 + i * 0.075)])
        c.text(0.65, 0.14 + i * 0.075, str(40 - i * 10), 0.05)
    return ["thermometer", "temperature scale", "how warm it is", "温度计"], [f"{name} liquid", "degrees"]


def battery(c):
    c.paper()
    n = c.rng.randint(1, 4)
    name, fill = c.color("green", "red", "orange", "yellow")
    c.rect(0.12, 0.3, 0.8, 0.7, (250, 250, 250), c.ink, 0.025, 0.04)
    c.rect(0.8, 0.42, 0.87, 0.58, c.ink)
    for i in range(n):
        c.rect(0.16 + i * 0.155, 0.35, 0.29 + i * 0.155, 0.65, fill)
    return ["battery level", "battery charge symbol", "电池电量"], [f"{name} cells", "nearly empty" if n == 1 else "full" if n == 4 else "half full"]


def traffic_light(c):
    c.paper(c.jitter((180, 200, 215), 25))
    c.rect(0.36, 0.06, 0.64, 0.9, (40, 42, 46), radius=0.05)
    on = c.rng.randrange(3)
    for i, (name, rgb) in enumerate((("red", (230, 50, 40)), ("yellow", (250, 205, 50)), ("green", (60, 190, 80)))):
        c.oval(0.5, 0.2 + i * 0.28, 0.11, fill=rgb if i == on else tuple(v // 4 for v in rgb))
    return ["traffic light", "stop light", "红绿灯"], [("red", "yellow", "green")[on] + " light is on"]


def compass(c):
    c.paper()
    c.oval(0.5, 0.5, 0.42, fill=(250, 248, 238), outline=c.any(), width=0.03)
    a = c.rng.uniform(0, 6.28)
    for t, fill in ((a, (200, 50, 45)), (a + math.pi, (60, 64, 70))):
        c.poly([c.around(0.5, 0.5, 0.33, t), c.around(0.5, 0.5, 0.07, t + 1.57), c.around(0.5, 0.5, 0.07, t - 1.57)], fill)
    for i, letter in enumerate("ENWS"):
        c.text(*c.around(0.5, 0.5, 0.36, i * math.pi / 2), letter, 0.08, (40, 40, 44), "mm")
    return ["compass", "compass needle", "指南针"], ["pointing north", "four directions"]


def switches(c):
    c.paper(c.jitter((228, 228, 224), 12))
    for i in range(c.rng.randint(2, 4)):
        for j in range(c.rng.randint(2, 5)):
            x, y = 0.14 + j * 0.18, 0.2 + i * 0.22
            c.rect(x - 0.06, y - 0.08, x + 0.06, y + 0.08, (60, 64, 70), radius=0.02)
            c.rect(x - 0.03, y - 0.05, x + 0.03, y if c.rng.random() < 0.5 else y + 0.05, c.color("white", "red", "green", "orange")[1])
    return ["fuse box", "row of switches", "circuit breakers", "配电箱"], ["electric switches in rows"]


DRAW = [gauge, gauge, clock, panel, panel, thermometer, battery, traffic_light, compass, switches]
